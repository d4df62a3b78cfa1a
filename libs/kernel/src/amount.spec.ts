import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Amount,
  amount,
  amountOrZero,
  compare,
  isZero,
  minus,
  plus,
  quantityIn,
  sameDimension,
  times,
  toNumber,
  zero,
} from './amount.js';
import { unitCodes, unitOf } from './units.js';

const plain = /^(0|[1-9]\d*)(\.\d*[1-9])?$/;

const unit = fc.constantFrom(...unitCodes);
/** Plain decimals without trailing zeros: a whole number of up to 12 digits, a fraction of up to 12. */
const value = fc
  .tuple(fc.bigInt(0n, 10n ** 12n - 1n), fc.integer({ min: 0, max: 12 }), fc.bigInt(0n, 10n ** 12n - 1n))
  .map(([whole, places, digits]) => {
    const fraction =
      places === 0 ? '' : digits.toString().padStart(12, '0').slice(-places).replace(/0+$/, '');
    return fraction ? `${whole}.${fraction}` : `${whole}`;
  });
const someAmount = fc.record({ value, unit }).map(amountOrZero);
const volume = fc
  .record({
    value,
    unit: fc.constantFrom(...unitCodes.filter((code) => unitOf(code).dimension === 'volume')),
  })
  .map(amountOrZero);

describe('reading an amount', () => {
  it.each([
    ['2.50', 'L', { dimension: 'volume', base: '2.5', unit: 'L' }],
    ['500', 'mL', { dimension: 'volume', base: '0.5', unit: 'mL' }],
    ['1', 't', { dimension: 'mass', base: '1000000', unit: 't' }],
    ['007.0', 'kg', { dimension: 'mass', base: '7000', unit: 'kg' }],
    ['1', '[lb_av]', { dimension: 'mass', base: '453.59237', unit: '[lb_av]' }],
    ['16', '[oz_av]', { dimension: 'mass', base: '453.59237', unit: '[oz_av]' }],
    ['4', '[qt_us]', { dimension: 'volume', base: '3.785411784', unit: '[qt_us]' }],
    ['128', '[foz_us]', { dimension: 'volume', base: '3.785411784', unit: '[foz_us]' }],
    ['1', '[gal_us]', { dimension: 'volume', base: '3.785411784', unit: '[gal_us]' }],
    ['1', '[cft_i]', { dimension: 'volume', base: '28.316846592', unit: '[cft_i]' }],
    ['1', 'm3', { dimension: 'volume', base: '1000', unit: 'm3' }],
    ['12', '1', { dimension: 'pieces', base: '12', unit: '1' }],
    ['0.000000000001', 'pg', { dimension: 'mass', base: '0.000000000000000000000001', unit: 'pg' }],
  ])('%s %s is exact', (value, unit, kept) => expect(amount({ value, unit })).toEqual(kept));

  it.each([
    ['\u00b5g', 'ug'],
    ['\u03bcg', 'ug'],
    ['mcg', 'ug'],
    ['\u00b5l', 'uL'],
    ['\u03bcL', 'uL'],
    ['mcL', 'uL'],
    ['ul', 'uL'],
    ['ml', 'mL'],
    ['l', 'L'],
    ['dl', 'dL'],
    ['kl', 'kL'],
  ])('%s is understood as %s', (spelling, code) =>
    expect(amount({ value: '1', unit: spelling })).toEqual(amount({ value: '1', unit: code })),
  );

  it.each([
    ['1e3', 'amount.malformed'],
    ['1E-2', 'amount.malformed'],
    ['1e400000', 'amount.malformed'],
    ['+1', 'amount.malformed'],
    [' 1', 'amount.malformed'],
    ['1\n', 'amount.malformed'],
    ['1,5', 'amount.malformed'],
    ['.5', 'amount.malformed'],
    ['5.', 'amount.malformed'],
    ['', 'amount.malformed'],
    ['--1', 'amount.malformed'],
    ['0x10', 'amount.malformed'],
    ['NaN', 'amount.malformed'],
    ['Infinity', 'amount.malformed'],
    ['\u0661', 'amount.malformed'],
    ['\uff11', 'amount.malformed'],
    ['1234567890123', 'amount.too-many-digits'],
    ['0.1234567890123', 'amount.too-many-digits'],
    ['-1', 'amount.not-positive'],
    ['0', 'amount.not-positive'],
    ['0.000', 'amount.not-positive'],
  ])('%j is refused: %s', (value, code) =>
    expect(() => amount({ value, unit: 'L' })).toThrow(expect.objectContaining({ code })),
  );

  it.each([
    'bucket',
    '',
    'G',
    'KG',
    'Kg',
    'm',
    'mmL',
    'dag',
    'L ',
    'lb',
    'mc',
    '__proto__',
    'constructor',
    'mcm3',
    'k1',
  ])('no unit is called %j', (unit) =>
    expect(() => amount({ value: '1', unit })).toThrow(
      expect.objectContaining({ code: 'amount.unit-unknown' }),
    ),
  );

  it.each(['ML', 'Ml', 'Mg'])('%s is a million nobody means', (unit) =>
    expect(() => amount({ value: '1', unit })).toThrow(expect.objectContaining({ code: 'amount.unit-mega' })),
  );

  it('refuses a number, which has been rounded already', () => {
    const parsed = JSON.parse('{"value": 1, "unit": "L"}');
    expect(() => amount(parsed)).toThrow(expect.objectContaining({ code: 'amount.malformed' }));
  });

  it('takes zero only where zero may stand, and less than zero nowhere', () => {
    expect(isZero(amountOrZero({ value: '0.00', unit: 'mL' }))).toBe(true);
    expect(() => amountOrZero({ value: '-1', unit: 'mL' })).toThrow(
      expect.objectContaining({ code: 'amount.negative' }),
    );
  });
});

describe('answering an amount', () => {
  it('answers what was read', () => {
    fc.assert(
      fc.property(value, unit, (value, unit) => {
        expect(quantityIn(amountOrZero({ value, unit }))).toEqual({ value, unit });
      }),
    );
  });

  it('answers the base unit where the registered one has no finite decimal', () => {
    const gallon = amount({ value: '1', unit: '[gal_us]' });
    expect(quantityIn(minus(gallon, amount({ value: '1', unit: 'mL' })))).toEqual({
      value: '3.784411784',
      unit: 'L',
    });
    expect(quantityIn(minus(gallon, amount({ value: '32', unit: '[foz_us]' })))).toEqual({
      value: '0.75',
      unit: '[gal_us]',
    });
  });

  it('does not take a rounded quotient for an exact one', () => {
    // 2/231 cubic inches of a gallon never ends, and rounds back to itself when multiplied at the same precision.
    for (let n = 1; n < 231; n += 1) {
      const base = amount({ value: `${n}.000000000001`, unit: 'L' });
      expect(quantityIn(base, '[gal_us]').unit).toBe('L');
    }
  });

  it('answers in a unit that is asked for, whatever its spelling', () => {
    expect(quantityIn(amount({ value: '2.5', unit: 'L' }), 'ml')).toEqual({ value: '2500', unit: 'mL' });
    expect(() => quantityIn(amount({ value: '2.5', unit: 'L' }), 'g')).toThrow(
      expect.objectContaining({ code: 'amount.dimension-differs' }),
    );
  });

  it('is the same amount again through every unit that has a finite decimal', () => {
    fc.assert(
      fc.property(volume, unit, (a, other) => {
        fc.pre(unitOf(other).dimension === 'volume');
        const { value, unit } = quantityIn(a, other);
        fc.pre(value.split('.').every((digits) => digits.length <= 12));
        expect(amountOrZero({ value, unit }).base).toBe(a.base);
      }),
    );
  });
});

describe('counting with amounts', () => {
  it('takes away what was added', () => {
    fc.assert(
      fc.property(volume, volume, (a, b) => {
        expect(minus(plus(a, b), b)).toEqual(a);
        expect(compare(plus(a, b), a)).toBe(isZero(b) ? 0 : 1);
      }),
    );
  });

  it('sums alike in every order', () => {
    const shuffled = fc
      .array(volume, { minLength: 1, maxLength: 30 })
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    const sum = (all: readonly Amount[]) => all.reduce(plus, zero('volume'));
    fc.assert(
      fc.property(shuffled, ([all, again]) => {
        expect(sum(again)).toEqual(sum(all));
      }),
    );
  });

  it('agrees with whole numbers of the smallest step there is', () => {
    // In 10^-25 L every volume is a whole number: [foz_us] has 13 places and values 12.
    const steps = ({ base }: Amount) => {
      const [whole = '', fraction = ''] = base.split('.');
      return BigInt(whole + fraction.padEnd(25, '0'));
    };
    fc.assert(
      fc.property(volume, volume, fc.maxSafeNat(), (a, b, n) => {
        expect(steps(plus(a, b))).toBe(steps(a) + steps(b));
        expect(steps(times(a, n))).toBe(steps(a) * BigInt(n));
        expect(compare(a, b)).toBe(steps(a) < steps(b) ? -1 : Number(steps(a) > steps(b)));
      }),
    );
  });

  it('keeps dimension and unit, and never writes an exponent', () => {
    fc.assert(
      fc.property(someAmount, fc.nat(), (a, n) => {
        for (const b of [a, plus(a, a), minus(a, a), times(a, n)]) {
          expect(sameDimension(a, b)).toBe(true);
          expect(b.unit).toBe(a.unit);
          expect(b.base).toMatch(plain);
          expect(quantityIn(b).value).toMatch(plain);
          expect(JSON.parse(JSON.stringify(b))).toEqual(b);
        }
      }),
    );
  });

  it('does not mix mass, volume and pieces', () => {
    const litre = amount({ value: '1', unit: 'L' });
    const piece = amount({ value: '1', unit: '1' });
    for (const mix of [plus, minus, compare]) {
      expect(() => mix(litre, piece)).toThrow(
        expect.objectContaining({
          code: 'amount.dimension-differs',
          params: { is: 'volume', asked: 'pieces' },
        }),
      );
    }
    expect(() => zero('volume', 'kg')).toThrow(expect.objectContaining({ code: 'amount.dimension-differs' }));
  });

  it('never goes below nothing', () => {
    const [less, more] = [
      amount({ value: '1', unit: 'mL' }),
      amount({ value: '1.000000000001', unit: 'mL' }),
    ];
    expect(() => minus(less, more)).toThrow(RangeError);
    expect(minus(more, less).base).toBe('0.000000000000001');
  });

  it('multiplies by counts only', () => {
    for (const n of [-1, 0.5, NaN, 2 ** 53]) expect(() => times(zero('mass'), n)).toThrow(RangeError);
  });

  it('tells about how much in the base unit', () =>
    expect(toNumber(amount({ value: '250', unit: 'mL' }))).toBe(0.25));
});
