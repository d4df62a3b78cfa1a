import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Chance } from './chance.js';

const seed = fc.integer({ min: 0, max: 0xffffffff });
const draw = (chance: Chance) => Array.from({ length: 20 }, () => chance.whole(0, 1_000_000));

describe('chance', () => {
  test('is the same for the same seed, and another for another', () => {
    fc.assert(fc.property(seed, (n) => expect(draw(new Chance(n))).toEqual(draw(new Chance(n)))));
    expect(draw(new Chance(1))).not.toEqual(draw(new Chance(2)));
  });

  test('draws whole numbers between both ends', () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: -50, max: 50 }), fc.nat(100), (n, min, more) => {
        const drawn = new Chance(n).whole(min, min + more);
        expect(Number.isInteger(drawn) && drawn >= min && drawn <= min + more).toBe(true);
      }),
    );
  });

  test('chooses as often as the weights say', () => {
    const chance = new Chance(7);
    const counts = { often: 0, seldom: 0, never: 0 };
    for (let n = 0; n < 10_000; n += 1) {
      counts[
        chance.weighted([
          ['often', 9],
          ['seldom', 1],
          ['never', 0],
        ] as const)
      ] += 1;
    }
    expect(counts.never).toBe(0);
    expect(counts.seldom).toBeGreaterThan(800);
    expect(counts.seldom).toBeLessThan(1_200);
  });

  test('lets come to pass what always or never does', () => {
    fc.assert(
      fc.property(seed, (n) => {
        expect(new Chance(n).happens(1_000)).toBe(true);
        expect(new Chance(n).happens(0)).toBe(false);
      }),
    );
  });

  test('has nothing to choose from in nothing', () => {
    expect(() => new Chance(1).of([])).toThrow(RangeError);
  });
});
