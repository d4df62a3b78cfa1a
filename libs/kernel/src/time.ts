import { accepts, echo } from './reading.js';
import { valueRefusals } from './value-refusals.js';

const DAY = 86_400_000;
const MINUTE = 60_000;
const DATE_TIME =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2})T((?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])(?:\.([0-9]{1,9}))?(?:Z|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))$/i;

/**
 * Reads an RFC 3339 time with its offset and answers `YYYY-MM-DDTHH:mm:ss.sssZ`, of which the order of letters is the
 * order of time. Below the millisecond is cut off, so that it never becomes later. Refuses time.malformed (a leap
 * second too), time.no-such-day, time.out-of-range.
 */
export function instant(text: string): string {
  const parts = DATE_TIME.exec(text);
  if (!parts) throw valueRefusals('time.malformed', { time: echo(text) });
  const [, day = '', clock = '', fraction = '', sign, hours, minutes] = parts;
  const offset = sign ? Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) : 0;
  const local = Date.parse(`${existing(day)}T${clock}.${fraction.slice(0, 3).padEnd(3, '0')}Z`);
  return written(local - offset * MINUTE);
}

/** Whether `instant` reads it. */
export const isInstant = (text: string): boolean => accepts(() => instant(text));

/** Reads a day, `YYYY-MM-DD`. Refuses time.malformed, time.no-such-day, time.out-of-range. */
export function calendarDay(text: string): string {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) throw valueRefusals('time.malformed', { time: echo(text) });
  return written(Date.parse(`${existing(text)}T00:00:00Z`)).slice(0, 10);
}

/** The last day of a month `YYYY-MM`. Refuses as `calendarDay`. */
export function lastDayOfMonth(month: string): string {
  const [year = NaN, number = NaN] = calendarDay(`${month}-01`).split('-').map(Number);
  return written(Date.UTC(year, number, 0)).slice(0, 10);
}

/**
 * The last millisecond of a day in an IANA time zone. Of a day the zone left out (Samoa had no 30 December 2011), the
 * last one before it. RangeError for a zone Intl does not know.
 */
export function endOfDay(day: string, timeZone: string): string {
  const wall = Date.parse(`${calendarDay(day)}T23:59:59.999Z`);
  const before = offsetAt(wall - DAY, timeZone);
  const after = offsetAt(wall + DAY, timeZone);
  // Where clocks are set back the hour comes twice, and the smaller offset is its second coming.
  const [smaller, larger] = before < after ? [before, after] : [after, before];
  for (const offset of [smaller, larger]) {
    if (offsetAt(wall - offset, timeZone) === offset) return written(wall - offset);
  }
  // Clocks were set forward over the end of the day: the change lies between the two readings.
  let [inside, outside] = [wall - larger, wall - smaller];
  while (outside - inside > 1) {
    const middle = Math.floor((inside + outside) / 2);
    if (middle + offsetAt(middle, timeZone) <= wall) inside = middle;
    else outside = middle;
  }
  return written(inside);
}

/** The day (YYYY-MM-DD) it is at an instant in an IANA time zone. RangeError for a zone Intl does not know. */
export function dayOf(at: string, timeZone: string): string {
  const time = Date.parse(at);
  return written(time + offsetAt(time, timeZone)).slice(0, 10);
}

/** The last millisecond of the minute. */
export const endOfMinute = (at: string): string =>
  written(Math.floor(Date.parse(at) / MINUTE) * MINUTE + MINUTE - 1);

/** The instant `n` times 24 hours later, or earlier where `n` is negative. Refuses time.out-of-range. */
export const addDays = (at: string, n: number): string => written(Date.parse(at) + n * DAY);

// Most times that are asked about are now: within one second the answer is the same, and Intl need not be asked again.
let last = { timeZone: '', second: Number.NaN, offset: 0 };

/** How far the zone's clocks are ahead of UTC, in ms. */
function offsetAt(time: number, timeZone: string): number {
  const second = Math.floor(time / 1000);
  if (last.second !== second || last.timeZone !== timeZone) {
    last = { timeZone, second, offset: offsetAtSecond(second * 1000, timeZone) };
  }
  return last.offset;
}

function offsetAtSecond(time: number, timeZone: string): number {
  const parts = Object.fromEntries(
    clockOf(timeZone)
      .formatToParts(time)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = NaN, month = NaN, day = NaN, hour = NaN, minute = NaN, second = NaN } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - time;
}

// Making a formatter costs a hundred times what using it does.
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  clocks.set(timeZone, clock);
  return clock;
}

/** The day again, where the calendar has it. Date.parse would read 30 February as 2 March. */
function existing(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== day) {
    throw valueRefusals('time.no-such-day', { day }, `There is no ${day}`);
  }
  return day;
}

function written(time: number): string {
  const year = new Date(time).getUTCFullYear();
  if (!(year >= 1900 && year <= 9999)) throw valueRefusals('time.out-of-range');
  return new Date(time).toISOString();
}
