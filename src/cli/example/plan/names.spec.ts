import { describe, expect, test } from '@jest/globals';
import { plainText } from '@ledger/kernel';
import { Chance } from './chance.js';
import { addressOf, nameOf } from './names.js';

const chance = new Chance(1);
const names = Array.from({ length: 2_000 }, () => nameOf(chance));

describe('names', () => {
  test('are plain text, from many parts of the world', () => {
    for (const name of names) expect(plainText(name, { max: 200 })).toBe(name);
    expect(new Set(names).size).toBeGreaterThan(800);
    expect(names.some((name) => /^\p{Script=Han}+ \(\w+ \w+\)$/u.test(name))).toBe(true);
  });

  test('have an address where nothing is delivered', () => {
    expect(addressOf('王芳 (Wang Fang)', 7)).toBe('wang.fang.7@university.example');
    expect(addressOf('Jörg Böhm', 12)).toBe('jorg.bohm.12@university.example');
    for (const name of names) expect(addressOf(name, 1)).toMatch(/^[a-z.-]+\.1@university\.example$/);
  });
});
