import { describe, expect } from '@jest/globals';
import fc from 'fast-check';
import { living, type ReadModel, type ViewDoc, type Write } from '../port.js';
import type { It } from './it.js';

type Bottle = ViewDoc & { readonly state?: string; readonly gone?: true };

const all = (model: ReadModel, view: string): Promise<Bottle[]> =>
  model
    .collection<Bottle>(view)
    .find({}, { sort: { _id: 1 } })
    .toArray();

const bottle = (_id: string, at: number, state: string): Write => ({ replace: { _id, at, state } as Bottle });

export function projecting(model: () => ReadModel, it: It): void {
  describe('project', () => {
    it('writes documents and checkpoint', async () => {
      expect(await model().checkpoint('inventory@1')).toBe(0);
      await model().project('inventory@1', [bottle('A', 1, 'stored'), bottle('B', 2, 'issued')], 2);
      expect(await all(model(), 'inventory@1')).toEqual([
        { _id: 'A', at: 1, state: 'stored' },
        { _id: 'B', at: 2, state: 'issued' },
      ]);
      expect(await model().checkpoint('inventory@1')).toBe(2);
    });

    it('leaves a document alone that is as new or newer', async () => {
      await model().project('v', [bottle('A', 5, 'stored')], 5);
      await model().project('v', [bottle('A', 5, 'other'), bottle('A', 4, 'older')], 5);
      expect(await all(model(), 'v')).toEqual([{ _id: 'A', at: 5, state: 'stored' }]);
      await model().project('v', [bottle('A', 6, 'issued')], 6);
      expect(await all(model(), 'v')).toEqual([{ _id: 'A', at: 6, state: 'issued' }]);
    });

    it('replaces the whole document', async () => {
      await model().project('v', [bottle('A', 1, 'stored'), { replace: { _id: 'A', at: 2 } }], 2);
      expect(await all(model(), 'v')).toEqual([{ _id: 'A', at: 2 }]);
    });

    it('leaves a tombstone, which an older write does not wake', async () => {
      await model().project(
        'v',
        [bottle('A', 1, 'stored'), { remove: 'A', at: 3 }, bottle('A', 2, 'issued')],
        3,
      );
      expect(await all(model(), 'v')).toEqual([{ _id: 'A', at: 3, gone: true }]);
      expect(await model().collection('v').find(living()).toArray()).toEqual([]);
      expect(
        await model()
          .collection('v')
          .countDocuments(living({ _id: 'A' })),
      ).toBe(0);
      await model().project('v', [bottle('A', 4, 'stored')], 4);
      expect(
        await model()
          .collection('v')
          .findOne(living({ _id: 'A' })),
      ).toEqual({ _id: 'A', at: 4, state: 'stored' });
    });

    it('removes what it has not seen yet', async () => {
      await model().project('v', [{ remove: 'A', at: 3 }], 3);
      await model().project('v', [bottle('A', 2, 'stored')], 2);
      expect(await all(model(), 'v')).toEqual([{ _id: 'A', at: 3, gone: true }]);
    });

    it('never takes the checkpoint back', async () => {
      await model().project('v', [], 9);
      await model().project('v', [], 4);
      expect(await model().checkpoint('v')).toBe(9);
    });

    it('writes nothing at all when one document cannot be written', async () => {
      await model().project('v', [bottle('A', 1, 'stored')], 1);
      const bad = { replace: { _id: 'C', at: 3, when: new Date(0) } as ViewDoc };
      await expect(model().project('v', [bottle('B', 2, 'stored'), bad], 3)).rejects.toThrow(
        'not a plain object',
      );
      expect(await all(model(), 'v')).toEqual([{ _id: 'A', at: 1, state: 'stored' }]);
      expect(await model().checkpoint('v')).toBe(1);
    });

    it('comes to the same whatever is replayed, by however many projectors', async () => {
      const write = fc
        .tuple(fc.constantFrom('A', 'B', 'C'), fc.constantFrom('stored', 'issued', 'removed'))
        .map(([id, state]) => ({ id, state }));
      await fc.assert(
        fc.asyncProperty(
          fc.array(write, { minLength: 1, maxLength: 12 }),
          fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 5 }),
          async (facts, replays) => {
            const writes = facts.map(
              ({ id, state }, i): Write =>
                state === 'removed' ? { remove: id, at: i + 1 } : bottle(id, i + 1, state),
            );
            await model().drop('once');
            await model().drop('often');
            await model().project('once', writes, writes.length);
            for (const [from, to] of [...replays, [0, 11] as const, ...replays]) {
              await model().project('often', writes.slice(from, to + 1), Math.min(writes.length, to + 1));
            }
            expect(await all(model(), 'often')).toEqual(await all(model(), 'once'));
            expect(await model().checkpoint('often')).toBe(await model().checkpoint('once'));
          },
        ),
        { numRuns: 30 },
      );
    });
  });

  describe('projectAll', () => {
    it('writes several views, each with its checkpoint', async () => {
      await model().projectAll([
        { view: 'v', writes: [bottle('A', 1, 'stored')], checkpoint: 2 },
        { view: 'w', writes: [], checkpoint: 3 },
      ]);
      expect(await all(model(), 'v')).toEqual([{ _id: 'A', at: 1, state: 'stored' }]);
      expect([await model().checkpoint('v'), await model().checkpoint('w')]).toEqual([2, 3]);
      await model().projectAll([]);
    });
  });

  describe('build', () => {
    const indexes = [{ fields: { state: 1 }, options: { unique: true, sparse: true } }] as const;
    const docs = ['A', 'B', 'C'].map((_id, n): Bottle => ({ _id, at: n + 1, state: `s${n}` }));

    it('gives what is written one by one: documents, indexes, checkpoint', async () => {
      const building = await model().build('v+', indexes);
      await building.add(docs.slice(0, 2));
      await building.add([...docs.slice(2), { _id: 'D', at: 9, gone: true } as Bottle]);
      await building.finish(9);
      await model().rename('v+', 'v');
      expect(await all(model(), 'v')).toEqual([...docs, { _id: 'D', at: 9, gone: true }]);
      expect(await model().checkpoint('v')).toBe(9);
      expect(await model().collection('v').findOne({ state: 's1' })).toEqual(docs[1]);
      await model().project('v', [bottle('A', 8, 'old'), bottle('B', 10, 's9'), bottle('D', 9, 's8')], 10);
      expect(await all(model(), 'v')).toMatchObject([
        { at: 8 },
        { at: 10 },
        { at: 3 },
        { at: 9, gone: true },
      ]);
      await expect(model().project('v', [bottle('E', 11, 'old')], 11)).rejects.toMatchObject({ code: 11000 });
    });

    it('tells at the end where an index is broken', async () => {
      const building = await model().build('v+', indexes);
      await building.add([docs[0] as Bottle, { _id: 'B', at: 2, state: 's0' }]);
      await expect(building.finish(2)).rejects.toMatchObject({ code: 11000 });
    });

    it('of nothing gives a collection that is empty', async () => {
      await (await model().build('v', indexes)).finish(4);
      expect(await all(model(), 'v')).toEqual([]);
      expect(await model().checkpoint('v')).toBe(4);
    });
  });

  describe('rename and drop', () => {
    it('switches readers to what was built beside, with checkpoint and indexes', async () => {
      const readers = model().collection<Bottle>('inventory');
      await model().project('inventory', [bottle('A', 1, 'old'), bottle('B', 1, 'old')], 1);
      await model().collection('inventory@2').createIndex({ state: 1 }, { unique: true, sparse: true });
      await model().project('inventory@2', [bottle('A', 1, 'new')], 7);
      await model().rename('inventory@2', 'inventory');
      expect(await readers.find({}).toArray()).toEqual([{ _id: 'A', at: 1, state: 'new' }]);
      expect(await model().checkpoint('inventory')).toBe(7);
      expect(await model().checkpoint('inventory@2')).toBe(0);
      expect(await model().collection('inventory@2').find({}).toArray()).toEqual([]);
      expect(await model().names()).toEqual(['inventory']);
      await expect(model().project('inventory', [bottle('B', 8, 'new')], 8)).rejects.toMatchObject({
        code: 11000,
      });
    });

    it('can do so again and again', async () => {
      for (const round of [1, 2, 3]) {
        await model().collection('next').createIndex({ state: 1 });
        await model().project('next', [bottle('A', round, `round ${round}`)], round);
        await model().rename('next', 'v');
      }
      expect(await all(model(), 'v')).toEqual([{ _id: 'A', at: 3, state: 'round 3' }]);
    });

    it('cannot rename what is not there', async () => {
      await expect(model().rename('nothing', 'v')).rejects.toThrow();
    });

    it('drops documents and checkpoint', async () => {
      await model().project('v', [bottle('A', 1, 'stored')], 1);
      await model().drop('v');
      await model().drop('v');
      expect(await all(model(), 'v')).toEqual([]);
      expect(await model().checkpoint('v')).toBe(0);
      expect(await model().names()).toEqual([]);
    });
  });
}
