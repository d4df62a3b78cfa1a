import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  calendarDay,
  dayOf,
  endOfDay,
  endOfMinute,
  instant,
  isInstant,
  lastDayOfMonth,
} from './time.js';

const HOUR = 3_600_000;
const later = (at: string, ms: number) => new Date(Date.parse(at) + ms).toISOString();
const moment = fc.date({
  min: new Date('1900-01-02T00:00:00Z'),
  max: new Date('9999-12-30T00:00:00Z'),
  noInvalidDate: true,
});

describe('instants', () => {
  it.each([
    ['2026-05-31T14:30:00+02:00', '2026-05-31T12:30:00.000Z'],
    ['2026-05-31T14:30:00Z', '2026-05-31T14:30:00.000Z'],
    ['2026-05-31t14:30:00.5z', '2026-05-31T14:30:00.500Z'],
    ['2026-05-31T14:30:00.999999999-05:30', '2026-05-31T20:00:00.999Z'],
    ['2024-02-29T00:00:00+14:00', '2024-02-28T10:00:00.000Z'],
    ['1900-01-01T00:00:00Z', '1900-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('%s is %s', (text, canonical) => expect(instant(text)).toBe(canonical));

  it.each([
    ['2026-02-30T00:00:00Z', 'time.no-such-day'],
    ['2026-02-29T00:00:00Z', 'time.no-such-day'],
    ['1900-02-29T00:00:00Z', 'time.no-such-day'],
    ['2026-13-01T00:00:00Z', 'time.no-such-day'],
    ['2026-00-10T00:00:00Z', 'time.no-such-day'],
    ['2026-04-31T00:00:00Z', 'time.no-such-day'],
    ['2016-12-31T23:59:60Z', 'time.malformed'],
    ['2026-05-31T24:00:00Z', 'time.malformed'],
    ['2026-05-31T12:60:00Z', 'time.malformed'],
    ['2026-05-31T12:00:00', 'time.malformed'],
    ['2026-05-31 12:00:00Z', 'time.malformed'],
    ['2026-05-31T12:00Z', 'time.malformed'],
    ['2026-05-31T12:00:00+24:00', 'time.malformed'],
    ['2026-05-31T12:00:00+0200', 'time.malformed'],
    ['2026-05-31T12:00:00.Z', 'time.malformed'],
    ['2026-05-31', 'time.malformed'],
    ['+012026-05-31T12:00:00Z', 'time.malformed'],
    ['2026-05-31T12:00:00Z\n', 'time.malformed'],
    ['yesterday', 'time.malformed'],
    ['', 'time.malformed'],
    ['1899-12-31T23:59:59Z', 'time.out-of-range'],
    ['1900-01-01T00:00:00+00:01', 'time.out-of-range'],
    ['9999-12-31T23:59:59-00:01', 'time.out-of-range'],
    ['0000-01-01T00:00:00Z', 'time.out-of-range'],
  ])('%j is refused: %s', (text, code) => {
    expect(() => instant(text)).toThrow(expect.objectContaining({ code }));
    expect(isInstant(text)).toBe(false);
  });

  it('reads any offset of the same moment alike, and its own answer as it is', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: -14 * 60, max: 14 * 60 }), (date, offset) => {
        const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1);
        const clock = new Date(Math.abs(offset) * 60_000).toISOString().slice(11, 16);
        expect(instant(`${local}${offset < 0 ? '-' : '+'}${clock}`)).toBe(date.toISOString());
        expect(instant(date.toISOString())).toBe(date.toISOString());
      }),
    );
  });

  it('find the end of their minute and other days', () => {
    expect(endOfMinute('2026-05-31T12:30:00.000Z')).toBe('2026-05-31T12:30:59.999Z');
    expect(endOfMinute('2026-05-31T12:30:59.999Z')).toBe('2026-05-31T12:30:59.999Z');
    expect(addDays('2026-03-01T00:00:00.000Z', -1)).toBe('2026-02-28T00:00:00.000Z');
    expect(() => addDays('9999-12-31T00:00:00.000Z', 1)).toThrow(
      expect.objectContaining({ code: 'time.out-of-range' }),
    );
    fc.assert(
      fc.property(moment, fc.integer({ min: -30, max: 30 }), (date, n) => {
        fc.pre(date.getUTCFullYear() > 1900 && date.getUTCFullYear() < 9999);
        expect(addDays(addDays(date.toISOString(), n), -n)).toBe(date.toISOString());
      }),
    );
  });
});

describe('days', () => {
  it('are days of the calendar', () => {
    expect(calendarDay('2024-02-29')).toBe('2024-02-29');
    expect(() => calendarDay('2026-02-30')).toThrow(expect.objectContaining({ code: 'time.no-such-day' }));
    expect(() => calendarDay('1899-12-31')).toThrow(expect.objectContaining({ code: 'time.out-of-range' }));
    for (const text of ['2026-2-3', '20260203', '2026-02', '2026-02-03T00:00:00Z', ' 2026-02-03']) {
      expect(() => calendarDay(text)).toThrow(expect.objectContaining({ code: 'time.malformed' }));
    }
  });

  it('end a month', () => {
    expect(['2024-02', '2026-02', '2026-12', '2100-02'].map(lastDayOfMonth)).toEqual([
      '2024-02-29',
      '2026-02-28',
      '2026-12-31',
      '2100-02-28',
    ]);
  });

  it.each([
    ['2026-01-31', 'Asia/Shanghai', '2026-01-31T15:59:59.999Z'],
    ['2026-03-28', 'Europe/Berlin', '2026-03-28T22:59:59.999Z'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-29T21:59:59.999Z'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-25T22:59:59.999Z'],
    // Midnight did not exist, and existed twice.
    ['2018-11-03', 'America/Sao_Paulo', '2018-11-04T02:59:59.999Z'],
    ['2018-02-17', 'America/Sao_Paulo', '2018-02-18T02:59:59.999Z'],
    // A minute after midnight it was the day before again.
    ['2006-10-28', 'America/St_Johns', '2006-10-29T03:29:59.999Z'],
    // The last half hour of the day was left out; a whole day was.
    ['1919-03-30', 'America/Toronto', '1919-03-31T04:29:59.999Z'],
    ['2011-12-29', 'Pacific/Apia', '2011-12-30T09:59:59.999Z'],
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T09:59:59.999Z'],
  ])('%s ends in %s at %s', (day, zone, end) => expect(endOfDay(day, zone)).toBe(end));

  it('end with the last instant that is of them, also where clocks change', () => {
    const zone = fc.constantFrom(
      'UTC',
      'Asia/Shanghai',
      'Europe/Berlin',
      'Europe/Dublin',
      'America/New_York',
      'America/St_Johns',
      'America/Sao_Paulo',
      'Africa/Cairo',
      'Asia/Kathmandu',
      'Asia/Gaza',
      'Australia/Lord_Howe',
      'Pacific/Apia',
    );
    const date = fc.date({ min: new Date('1950-01-01'), max: new Date('2037-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(zone, date, (zone, date) => {
        const day = date.toISOString().slice(0, 10);
        const end = endOfDay(day, zone);
        expect(dayOf(end, zone)).toBe(zone === 'Pacific/Apia' && day === '2011-12-30' ? '2011-12-29' : day);
        expect(dayOf(later(end, 1), zone) > day).toBe(true);
        for (let hours = 0.25; hours <= 3; hours += 0.25)
          expect(dayOf(later(end, hours * HOUR), zone) > day).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('belong to a zone that exists', () => {
    expect(() => dayOf('2026-05-31T12:00:00.000Z', 'Mars/Olympus')).toThrow(RangeError);
    expect(dayOf('2026-05-31T16:00:00.000Z', 'Asia/Shanghai')).toBe('2026-06-01');
    expect(() => dayOf('9999-12-31T16:00:00.000Z', 'Asia/Shanghai')).toThrow(
      expect.objectContaining({ code: 'time.out-of-range' }),
    );
  });
});
