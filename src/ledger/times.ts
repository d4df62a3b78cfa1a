import { addDays, dayOf, endOfDay, endOfMinute } from '@ledger/kernel';
import { ledgerRefusals } from './ledger.refusals.js';

/** When something happened as it was told: an instant, or a day (`YYYY-MM-DD`). */
export interface ToldTime {
  readonly occurredAt?: string;
  readonly occurredPrecision?: 'day' | 'minute';
}

export interface Times {
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly occurredPrecision?: 'day' | 'minute';
}

/**
 * The two times of a fact. A time known to the day or minute stands at the end of it, so that it comes after whatever
 * is known exactly of that day, and never after it was recorded. Refuses time.in-the-future.
 */
export function timesOf(told: ToldTime, recordedAt: string, timeZone: string): Times {
  const { occurredAt } = told;
  if (occurredAt === undefined) return { occurredAt: recordedAt, recordedAt };
  const isDay = occurredAt.length === 'YYYY-MM-DD'.length;
  const precision = isDay ? 'day' : told.occurredPrecision;
  const day = isDay ? occurredAt : dayOf(occurredAt, timeZone);
  const today = dayOf(recordedAt, timeZone);
  if (precision === 'day' ? day > today : occurredAt > recordedAt) {
    throw ledgerRefusals('time.in-the-future', { occurredAt, now: recordedAt });
  }
  if (precision === undefined) return { occurredAt, recordedAt };
  const end = precision === 'day' ? endOfDay(day, timeZone) : endOfMinute(occurredAt);
  return { occurredAt: end < recordedAt ? end : recordedAt, recordedAt, occurredPrecision: precision };
}

/** Whether it is longer ago than the site lets everybody enter. */
export const tooFarBack = ({ occurredAt, recordedAt }: Times, backdatingDays: number): boolean =>
  occurredAt < addDays(recordedAt, -backdatingDays);
