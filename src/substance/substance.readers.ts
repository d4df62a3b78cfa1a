import { amount } from '@ledger/kernel';
import { hazardCodes } from './substance.labelling.js';
import { substanceRefusals } from './substance.refusals.js';

/**
 * An H or EUH code, spaces in it and small letters before its number aside; those behind it mean something. Refuses
 * hazard.unknown.
 */
export function hazardCode(text: string): string {
  const code = text.replace(/\s/g, '').replace(/(eu)?h(?=\d)/gi, (letters) => letters.toUpperCase());
  if (!hazardCodes.has(code)) {
    throw substanceRefusals('hazard.unknown', { hazard: text.slice(0, 60).toWellFormed() });
  }
  return code;
}

/** A formula as written, white space around it aside. Refuses formula.malformed. */
export function formulaText(text: string): string {
  const formula = text.trim();
  if (!/^(?=.*[A-Z])[A-Za-z0-9()[\]{}.·*+-]{1,100}$/.test(formula)) {
    throw substanceRefusals('formula.malformed', { formula: text.slice(0, 60).toWellFormed() });
  }
  return formula;
}

/** A decimal number above zero, as written. Refuses amount.malformed, amount.too-many-digits, amount.not-positive. */
export function positiveDecimal(value: string): string {
  amount({ value, unit: '1' });
  return value;
}
