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
  const { occurredAt = recordedAt } = told;
  const precision = isDay(occurredAt) ? 'day' : told.occurredPrecision;
  const future = () => ledgerRefusals('time.in-the-future', { occurredAt, now: recordedAt });
  if (precision !== 'day' && occurredAt > recordedAt) throw future();
  if (precision === undefined) return { occurredAt, recordedAt };
  const day = isDay(occurredAt) ? occurredAt : dayOf(occurredAt, timeZone);
  if (day > dayOf(recordedAt, timeZone)) throw future();
  const end = precision === 'day' ? endOfDay(day, timeZone) : endOfMinute(occurredAt);
  return { occurredAt: end < recordedAt ? end : recordedAt, recordedAt, occurredPrecision: precision };
}

const isDay = (time: string): boolean => time.length === 'YYYY-MM-DD'.length;

/** The instant that somebody means who looks back: of a day its end where the site is, and of today now. */
export function lookedBackTo(told: string, now: string, timeZone: string): string {
  if (!isDay(told)) return told;
  const end = endOfDay(told, timeZone);
  return told === dayOf(now, timeZone) ? now : end;
}

/** Whether it is longer ago than the site lets everybody enter. */
export const tooFarBack = ({ occurredAt, recordedAt }: Times, backdatingDays: number): boolean =>
  occurredAt < addDays(recordedAt, -backdatingDays);
