import { echo } from './reading.js';
import { valueRefusals } from './value-refusals.js';

/**
 * Reads an EC number (EINECS, ELINCS, NLP or list number), white space around it aside. Refuses ec.malformed,
 * ec.misspelt.
 */
export function ecNumber(text: string): string {
  const ec = text.trim();
  if (!/^[0-9]{3}-[0-9]{3}-[0-9]$/.test(ec)) throw valueRefusals('ec.malformed', { ec: echo(text) });
  const digits = Array.from(ec.replaceAll('-', ''), Number);
  const check = digits.pop();
  const sum = digits.reduce((total, digit, i) => total + digit * (i + 1), 0);
  // A remainder of 10 has no digit. Such numbers were left out, save in ELINCS (400-010-9 and on), which writes 1.
  const expected = sum % 11 === 10 && ec.startsWith('4') ? 1 : sum % 11;
  if (check !== expected) throw valueRefusals('ec.misspelt', { ec }, `The check digit of ${ec} is wrong`);
  return ec;
}
