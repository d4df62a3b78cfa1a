import { Decimal } from 'decimal.js';
import { echo } from './reading.js';
import { baseUnit, type Dimension, type Unit, unitOf } from './units.js';
import { valueRefusals } from './value-refusals.js';

/** An amount as people write and read it: a plain decimal string and a unit, `{ value: '2.5', unit: 'L' }`. */
export interface Quantity {
  readonly value: string;
  readonly unit: string;
}

/** An amount as the ledger keeps it, exact. Plain JSON, so it may stand in facts, states and documents. */
export interface Amount {
  readonly dimension: Dimension;
  /** In g, L or 1: plain decimal, never negative, no trailing zeros. */
  readonly base: string;
  /** UCUM code of the unit it was registered in, in which it is answered. */
  readonly unit: string;
}

// A quantity has at most 18 digits before the point in its base unit (t) and 25 after it ([foz_us]): at 60 digits
// sums of 10^17 such amounts, and products with any safe integer, are exact.
const PRECISION = 60;
const Exact = Decimal.clone({ defaults: true, precision: PRECISION });

/**
 * Reads an amount above zero. Refuses amount.malformed, amount.too-many-digits, amount.unit-unknown,
 * amount.unit-mega, amount.not-positive.
 */
export function amount(quantity: Quantity): Amount {
  const read = amountAtSign(quantity, 'amount.not-positive');
  if (isZero(read)) throw valueRefusals('amount.not-positive', { value: quantity.value });
  return read;
}

/** Reads an amount that may be zero. Refuses like `amount`, and amount.negative. */
export const amountOrZero = (quantity: Quantity): Amount => amountAtSign(quantity, 'amount.negative');

/** Nothing of something, to be answered in `unit`. */
export function zero(dimension: Dimension, unit: string = baseUnit[dimension]): Amount {
  return { dimension, base: '0', unit: unitWithin(dimension, unit).code };
}

/** Whether one can be added to the other. */
export const sameDimension = (a: Amount, b: Amount): boolean => a.dimension === b.dimension;

/** The sum, in the unit of `a`. Refuses amount.dimension-differs. */
export const plus = (a: Amount, b: Amount): Amount => ({ ...a, base: exact(a).plus(like(a, b)).toFixed() });

/** What is left, in the unit of `a`. Refuses amount.dimension-differs. RangeError where `b` is more: compare first. */
export function minus(a: Amount, b: Amount): Amount {
  const rest = exact(a).minus(like(a, b));
  if (rest.lessThan(0)) throw new RangeError(`${b.base} is more than ${a.base}`);
  return { ...a, base: rest.toFixed() };
}

/** `n` times the amount. RangeError where `n` is not a safe integer of at least 0. */
export function times(a: Amount, n: number): Amount {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(`${n} is not a count`);
  return { ...a, base: exact(a).times(n).toFixed() };
}

/** Negative where `a` is less than `b`, 0 where they are equal, positive where it is more. Refuses amount.dimension-differs. */
export const compare = (a: Amount, b: Amount): number => exact(a).comparedTo(like(a, b));

export const isZero = (a: Amount): boolean => a.base === '0';

/**
 * The amount in `unit` (its registered one unless said otherwise) where that is a finite decimal, else in the base
 * unit; exact, so it can have more digits than `amount` reads. Refuses amount.dimension-differs.
 */
export function quantityIn(a: Amount, unit: string = a.unit): Quantity {
  const { code, factor } = unitWithin(a.dimension, unit);
  const base = exact(a);
  const value = base.dividedBy(factor);
  // Only a product that fits the precision proves the quotient: 2/3, rounded, times 3, rounded, is 2 again.
  const provable = value.precision() + new Exact(factor).precision() <= PRECISION;
  if (provable && value.times(factor).equals(base)) return { value: value.toFixed(), unit: code };
  return { value: a.base, unit: baseUnit[a.dimension] };
}

/** About how much, in the base unit: for ranges and sorting only, since a double keeps 15 digits. */
export const toNumber = (a: Amount): number => Number(a.base);

const exact = (a: Amount): Decimal => new Exact(a.base);

function amountAtSign(
  { value, unit }: Quantity,
  negative: 'amount.not-positive' | 'amount.negative',
): Amount {
  const parts = typeof value === 'string' ? /^(-?)([0-9]+)(?:\.([0-9]+))?$/.exec(value) : null;
  if (!parts) throw valueRefusals('amount.malformed', { value: echo(value) });
  const [, sign, whole = '', fraction = ''] = parts;
  if (whole.length > 12 || fraction.length > 12) {
    throw valueRefusals('amount.too-many-digits', { value: echo(value) });
  }
  if (sign) throw valueRefusals(negative, { value });
  const { code, dimension, factor } = unitOf(unit);
  return { dimension, base: new Exact(value).times(factor).toFixed(), unit: code };
}

function like(a: Amount, b: Amount): string {
  if (!sameDimension(a, b)) throw differs(a.dimension, b.dimension);
  return b.base;
}

function unitWithin(dimension: Dimension, spelling: string): Unit {
  const unit = unitOf(spelling);
  if (unit.dimension !== dimension) throw differs(dimension, unit.dimension);
  return unit;
}

const differs = (is: Dimension, asked: Dimension) =>
  valueRefusals('amount.dimension-differs', { is, asked }, `This is ${nouns[is]}, not ${nouns[asked]}`);

const nouns: Readonly<Record<Dimension, string>> = {
  mass: 'a mass',
  volume: 'a volume',
  pieces: 'a number of pieces',
};
