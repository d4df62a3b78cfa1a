import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Agenda } from './agenda.js';
import { at, yearUntil } from './calendar.js';

const days = yearUntil('2026-03-31', 'Europe/Berlin').slice(-10);
const [first, last] = [days[0] as (typeof days)[number], days.at(-1) as (typeof days)[number]];
const end = at(last, 15 * 60);
const instant = fc.integer({ min: first.begins, max: end + 3_600_000 });

describe('an agenda', () => {
  test('does everything once, in the order of time, also what comes up meanwhile', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(instant, fc.option(fc.nat(100_000_000)))), (wanted) => {
        const agenda = new Agenda(days, end);
        const done: number[] = [];
        const expected: number[] = [];
        for (const [time, after] of wanted) {
          if (time <= end) expected.push(time);
          if (time <= end && after !== null && time + after <= end) expected.push(time + after);
          agenda.add(time, (now) => {
            done.push(now);
            if (after !== null) agenda.add(now + after, (later) => void done.push(later));
          });
        }
        for (const nth of days.keys()) agenda.goThrough(nth);
        expect(done).toEqual([...done].sort((a, b) => a - b));
        expect([...done].sort()).toEqual(expected.sort());
      }),
    );
  });

  test('never does what is due after the end', () => {
    const agenda = new Agenda(days, end);
    agenda.add(end + 1, () => {
      throw new Error('too late');
    });
    for (const nth of days.keys()) agenda.goThrough(nth);
  });
});
