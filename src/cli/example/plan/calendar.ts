import { endOfDay } from '@ledger/kernel';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A day as people spend it. Times are wall-clock times where the university is. */
export interface Day {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** Its place in the year that is told, beginning at 0. */
  readonly nth: number;
  /** How busy the laboratories are: 100 on a weekday of the lecture period. */
  readonly busy: number;
  /** Whether the stores are open. */
  readonly working: boolean;
  /** From 0 for Sunday. */
  readonly weekday: number;
  /** The instant of its beginning. */
  readonly begins: number;
}

/** The instant at so many minutes after midnight. On the two days a year when clocks change, they are elapsed minutes. */
export const at = ({ begins }: Day, minute: number): number => begins + minute * MINUTE_MS;

/** The days of the year that ends with `until`, both included. */
export function yearUntil(until: string, timeZone: string): readonly Day[] {
  const last = Date.parse(`${until}T00:00:00Z`);
  const first = Date.parse(`${yearBefore(until)}T00:00:00Z`) + DAY_MS;
  const days: Day[] = [];
  for (let noon = first; noon <= last; noon += DAY_MS) days.push(dayOf(noon, days.length, timeZone));
  return days;
}

/** The same day of the year before; of a 29 February the 28th. */
function yearBefore(day: string): string {
  const year = Number(day.slice(0, 4)) - 1;
  return `${String(year).padStart(4, '0')}${day.slice(4) === '-02-29' ? '-02-28' : day.slice(4)}`;
}

function dayOf(time: number, nth: number, timeZone: string): Day {
  const date = isoDay(time);
  const weekday = new Date(time).getUTCDay();
  const closed = isHoliday(date) || isWinterBreak(date);
  const working = !closed && weekday !== 0 && weekday !== 6;
  const begins = Date.parse(endOfDay(isoDay(time - DAY_MS), timeZone)) + 1;
  return { date, nth, weekday, working, begins, busy: working ? termShare(date) : offShare(closed, weekday) };
}

const isoDay = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** Somebody is always in on a Saturday; hardly anybody over the holidays. */
const offShare = (closed: boolean, weekday: number): number => (closed ? 2 : weekday === 6 ? 9 : 4);

/** The two semesters of a year, what lies between them, and August. */
function termShare(date: string): number {
  const day = date.slice(5);
  const within = (from: string, to: string) => day >= from && day <= to;
  if (within('10-12', '12-31') || within('01-01', '02-07') || within('04-13', '07-18')) return 100;
  if (within('08-01', '08-31')) return 45;
  return 68;
}

const isWinterBreak = (date: string): boolean => date.slice(5) >= '12-23' || date.slice(5) <= '01-02';

const FIXED = ['01-01', '05-01', '10-03', '12-25', '12-26'];
/** Good Friday, Easter Monday, Ascension Day and Whit Monday, in days from Easter Sunday. */
const MOVABLE = [-2, 1, 39, 50];

function isHoliday(date: string): boolean {
  if (FIXED.includes(date.slice(5))) return true;
  const easter = easterSunday(Number(date.slice(0, 4)));
  return MOVABLE.includes((Date.parse(`${date}T00:00:00Z`) - easter) / DAY_MS);
}

/** J. Meeus, Astronomical Algorithms (1991), chapter 8: the Gregorian Easter. */
function easterSunday(year: number): number {
  const a = year % 19;
  const [b, c] = [Math.floor(year / 100), year % 100];
  const [d, e] = [Math.floor(b / 4), b % 4];
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const [i, k] = [Math.floor(c / 4), c % 4];
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return Date.UTC(year, Math.floor(n / 31) - 1, (n % 31) + 1);
}
