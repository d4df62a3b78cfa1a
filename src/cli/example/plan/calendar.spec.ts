import { describe, expect, test } from '@jest/globals';
import { dayOf } from '@ledger/kernel';
import fc from 'fast-check';
import { at, yearUntil } from './calendar.js';

const day = (date: string, timeZone = 'UTC') => {
  const found = yearUntil('2026-12-31', timeZone).find((one) => one.date === date);
  if (!found) throw new Error(`2026 has no ${date}`);
  return found;
};

describe('a year', () => {
  test('ends with the day that is named and begins the day after the same day a year before', () => {
    const days = yearUntil('2026-11-24', 'UTC');
    expect(days).toHaveLength(365);
    expect([days[0]?.date, days.at(-1)?.date]).toEqual(['2025-11-25', '2026-11-24']);
  });

  test('has a leap day where it lies in it', () => {
    expect(yearUntil('2024-12-31', 'UTC')).toHaveLength(366);
    expect(yearUntil('2024-02-29', 'UTC')[0]?.date).toBe('2023-03-01');
  });

  test('has days one after the other, each at its beginning where the university is', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Shanghai', 'America/New_York');
    fc.assert(
      fc.property(zones, fc.integer({ min: 0, max: 9_000 }), (timeZone, n) => {
        const until = new Date(Date.UTC(2001, 0, 1) + n * 86_400_000).toISOString().slice(0, 10);
        for (const [nth, { date, begins, ...one }] of yearUntil(until, timeZone).entries()) {
          expect(one.nth).toBe(nth);
          expect(dayOf(new Date(begins).toISOString(), timeZone)).toBe(date);
          expect(dayOf(new Date(begins - 1).toISOString(), timeZone) < date).toBe(true);
        }
      }),
      { numRuns: 10 },
    );
  });
});

describe('a day', () => {
  test.each([
    ['a weekday of the lectures', '2026-05-20', true, 100],
    ['a weekday between the semesters', '2026-03-18', true, 68],
    ['a weekday in August', '2026-08-12', true, 45],
    ['a Saturday', '2026-05-16', false, 9],
    ['a Sunday', '2026-05-17', false, 4],
    ['Good Friday', '2026-04-03', false, 2],
    ['Easter Monday', '2026-04-06', false, 2],
    ['Ascension Day', '2026-05-14', false, 2],
    ['Whit Monday', '2026-05-25', false, 2],
    ['the first of May', '2026-05-01', false, 2],
    ['a weekday before Christmas', '2026-12-23', false, 2],
  ])('%s', (_what, date, working, busy) => expect(day(date)).toMatchObject({ working, busy }));

  test('knows wall-clock times', () => {
    expect(new Date(at(day('2026-07-01', 'Europe/Berlin'), 9 * 60 + 30)).toISOString()).toBe(
      '2026-07-01T07:30:00.000Z',
    );
    expect(new Date(at(day('2026-01-15', 'Europe/Berlin'), 9 * 60 + 30)).toISOString()).toBe(
      '2026-01-15T08:30:00.000Z',
    );
  });

  /** Published dates: 2000 to 2030 hold the earliest and the latest of this age. */
  test.each([
    ['2000-04-24', 'Easter Monday of 2000'],
    ['2008-03-24', 'the early one of 2008'],
    ['2011-04-25', 'the late one of 2011'],
    ['2025-04-21', 'Easter Monday of 2025'],
  ])('%s is %s', (date) => {
    const found = yearUntil(`${date.slice(0, 4)}-12-31`, 'UTC').find((one) => one.date === date);
    expect(found).toMatchObject({ weekday: 1, working: false });
  });
});
