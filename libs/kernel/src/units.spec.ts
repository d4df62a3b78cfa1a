import { describe, expect, it } from '@jest/globals';
import { baseUnit, unitCodes, unitOf } from './units.js';

describe('units', () => {
  it('are found by their own code, once each', () => {
    expect(new Set(unitCodes).size).toBe(unitCodes.length);
    for (const code of unitCodes) expect(unitOf(code).code).toBe(code);
  });

  it('have base units of size one', () => {
    for (const code of Object.values(baseUnit)) expect(unitOf(code).factor).toBe('1');
  });

  it('build on the inch of 2.54 cm', () => {
    // In 10^-6 cm3, whole numbers: a cubic inch is 16,387,064 of them.
    const cubicInch = 254n ** 3n;
    const litres = (micro: bigint, parts = 1n) => Number(micro) / Number(parts) / 1e9;
    expect(Number(unitOf('[gal_us]').factor)).toBe(litres(231n * cubicInch));
    expect(Number(unitOf('[qt_us]').factor)).toBe(litres(231n * cubicInch, 4n));
    expect(Number(unitOf('[foz_us]').factor)).toBe(litres(231n * cubicInch, 128n));
    expect(Number(unitOf('[cft_i]').factor)).toBe(litres(1728n * cubicInch));
  });
});
