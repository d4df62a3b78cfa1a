import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { received } from '../../../test/support/bottles.js';
import { naiveState } from '../../../test/support/naive.js';
import { atOnce, courses, pages, projected, recorded } from '../../../test/support/random-log.js';
import { recordedOf } from '../../../test/support/told.js';
import type { Beginning } from '../bottle.events.js';
import { bottleFolding } from '../bottle.state.js';
import { inventoryView } from './inventory.view.js';

describe('the inventory', () => {
  it('holds the state of every bottle, whatever the pages and restarts', async () => {
    await fc.assert(
      fc.asyncProperty(courses, pages, async (course, how) => {
        const { log, bottles } = await recorded(course);
        const documents = await projected(inventoryView, log, how);
        expect(documents).toEqual(await projected(inventoryView, log, atOnce));
        const begun = bottles.filter(({ entries }) => entries.length > 0);
        expect(documents.map(({ _id, revision }) => [_id, revision])).toEqual(
          begun.map(({ code, entries }) => [code, entries.length - 1]),
        );
        for (const [n, { entries }] of begun.entries()) {
          const state = naiveState(bottleFolding, entries);
          if (state === 'annulled') expect(documents[n]).toMatchObject({ phase: 'annulled', ended: true });
          else expect(documents[n]?.state).toEqual(state);
        }
      }),
      { numRuns: 100 },
    );
  });

  const documentOf = (more: Partial<Beginning>) =>
    recordedOf('bottle-A', [received(more)]).flatMap((one) => inventoryView.evolve([], one));

  it('finds a bottle by the last day it is good, and by its main substance', () => {
    expect(documentOf({ expiry: '2028-02' })).toMatchObject([
      { _id: 'A', goodUntil: '2028-02-29', substance: '67-64-1', mixture: false },
    ]);
    expect(documentOf({})[0]).not.toHaveProperty('goodUntil');
    const composition = [
      { substance: '7732-18-5', role: 'solvent' },
      { substance: '64-17-5', role: 'main' },
    ] as const;
    expect(documentOf({ composition })).toMatchObject([{ substance: '64-17-5', mixture: true }]);
  });
});
