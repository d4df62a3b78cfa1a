import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Bottle, Shelves, usable } from './bottles.js';
import { Ref } from './step.js';
import type { Unit } from './university.js';
import { wares } from './wares.js';

const unit = (n: number): Unit => ({ ref: new Ref('unit', n), name: `Group ${n}`, kind: 'group' });
const units = [unit(0), unit(1), unit(2)];

const bottle = (n: number, more: Partial<Bottle> = {}): Bottle => ({
  ...{
    ref: new Ref('bottle', n),
    ware: wares[0] as Bottle['ware'],
    unit: units[0] as Unit,
    full: 100,
    pack: '1 L',
  },
  ...{ content: 100, opened: false, emptied: false, quarantined: false, missing: false, lossReported: false },
  ...{ approved: false, ended: false, busyUntil: 0, onPaper: false, settledSince: 0, slot: -1 },
  place: { ref: new Ref('place', 0), name: 'shelf', kind: 'shelf' },
  ...more,
});

describe('shelves', () => {
  test('have each bottle where it was put last, and nowhere else', () => {
    const move = fc.tuple(fc.nat(7), fc.option(fc.nat(2), { nil: undefined }));
    fc.assert(
      fc.property(fc.array(move), (moves) => {
        const shelves = new Shelves();
        const bottles = Array.from({ length: 8 }, (_, n) => bottle(n));
        const naive = new Map<Bottle, Unit | undefined>();
        for (const [n, to] of moves) {
          const [one, where] = [bottles[n] as Bottle, to === undefined ? undefined : units[to]];
          shelves.put(one, where);
          naive.set(one, where);
        }
        for (const where of units) {
          const there = [...naive].filter(([, one]) => one === where).map(([one]) => one);
          expect(new Set(shelves.of(where))).toEqual(new Set(there));
          expect(shelves.of(where)).toHaveLength(there.length);
        }
      }),
    );
  });
});

describe('a bottle', () => {
  const day = '2026-05-20';

  test.each<[string, Partial<Bottle>, boolean]>([
    ['that stands on a shelf', {}, true],
    ['on the last day it is good', { expires: day }, true],
    ['that is expired', { expires: '2026-05-19' }, false],
    ['that is quarantined', { quarantined: true }, false],
    ['that is missing', { missing: true }, false],
    ['with nothing left', { content: 0 }, false],
    ['that was emptied', { emptied: true }, false],
    ['whose life is over', { ended: true }, false],
    ['that was received, and stands nowhere', { place: undefined }, false],
    ['that somebody is at', { busyUntil: 1_001 }, false],
    ['of which something is still to be entered', { onPaper: true }, false],
    ['that is to be disposed of', { requestedBy: { ref: new Ref('person', 1) } }, false],
  ])('%s can be used: %#', (_what, more, can) => expect(usable(bottle(0, more), 1_000, day)).toBe(can));
});
