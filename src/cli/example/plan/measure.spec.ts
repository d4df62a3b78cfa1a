import { describe, expect, test } from '@jest/globals';
import { amount } from '@ledger/kernel';
import fc from 'fast-check';
import { grains, round, written } from './measure.js';

const dimension = fc.constantFrom('mass' as const, 'volume' as const);
const some = fc.integer({ min: 1, max: 20_000_000_000 });

describe('an amount', () => {
  test.each([
    [2_500_000, 'volume', '2.5', 'L'],
    [340_000, 'volume', '340', 'mL'],
    [370, 'volume', '0.37', 'mL'],
    [10_000_000_000, 'volume', '10', 'm3'],
    [25_000, 'mass', '25', 'g'],
    [1_200_000, 'mass', '1.2', 'kg'],
    [250, 'mass', '250', 'mg'],
  ] as const)('of %d grains of %s is written %s %s', (grainCount, of, value, unit) => {
    expect(written(grainCount, of)).toEqual({ value, unit });
    expect(grains({ value, unit }, of)).toBe(grainCount);
  });

  test('is read by the ledger as the same amount', () => {
    fc.assert(
      fc.property(some, dimension, (grainCount, of) => {
        const told = written(grainCount, of);
        const base =
          of === 'mass'
            ? { value: String(grainCount), unit: 'mg' }
            : { value: String(grainCount), unit: 'uL' };
        expect(amount(told).base).toBe(amount(base).base);
        expect(grains(told, of)).toBe(grainCount);
      }),
    );
  });

  test('is rounded to two digits, and never up', () => {
    fc.assert(
      fc.property(some, (grainCount) => {
        const rounded = round(grainCount);
        expect(rounded).toBeGreaterThan(0);
        expect(rounded).toBeLessThanOrEqual(grainCount);
        expect(String(rounded).replace(/0+$/, '').length).toBeLessThanOrEqual(2);
      }),
    );
  });

  test('in a unit that nobody knows is a mistake', () => {
    expect(() => grains({ value: '1', unit: 'pint' }, 'volume')).toThrow(RangeError);
  });
});
