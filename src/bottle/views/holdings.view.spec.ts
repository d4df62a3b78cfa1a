import { describe, expect, it } from '@jest/globals';
import { type Entry, present, quantityIn } from '@ledger/kernel';
import fc from 'fast-check';
import { naiveHistory } from '../../../test/support/naive.js';
import { atOnce, courses, type Kept, pages, projected, recorded } from '../../../test/support/random-log.js';
import { minute } from '../../../test/support/told.js';
import type { BottleEntry } from '../bottle.events.js';
import { type BottleState, bottleFolding, phaseOf } from '../bottle.state.js';
import { type HoldingDocument, holdingsView, OPEN_END } from './holdings.view.js';

type Rectangle = Kept<HoldingDocument>;

/** What folding the facts recorded up to `known` says of the time `valid`. */
function holdingAt(entries: readonly Entry[], valid: string, known: string) {
  const recorded = entries.filter(({ meta }) => meta.recordedAt <= known);
  const happened = naiveHistory(recorded).filter(({ meta }) => meta.occurredAt <= valid);
  const state = happened.reduce(
    (state, entry) => bottleFolding.evolve(state, entry as BottleEntry),
    'none' as BottleState,
  );
  if (typeof state === 'string') return undefined;
  const { place, holder, unit, content } = state;
  return {
    substance: '67-64-1',
    phase: phaseOf(state),
    content: quantityIn(content),
    ...present({ place, holder, unit }),
  };
}

const covers = ({ validFrom, validTo, knownFrom, knownTo }: Rectangle, valid: string, known: string) =>
  validFrom <= valid && valid < validTo && knownFrom <= known && known < knownTo;

function overlap(a: Rectangle, b: Rectangle): boolean {
  const later = (x: string, y: string) => (x > y ? x : y);
  const earlier = (x: string, y: string) => (x < y ? x : y);
  return (
    later(a.validFrom, b.validFrom) < earlier(a.validTo, b.validTo) &&
    later(a.knownFrom, b.knownFrom) < earlier(a.knownTo, b.knownTo)
  );
}

describe('the holdings', () => {
  it('say of every time, as it was known at every later time, what the facts say', async () => {
    await fc.assert(
      fc.asyncProperty(courses, pages, async (course, how) => {
        const { log, bottles } = await recorded(course);
        const documents = await projected(holdingsView, log, how);
        for (const { code, entries } of bottles) {
          const own = documents.filter((one) => one.code === code);
          for (const [n, one] of own.entries()) {
            expect(own.slice(n + 1).filter((other) => overlap(one, other))).toEqual([]);
          }
          for (let known = -1; known < 62; known += 4.5) {
            for (let valid = known; valid > -10; valid -= 3.5) {
              const point = [minute(valid), minute(known)] as const;
              const found = own.filter((one) => covers(one, ...point)).map(({ holding }) => holding);
              const said = holdingAt(entries, ...point);
              expect({ point, found }).toEqual({ point, found: said ? [said] : [] });
            }
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  it('say so at the very minute in which something happened, or became known', async () => {
    await fc.assert(
      fc.asyncProperty(courses, async (course) => {
        const { log, bottles } = await recorded(course);
        const documents = await projected(holdingsView, log, atOnce);
        for (const { code, entries } of bottles) {
          const own = documents.filter((one) => one.code === code);
          for (const known of new Set(entries.map(({ meta }) => meta.recordedAt))) {
            for (const valid of new Set(entries.map(({ meta }) => meta.occurredAt))) {
              if (valid > known) continue;
              const found = own.filter((one) => covers(one, valid, known)).map(({ holding }) => holding);
              const said = holdingAt(entries, valid, known);
              expect({ valid, known, found }).toEqual({ valid, known, found: said ? [said] : [] });
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are closed, never deleted, and what is closed stays as it was', async () => {
    await fc.assert(
      fc.asyncProperty(courses, pages, async (course, how) => {
        const { log } = await recorded(course);
        let before: readonly Rectangle[] = [];
        await projected(holdingsView, log, how, (documents) => {
          const now = new Map(documents.map((one) => [one._id, one]));
          for (const one of before) {
            const { knownTo, validTo, bottle: _state, at: _at, ...corner } = one;
            expect(now.get(one._id)).toMatchObject(corner);
            if (knownTo !== OPEN_END) expect(now.get(one._id)).toEqual(one);
            if (validTo !== OPEN_END) expect(now.get(one._id)?.validTo).toBe(validTo);
          }
          before = documents;
        });
      }),
      { numRuns: 60 },
    );
  });

  it('are the same whatever the pages and restarts, and one of them carries the state', async () => {
    await fc.assert(
      fc.asyncProperty(courses, pages, async (course, how) => {
        const { log, bottles } = await recorded(course);
        const documents = await projected(holdingsView, log, how);
        expect(documents).toEqual(await projected(holdingsView, log, atOnce));
        for (const { code, life } of bottles) {
          const carrying = documents.filter((one) => one.code === code && one.bottle !== undefined);
          expect(carrying.map(({ bottle }) => bottle)).toEqual(
            typeof life.state === 'string' ? [] : [life.state],
          );
          for (const one of carrying) expect([one.validTo, one.knownTo]).toEqual([OPEN_END, OPEN_END]);
        }
      }),
      { numRuns: 60 },
    );
  });
});
