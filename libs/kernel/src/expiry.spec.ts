import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expired, expiryDate, lastDay } from './expiry.js';

const day = fc
  .date({ min: new Date('1900-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('an expiry', () => {
  it.each([
    ['2027', '2027-12-31'],
    ['2027-02', '2027-02-28'],
    ['2028-02', '2028-02-29'],
    ['2027-05-31', '2027-05-31'],
  ])('%s lasts to %s', (expiry, last) => {
    expect(expiryDate(expiry)).toBe(expiry);
    expect(lastDay(expiry)).toBe(last);
  });

  it.each([
    ['27', 'expiry.malformed'],
    ['2027-5', 'expiry.malformed'],
    ['2027-00', 'expiry.malformed'],
    ['2027-13', 'expiry.malformed'],
    ['2027-05-', 'expiry.malformed'],
    ['05/2027', 'expiry.malformed'],
    ['2027-05-31T00:00:00Z', 'expiry.malformed'],
    ['', 'expiry.malformed'],
    ['2027-02-30', 'time.no-such-day'],
    ['2027-05-00', 'time.no-such-day'],
    ['1899', 'time.out-of-range'],
    ['0001-01', 'time.out-of-range'],
  ])('%j is refused: %s', (text, code) =>
    expect(() => expiryDate(text)).toThrow(expect.objectContaining({ code })),
  );

  it('is good on its last day and past on the next', () => {
    expect(expired('2027-05', '2027-05-31')).toBe(false);
    expect(expired('2027-05', '2027-06-01')).toBe(true);
    expect(expired('2027', '2027-12-31')).toBe(false);
    expect(expired('2027', '2028-01-01')).toBe(true);
  });

  it('is past after its last day, however precise it is', () => {
    fc.assert(
      fc.property(day, day, (expiry, today) => {
        for (const digits of [10, 7, 4]) {
          const told = expiry.slice(0, digits);
          expect(expired(told, today)).toBe(lastDay(told) < today);
        }
      }),
    );
  });
});
