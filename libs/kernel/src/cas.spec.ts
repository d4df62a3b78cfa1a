import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { casNumber } from './cas.js';

describe('CAS numbers', () => {
  it.each(['67-64-1', '7732-18-5', '50-00-0', '64-17-5', '12125-02-9', '110488-70-5'])('%s is one', (cas) =>
    expect(casNumber(` ${cas}\n`)).toBe(cas),
  );

  it.each([
    ['67-64-2', 'cas.misspelt'],
    ['76-64-1', 'cas.misspelt'],
    ['7723-18-5', 'cas.misspelt'],
    ['67641', 'cas.malformed'],
    ['6-64-1', 'cas.malformed'],
    ['12345678-12-1', 'cas.malformed'],
    ['067-64-1', 'cas.malformed'],
    ['67-64-1x', 'cas.malformed'],
    ['\u0666\u0667-64-1', 'cas.malformed'],
    ['67\u201364\u20131', 'cas.malformed'],
    ['', 'cas.malformed'],
  ])('%j is refused: %s', (text, code) =>
    expect(() => casNumber(text)).toThrow(expect.objectContaining({ code })),
  );

  it('has exactly one check digit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 9_999_999 }),
        fc.integer({ min: 0, max: 99 }),
        (head, middle) => {
          const good = Array.from(
            { length: 10 },
            (_, check) => `${head}-${String(middle).padStart(2, '0')}-${check}`,
          ).filter((cas) => {
            try {
              return casNumber(cas) === cas;
            } catch {
              return false;
            }
          });
          expect(good).toHaveLength(1);
        },
      ),
    );
  });
});
