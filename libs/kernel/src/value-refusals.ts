import { refusals } from './refusal.js';

/** What is wrong with a value by itself, whoever sent it and whatever for. */
export const valueRefusals = refusals({
  'amount.malformed': {
    kind: 'malformed',
    title: 'Not a decimal number',
    hint: 'Send the value as a string of digits with at most one point, like "2.5": no sign, exponent, space or comma.',
  },
  'amount.too-many-digits': {
    kind: 'malformed',
    title: 'More digits than the ledger keeps',
    hint: 'At most 12 digits before the point and 12 after it; choose a larger or smaller unit.',
  },
  'amount.not-positive': {
    kind: 'malformed',
    title: 'Not more than zero',
    hint: 'Send an amount above zero.',
  },
  'amount.negative': {
    kind: 'malformed',
    title: 'Less than zero',
    hint: 'Send zero or an amount above it.',
  },
  'amount.unit-unknown': {
    kind: 'malformed',
    title: 'Not a unit of the ledger',
    hint: 'Use a UCUM unit: g or L with a prefix of k h d c m u n p, t, m3, [lb_av], [oz_av], [gal_us], [qt_us], [foz_us], [cft_i], or 1 for pieces.',
  },
  'amount.unit-mega': {
    kind: 'malformed',
    title: 'A mega unit, which is hardly meant',
    hint: 'Write mL or mg for a thousandth; a thousand litres are 1 kL or 1 m3, a thousand kilograms 1 t.',
  },
  'amount.dimension-differs': {
    kind: 'impossible',
    title: 'Mass, volume and pieces do not mix',
    hint: 'State the amount in a unit of the same dimension.',
  },
  'cas.malformed': {
    kind: 'malformed',
    title: 'Not a CAS number',
    hint: 'A CAS number reads like 67-64-1: two to seven digits, two digits, one check digit, no leading zero.',
  },
  'cas.misspelt': {
    kind: 'malformed',
    title: 'The check digit of the CAS number is wrong',
    hint: 'Compare it with the label or the safety data sheet: a digit is wrong or two are swapped.',
  },
  'ec.malformed': {
    kind: 'malformed',
    title: 'Not an EC number',
    hint: 'An EC number reads like 200-662-2: three digits, three digits, one check digit.',
  },
  'ec.misspelt': {
    kind: 'malformed',
    title: 'The check digit of the EC number is wrong',
    hint: 'Compare it with the label or the safety data sheet: a digit is wrong or two are swapped.',
  },
  'code.malformed': {
    kind: 'malformed',
    title: 'Not a code of this ledger',
    hint: 'A code has ten characters, digits and letters without I, L, O and U, like 7K3QX9M2RP. Scan the label or type it again.',
  },
  'code.misspelt': {
    kind: 'malformed',
    title: 'The check character of the code is wrong',
    hint: 'Scan the label or type it again: a character is wrong or two are swapped.',
  },
  'time.malformed': {
    kind: 'malformed',
    title: 'Not a date or time',
    hint: 'Write a time like 2026-05-31T14:30:00+02:00 or 2026-05-31T12:30:00Z (seconds 00 to 59), a day like 2026-05-31.',
  },
  'time.no-such-day': {
    kind: 'malformed',
    title: 'The calendar has no such day',
    hint: 'Look at the month and its last day.',
  },
  'time.out-of-range': {
    kind: 'malformed',
    title: 'Outside the years 1900 to 9999',
    hint: 'Look at the year.',
  },
  'expiry.malformed': {
    kind: 'malformed',
    title: 'Not an expiry date',
    hint: 'Write as much as the label says: 2027, 2027-05 (to the end of May) or 2027-05-31.',
  },
  'text.ill-formed': {
    kind: 'malformed',
    title: 'Not well-formed Unicode',
    hint: 'Half of a character is missing (a lone surrogate). Send the text again as UTF-8.',
  },
  'text.not-plain': {
    kind: 'malformed',
    title: 'A character that is not plain text',
    hint: 'Take out control characters, marks of writing direction and byte order marks; a line break stands only where several lines are asked for.',
  },
  'text.too-long': {
    kind: 'malformed',
    title: 'Longer than is kept here',
    hint: 'Shorten the text.',
  },
  'text.empty': {
    kind: 'malformed',
    title: 'Nothing that can be read',
    hint: 'Write at least one visible character, or leave the field out.',
  },
});
