import { echo } from './reading.js';
import { valueRefusals } from './value-refusals.js';

export type Dimension = 'mass' | 'volume' | 'pieces';

/** A unit by its UCUM code. `factor` is its exact size in the base unit of its dimension, a plain decimal. */
export interface Unit {
  readonly code: string;
  readonly dimension: Dimension;
  readonly factor: string;
}

/** What amounts are kept in. */
export const baseUnit: Readonly<Record<Dimension, string>> = { mass: 'g', volume: 'L', pieces: '1' };

const prefixes = {
  '': '1',
  k: '1000',
  h: '100',
  d: '0.1',
  c: '0.01',
  m: '0.001',
  u: '0.000001',
  n: '0.000000001',
  p: '0.000000000001',
};

const prefixed = (symbol: string, dimension: Dimension): Unit[] =>
  Object.entries(prefixes).map(([prefix, factor]) => ({ code: prefix + symbol, dimension, factor }));

// The pound and the inch are exact since 1959: 0.45359237 kg and 2.54 cm; a US gallon is 231 cubic inches.
const units: readonly Unit[] = [
  ...prefixed('g', 'mass'),
  { code: 't', dimension: 'mass', factor: '1000000' },
  { code: '[lb_av]', dimension: 'mass', factor: '453.59237' },
  { code: '[oz_av]', dimension: 'mass', factor: '28.349523125' },
  ...prefixed('L', 'volume'),
  { code: 'm3', dimension: 'volume', factor: '1000' },
  { code: '[gal_us]', dimension: 'volume', factor: '3.785411784' },
  { code: '[qt_us]', dimension: 'volume', factor: '0.946352946' },
  { code: '[foz_us]', dimension: 'volume', factor: '0.0295735295625' },
  { code: '[cft_i]', dimension: 'volume', factor: '28.316846592' },
  { code: '1', dimension: 'pieces', factor: '1' },
];

/** UCUM codes of all units of the ledger. */
export const unitCodes: readonly string[] = units.map((unit) => unit.code);

const bySpelling = new Map(units.map((unit) => [unit.code, unit]));

// Labels write the litre small, and micro as the micro sign (U+00B5), the Greek letter (U+03BC) or, by hand, mc.
for (const unit of prefixed('L', 'volume').concat(prefixed('g', 'mass'))) {
  const spellings = [unit.code, unit.code.replace('L', 'l')];
  for (const spelling of spellings) {
    bySpelling.set(spelling, unit);
    if (!spelling.startsWith('u')) continue;
    for (const micro of ['\u00b5', '\u03bc', 'mc']) bySpelling.set(micro + spelling.slice(1), unit);
  }
}

/** Finds a unit by its UCUM code or a usual spelling of it (`ml`, `µg`, `mcg`). Refuses amount.unit-unknown, amount.unit-mega. */
export function unitOf(spelling: string): Unit {
  const unit = bySpelling.get(spelling);
  if (unit) return unit;
  const code = /^M[gLl]$/.test(spelling) ? 'amount.unit-mega' : 'amount.unit-unknown';
  throw valueRefusals(code, { unit: echo(spelling) });
}
