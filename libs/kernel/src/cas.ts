import { echo } from './reading.js';
import { valueRefusals } from './value-refusals.js';

/**
 * Reads a CAS Registry Number, white space around it aside. A leading zero would pass the check digit and give one
 * substance two names, so it is refused. Refuses cas.malformed, cas.misspelt.
 */
export function casNumber(text: string): string {
  const cas = text.trim();
  if (!/^[1-9][0-9]{1,6}-[0-9]{2}-[0-9]$/.test(cas))
    throw valueRefusals('cas.malformed', { cas: echo(text) });
  const digits = Array.from(cas.replaceAll('-', ''), Number);
  const check = digits.pop();
  // Every digit counts as often as its place from the right says.
  const sum = digits.reduce((total, digit, i) => total + digit * (digits.length - i), 0);
  if (sum % 10 !== check) {
    throw valueRefusals('cas.misspelt', { cas }, `The last digit of ${cas} would have to be ${sum % 10}`);
  }
  return cas;
}
