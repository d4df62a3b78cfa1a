import { describe, expect, it } from '@jest/globals';
import { dayOf, Refusal } from '@ledger/kernel';
import fc from 'fast-check';
import { lookedBackTo, timesOf, tooFarBack } from './times.js';

const SHANGHAI = 'Asia/Shanghai';
// 31 May, half past nine in the evening in Shanghai.
const now = '2026-05-31T13:30:15.250Z';

describe('the times of a fact', () => {
  it('are both now where nothing is told', () =>
    expect(timesOf({}, now, SHANGHAI)).toEqual({ occurredAt: now, recordedAt: now }));

  it('are what was told, to the millisecond', () => {
    const occurredAt = '2026-05-30T01:02:03.004Z';
    expect(timesOf({ occurredAt }, now, SHANGHAI)).toEqual({ occurredAt, recordedAt: now });
    expect(timesOf({ occurredAt: now }, now, SHANGHAI).occurredAt).toBe(now);
  });

  it.each([
    ['a day', { occurredAt: '2026-05-30' }, '2026-05-30T15:59:59.999Z', 'day'],
    [
      'a time known to the day',
      { occurredAt: '2026-05-29T20:00:00.000Z', occurredPrecision: 'day' },
      '2026-05-30T15:59:59.999Z',
      'day',
    ],
    [
      'a day said twice',
      { occurredAt: '2026-05-30', occurredPrecision: 'minute' },
      '2026-05-30T15:59:59.999Z',
      'day',
    ],
    [
      'a time known to the minute',
      { occurredAt: '2026-05-30T01:02:03.004Z', occurredPrecision: 'minute' },
      '2026-05-30T01:02:59.999Z',
      'minute',
    ],
    ['today', { occurredAt: '2026-05-31' }, now, 'day'],
    ['whatever is known to the day only', { occurredPrecision: 'day' }, now, 'day'],
    [
      'today, by a time that is still to come',
      { occurredAt: '2026-05-31T15:00:00.000Z', occurredPrecision: 'day' },
      now,
      'day',
    ],
    ['this minute', { occurredAt: '2026-05-31T13:30:00.000Z', occurredPrecision: 'minute' }, now, 'minute'],
  ] as const)('stand at the end of %s, and never after now', (_name, told, occurredAt, occurredPrecision) =>
    expect(timesOf(told, now, SHANGHAI)).toEqual({ occurredAt, recordedAt: now, occurredPrecision }),
  );

  it.each([
    ['a time', { occurredAt: '2026-05-31T13:30:15.251Z' }],
    ['a minute', { occurredAt: '2026-05-31T13:31:00.000Z', occurredPrecision: 'minute' }],
    ['a day', { occurredAt: '2026-06-01' }],
    ['the last time there is', { occurredAt: '9999-12-31T23:59:59.999Z' }],
    ['a time of a day', { occurredAt: '2026-05-31T16:00:00.000Z', occurredPrecision: 'day' }],
  ] as const)('are refused for %s to come', (_name, told) =>
    expect(() => timesOf(told, now, SHANGHAI)).toThrow(
      expect.objectContaining({ code: 'time.in-the-future' }),
    ),
  );

  it('go by the day of the site', () => {
    // It is 1 June already in Auckland, and still 31 May in New York.
    expect(timesOf({ occurredAt: '2026-06-01' }, now, 'Pacific/Auckland').occurredAt).toBe(now);
    expect(timesOf({ occurredAt: '2026-05-30' }, now, 'America/New_York').occurredAt).toBe(
      '2026-05-31T03:59:59.999Z',
    );
  });

  it('are never in the future, and on the day that was told', () => {
    const instants = fc
      .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
      .map((at) => at.toISOString());
    const precision = fc.constantFrom('day', 'minute', undefined);
    const zones = fc.constantFrom(SHANGHAI, 'America/New_York', 'Australia/Lord_Howe', 'UTC');
    fc.assert(
      fc.property(instants, instants, precision, zones, (told, recordedAt, occurredPrecision, zone) => {
        let times: ReturnType<typeof timesOf>;
        try {
          times = timesOf(
            { occurredAt: told, ...(occurredPrecision && { occurredPrecision }) },
            recordedAt,
            zone,
          );
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          expect(told > recordedAt).toBe(true);
          return;
        }
        expect(times.occurredAt <= recordedAt).toBe(true);
        expect(times.recordedAt).toBe(recordedAt);
        if (occurredPrecision === undefined) expect(times.occurredAt).toBe(told);
        else expect(dayOf(times.occurredAt, zone)).toBe(dayOf(told, zone));
      }),
    );
  });
});

it('looks back to the end of a day where the site is, and of today to now', () => {
  expect(lookedBackTo('2026-05-30', now, SHANGHAI)).toBe('2026-05-30T15:59:59.999Z');
  expect(lookedBackTo('2026-05-31', now, SHANGHAI)).toBe(now);
  expect(lookedBackTo('2026-05-31', now, 'Pacific/Auckland')).toBe('2026-05-31T11:59:59.999Z');
  expect(lookedBackTo('2026-06-01', now, SHANGHAI) > now).toBe(true);
  expect(lookedBackTo('2026-05-30T01:02:03.004Z', now, SHANGHAI)).toBe('2026-05-30T01:02:03.004Z');
});

describe('how far back', () => {
  it('is counted from now, in days of 24 hours', () => {
    const ago = (occurredAt: string) => tooFarBack({ occurredAt, recordedAt: now }, 30);
    expect(ago('2026-05-01T13:30:15.250Z')).toBe(false);
    expect(ago('2026-05-01T13:30:15.249Z')).toBe(true);
    expect(tooFarBack({ occurredAt: now, recordedAt: now }, 0)).toBe(false);
  });
});
