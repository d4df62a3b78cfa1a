import { amountOrZero, plainText } from '@ledger/kernel';
import { bottleRefusals } from './bottle.refusals.js';

/** A decimal number, at most 12 digits before and 12 after the point. */
export function decimalText(value: string): string {
  amountOrZero({ value, unit: '1' });
  return value;
}

/** A UCUM unit of concentration, such as `%`, `mol/L` or `%{w/w}`. It is kept, not computed with. */
export function ucumText(text: string): string {
  const unit = plainText(text, { max: 20 });
  if (!/^[A-Za-z0-9%[\]_{}()./*'-]+$/.test(unit)) throw bottleRefusals('bottle.concentration.malformed');
  return unit;
}
