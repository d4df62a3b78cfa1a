import { describe, expect, it } from '@jest/globals';
import { isCode } from '@ledger/kernel';
import { codeOf, commandIdOf, factIdOf, followUpIdOf, freshCommandId, hashOf } from './ids.js';

const LEDGER = '5b1f2c3a-0d4e-4f6a-8b7c-9d0e1f2a3b4c';
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('ids', () => {
  it('are the same for the same, for ever, and others for anything else', () => {
    const command = commandIdOf(LEDGER, 'p-1', 'key');
    // UUIDv5 of actor and key: a key must name its command in all versions to come.
    expect(command).toBe('fe61a31c-d8ad-5633-b003-45a5d72f9693');
    const ids = [
      command,
      commandIdOf(LEDGER, 'p-2', 'key'),
      commandIdOf(LEDGER, 'p-1', 'other'),
      commandIdOf(command, 'p-1', 'key'),
      freshCommandId(),
      freshCommandId(),
      factIdOf(command, 'bottle-A', 0),
      factIdOf(command, 'bottle-A', 1),
      factIdOf(command, 'bottle-B', 0),
      followUpIdOf(command, 0),
      followUpIdOf(command, 1),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(uuid);
    expect(factIdOf(command, 'bottle-A', 0)).toBe(factIdOf(command, 'bottle-A', 0));
  });

  it('draw codes from a command, each time others and for the same command the same', () => {
    const draws = Array.from({ length: 300 }, (_, n) => codeOf(LEDGER, n, 0));
    for (const code of draws) expect(isCode(code)).toBe(true);
    expect(new Set([...draws, codeOf(LEDGER, 0, 1), codeOf(LEDGER, 1, 1)]).size).toBe(302);
    expect(codeOf(LEDGER, 7, 2)).toBe(codeOf(LEDGER, 7, 2));
  });

  it('hash what is said, not how its fields are ordered', () => {
    expect(hashOf({ a: 1, b: ['x'] })).toBe(hashOf({ b: ['x'], a: 1 }));
    expect(hashOf({ a: 1 })).not.toBe(hashOf({ a: '1' }));
    expect(hashOf(null)).toMatch(/^[0-9a-f]{64}$/);
  });
});
