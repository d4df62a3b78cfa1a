import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fact, filledFrom, received } from '../../../test/support/bottles.js';
import { naiveHistory } from '../../../test/support/naive.js';
import { atOnce, courses, pages, projected, recorded } from '../../../test/support/random-log.js';
import { recordedOf } from '../../../test/support/told.js';
import type { Stated } from '../bottle.events.js';
import { lineageView } from './lineage.view.js';

describe('the lineage', () => {
  it('names what a bottle was filled from and what was filled from it, in the order of filling, whatever the pages and restarts', async () => {
    await fc.assert(
      fc.asyncProperty(courses, pages, async (course, how) => {
        const { log, bottles } = await recorded(course);
        const documents = await projected(lineageView, log, how);
        expect(documents).toEqual(await projected(lineageView, log, atOnce));
        const amountOf = ({ value, unit }: Stated) => ({ value, unit });
        const expected = bottles
          .map(({ code, entries }) => {
            const history = naiveHistory(entries);
            const parents = history.flatMap(({ type, data, meta }) =>
              type === 'BottleFilled'
                ? [{ code: data.parent, quantity: amountOf(data.content), fact: meta.causedBy }]
                : [],
            );
            const children = history.flatMap(({ id, type, data }) =>
              type === 'PortionTaken'
                ? [{ code: data.child, quantity: amountOf(data.quantity), fact: id }]
                : [],
            );
            return { _id: code, parents, children };
          })
          .filter(({ parents, children }) => parents.length + children.length > 0);
        expect(
          documents
            .filter(({ gone }) => !gone)
            .map(({ _id, parents, children }) => ({ _id, parents, children })),
        ).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });

  it('names what a bottle was filled from, by the fact of the other bottle', () => {
    const filled = { ...fact('BottleFilled', filledFrom('P', 'A', '5')), meta: { causedBy: 'the portion' } };
    const documents = recordedOf('bottle-A', [filled]).flatMap((one) => lineageView.evolve([], one));
    expect(documents).toEqual([
      {
        _id: 'A',
        parents: [{ code: 'P', quantity: { value: '5', unit: 'mL' }, fact: 'the portion' }],
        children: [],
      },
    ]);
  });

  it('says nothing of a bottle that stands alone', () =>
    expect(recordedOf('bottle-A', [received()]).flatMap((one) => lineageView.evolve([], one))).toEqual([]));
});
