import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ecNumber } from './ec.js';
import { accepts } from './reading.js';

describe('EC numbers', () => {
  it.each(['200-662-2', '200-578-6', '231-791-2', '200-003-9', '430-710-1'])('%s is one', (ec) =>
    expect(ecNumber(` ${ec} `)).toBe(ec),
  );

  it.each([
    ['200-662-3', 'ec.misspelt'],
    ['200-626-2', 'ec.misspelt'],
    ['430-710-0', 'ec.misspelt'],
    ['2006622', 'ec.malformed'],
    ['200-662-22', 'ec.malformed'],
    ['', 'ec.malformed'],
  ])('%j is refused: %s', (text, code) =>
    expect(() => ecNumber(text)).toThrow(expect.objectContaining({ code })),
  );

  it('has one check digit, or none where the remainder is 10 outside ELINCS', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999 }), (n) => {
        const six = String(n).padStart(6, '0');
        const good = Array.from(
          { length: 10 },
          (_, check) => `${six.slice(0, 3)}-${six.slice(3)}-${check}`,
        ).filter((ec) => accepts(() => ecNumber(ec)));
        const remainder = Array.from(six).reduce((sum, digit, i) => sum + Number(digit) * (i + 1), 0) % 11;
        expect(good).toHaveLength(remainder === 10 && !six.startsWith('4') ? 0 : 1);
      }),
    );
  });
});
