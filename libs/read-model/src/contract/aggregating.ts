import { beforeEach, describe, expect } from '@jest/globals';
import type { Doc, ReadModel, Stage } from '../port.js';
import type { It } from './it.js';

const BOTTLES = [
  { _id: 'A', unit: 'u1', state: 'stored', amount: 500, hazards: ['H225', 'H319'], holder: { person: 'p1' } },
  { _id: 'B', unit: 'u1', state: 'issued', amount: 250, hazards: ['H225'], holder: { person: 'p2' } },
  { _id: 'C', unit: 'u2', state: 'stored', amount: 100, hazards: [] },
  { _id: 'D', unit: 'u2', state: 'stored', amount: null },
  { _id: 'E', state: 'disposed', amount: '7', hazards: 'H290' },
];

export function aggregating(model: () => ReadModel, it: It): void {
  const run = (...pipeline: Stage[]) => model().collection('bottles').aggregate(pipeline).toArray();

  describe('aggregate', () => {
    beforeEach(async () => {
      await model().collection('bottles').createIndex({ state: 1 });
      await model()
        .collection<Doc>('bottles')
        .bulkWrite(
          BOTTLES.map((replacement) => ({
            replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true },
          })),
        );
    });

    it('$match, $group, $sort', async () => {
      const group = {
        _id: '$unit',
        count: { $sum: 1 },
        total: { $sum: '$amount' },
        mean: { $avg: '$amount' },
        least: { $min: '$amount' },
        most: { $max: '$amount' },
        ids: { $push: '$_id' },
        first: { $first: '$_id' },
        last: { $last: '$_id' },
        states: { $addToSet: '$state' },
        holders: { $push: '$holder.person' },
      };
      const found = await run(
        { $match: { amount: { $ne: 100 } } },
        { $sort: { _id: 1 } },
        { $group: group },
        { $sort: { _id: 1 } },
      );
      const [none, u1, u2] = found as { states: string[] }[];
      expect(none).toEqual({
        _id: null,
        count: 1,
        total: 0,
        mean: null,
        least: '7',
        most: '7',
        ids: ['E'],
        first: 'E',
        last: 'E',
        states: ['disposed'],
        holders: [],
      });
      expect({ ...u1, states: u1?.states.toSorted() }).toEqual({
        _id: 'u1',
        count: 2,
        total: 750,
        mean: 375,
        least: 250,
        most: 500,
        ids: ['A', 'B'],
        first: 'A',
        last: 'B',
        states: ['issued', 'stored'],
        holders: ['p1', 'p2'],
      });
      expect(u2).toEqual({
        _id: 'u2',
        count: 1,
        total: 0,
        mean: null,
        least: null,
        most: null,
        ids: ['D'],
        first: 'D',
        last: 'D',
        states: ['stored'],
        holders: [],
      });
    });

    it('groups by several fields, a missing one left out of the key', async () => {
      const found = await run(
        { $group: { _id: { unit: '$unit', state: '$state' }, n: { $sum: 1 } } },
        { $sort: { n: -1, '_id.unit': 1, '_id.state': 1 } },
      );
      expect(found).toEqual([
        { _id: { unit: 'u2', state: 'stored' }, n: 2 },
        { _id: { state: 'disposed' }, n: 1 },
        { _id: { unit: 'u1', state: 'issued' }, n: 1 },
        { _id: { unit: 'u1', state: 'stored' }, n: 1 },
      ]);
    });

    it('counts without a sum', async () => {
      expect(await run({ $group: { _id: null, n: { $count: {} } } })).toEqual([{ _id: null, n: 5 }]);
    });

    it('$unwind', async () => {
      const pairs = async (spec: Stage) =>
        (await run({ $sort: { _id: 1 } }, spec)).map((doc) => {
          const { _id, hazards = '-', i } = doc as { _id: string; hazards?: string; i?: number | null };
          return i === undefined ? `${_id} ${hazards}` : `${_id} ${hazards} ${i}`;
        });
      expect(await pairs({ $unwind: '$hazards' })).toEqual(['A H225', 'A H319', 'B H225', 'E H290']);
      expect(
        await pairs({
          $unwind: { path: '$hazards', preserveNullAndEmptyArrays: true, includeArrayIndex: 'i' },
        }),
      ).toEqual(['A H225 0', 'A H319 1', 'B H225 0', 'C - null', 'D - null', 'E H290 null']);
    });

    it('$facet, $count, $skip, $limit', async () => {
      const found = await run(
        { $match: { state: 'stored' } },
        {
          $facet: {
            page: [{ $sort: { _id: 1 } }, { $skip: 1 }, { $limit: 1 }, { $project: { unit: 1 } }],
            count: [{ $count: 'n' }],
            none: [{ $match: { unit: 'u9' } }, { $count: 'n' }],
          },
        },
      );
      expect(found).toEqual([{ page: [{ _id: 'C', unit: 'u2' }], count: [{ n: 3 }], none: [] }]);
    });

    it('$project, $addFields, $unset, $sortByCount', async () => {
      const big = { $cond: [{ $gte: ['$amount', 250] }, 'big', 'small'] };
      expect(await run({ $match: { _id: 'B' } }, { $project: { _id: 0, unit: 1, size: big } })).toEqual([
        { unit: 'u1', size: 'big' },
      ]);
      expect(
        await run({ $match: { _id: 'B' } }, { $project: { who: '$holder.person', none: '$nothing' } }),
      ).toEqual([{ _id: 'B', who: 'p2' }]);
      expect(
        await run(
          { $match: { _id: 'D' } },
          { $addFields: { n: { $ifNull: ['$amount', 0] } } },
          { $unset: ['unit', 'amount'] },
        ),
      ).toEqual([{ _id: 'D', state: 'stored', n: 0 }]);
      expect(
        await run({ $match: { _id: 'D' } }, { $addFields: { unit: '$nothing', amount: '$nothing' } }),
      ).toEqual([{ _id: 'D', state: 'stored' }]);
      expect(await run({ $match: { unit: { $exists: true } } }, { $sortByCount: '$state' })).toEqual([
        { _id: 'stored', count: 3 },
        { _id: 'issued', count: 1 },
      ]);
    });

    it('holds every text to be true, and nothing, null, false and 0 not to be', async () => {
      const values = { text: '', none: null, no: false, zero: 0, list: [] as string[] };
      const paths = ['$text', '$none', '$no', '$zero', '$list', '$nothing'];
      await model()
        .collection('truth')
        .bulkWrite([
          { replaceOne: { filter: { _id: 'x' }, replacement: { _id: 'x', ...values }, upsert: true } },
        ]);
      const truth = await model()
        .collection('truth')
        .aggregate<{ one: boolean[]; not: boolean[] }>([
          { $project: { _id: 0, one: paths.map((path) => ({ $or: [path] })) } },
        ])
        .toArray();
      expect(truth).toEqual([{ one: [true, false, false, false, true, false] }]);
      const nots = await model()
        .collection('truth')
        .aggregate([{ $project: { _id: 0, not: paths.map((path) => ({ $not: [path] })) } }])
        .toArray();
      expect(nots).toEqual([{ not: [false, true, true, true, false, true] }]);
    });

    it('does not calculate with texts', async () => {
      await expect(run({ $project: { sum: { $add: ['$_id', 1] } } })).rejects.toThrow();
      expect(await run({ $match: { _id: 'D' } }, { $project: { sum: { $add: ['$amount', 1] } } })).toEqual([
        { _id: 'D', sum: null },
      ]);
    });

    it('refuses what it does not have, and changes nothing', async () => {
      await expect(run({ $out: 'other' })).rejects.toThrow();
      await expect(run({ $group: { _id: null, n: { $nothing: 1 } } })).rejects.toThrow();
      await expect(
        run({ $project: { f: { $function: { body: 'f', args: [], lang: 'js' } } } }),
      ).rejects.toThrow();
      expect(await model().names()).toEqual(['bottles']);
    });
  });
}
