import { echo } from './reading.js';
import { calendarDay, lastDayOfMonth } from './time.js';
import { valueRefusals } from './value-refusals.js';

/**
 * Reads an expiry as labels give it: `2027`, `2027-05` or `2027-05-31`. Refuses expiry.malformed, time.no-such-day,
 * time.out-of-range.
 */
export function expiryDate(text: string): string {
  if (!/^[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?$/.test(text)) {
    throw valueRefusals('expiry.malformed', { expiry: echo(text) });
  }
  lastDay(text);
  return text;
}

/** The last day it is good: of a year 31 December, of a month its last day. */
export function lastDay(expiry: string): string {
  if (expiry.length === 4) return calendarDay(`${expiry}-12-31`);
  return expiry.length === 7 ? lastDayOfMonth(expiry) : calendarDay(expiry);
}

/**
 * Whether it is past on the day `today` (YYYY-MM-DD); on its last day it is still good: a month or a year is past when
 * another has begun. Takes what `expiryDate` has read.
 */
export const expired = (expiry: string, today: string): boolean => today.slice(0, expiry.length) > expiry;
