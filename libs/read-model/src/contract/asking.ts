import { describe, expect } from '@jest/globals';
import fc from 'fast-check';
import { Query } from 'mingo';
import type { Filter, ReadModel } from '../port.js';
import { documents, type Example, filters, INDEXED, inOrder, sorts } from './examples.js';
import type { It } from './it.js';

const put = (model: ReadModel, docs: readonly Example[]) =>
  model
    .collection('c')
    .bulkWrite(
      docs.map((doc) => ({ replaceOne: { filter: { _id: doc._id }, replacement: doc, upsert: true } })),
    );

export function asking(model: () => ReadModel, it: It): void {
  const examples = () => model().collection<Example>('c');
  const ids = async (filter: Filter): Promise<string> => {
    const found = await examples()
      .find(filter, { sort: { _id: 1 } })
      .toArray();
    return found.map(({ _id }) => _id).join(' ');
  };

  describe('find', () => {
    it('is what plain evaluation of every document finds, with indexes and without', async () => {
      await fc.assert(
        fc.asyncProperty(
          documents,
          fc.array(fc.tuple(filters, sorts, fc.nat(5), fc.nat(6)), { minLength: 1, maxLength: 8 }),
          fc.boolean(),
          async (docs, questions, indexed) => {
            await model().drop('c');
            if (indexed) for (const path of INDEXED) await examples().createIndex({ [path]: 1 });
            await put(model(), docs);
            for (const [filter, sort, skip, limit] of questions) {
              const query = new Query(filter);
              const passing = docs.filter((doc) => query.test(doc));
              const page = inOrder(passing, sort).slice(skip, limit === 0 ? undefined : skip + limit);
              const cursor = examples().find(filter, { sort, skip, limit });
              expect(await cursor.toArray()).toEqual(page);
              expect(await examples().findOne(filter, { sort, skip })).toEqual(page[0] ?? null);
              expect(await examples().countDocuments(filter)).toBe(passing.length);
              const each: Example[] = [];
              for await (const doc of cursor) each.push(doc);
              expect(each).toEqual(page);
            }
          },
        ),
        { numRuns: 60 },
      );
    }, 60_000);

    it('tells null and missing apart only where asked to', async () => {
      await put(model(), [{ _id: 'null', a: null }, { _id: 'missing' }, { _id: 'there', a: 0 }]);
      expect(await ids({ a: null })).toBe('missing null');
      expect(await ids({ a: { $exists: true } })).toBe('null there');
      expect(await ids({ a: { $ne: null } })).toBe('there');
      expect(await ids({ a: { $in: [null, 0] } })).toBe('missing null there');
    });

    it('finds what is null, and nothing else, above and below null', async () => {
      await put(model(), [{ _id: 'null', a: null }, { _id: 'missing' }, { _id: 'there', a: 0 }]);
      expect(await ids({ a: { $gte: null } })).toBe('missing null');
      expect(await ids({ a: { $lte: null } })).toBe('missing null');
      expect(await ids({ a: { $gt: null } })).toBe('');
    });

    it('sees through arrays', async () => {
      await put(model(), [
        { _id: 'doc', a: { b: 1 } },
        { _id: 'docs', a: [{ b: 1 }, { b: 5 }] },
        { _id: 'list', a: { b: [1, 5] } },
        { _id: 'mixed', a: [3, { c: 1 }] },
        { _id: 'scalar', a: 1 },
        { _id: 'empty', a: [] },
      ]);
      expect(await ids({ 'a.b': 1 })).toBe('doc docs list');
      expect(await ids({ 'a.b': { $gt: 2 } })).toBe('docs list');
      expect(await ids({ 'a.b': [1, 5] })).toBe('list');
      expect(await ids({ 'a.1.b': 5 })).toBe('docs');
      expect(await ids({ 'a.1': { $exists: true } })).toBe('docs mixed');
      expect(await ids({ a: { $size: 2 } })).toBe('docs mixed');
      expect(await ids({ a: [] })).toBe('empty');
    });

    it('knows where a path leads nowhere', async () => {
      await put(model(), [
        { _id: 'docs', a: [{ b: 1 }, {}] },
        { _id: 'empty', a: [] },
        { _id: 'mixed', a: [3, { c: 1 }] },
        { _id: 'null', a: { b: null } },
        { _id: 'scalar', a: 1 },
      ]);
      expect(await ids({ 'a.b': { $exists: false } })).toBe('empty mixed scalar');
      expect(await ids({ 'a.b': null })).toBe('docs mixed null scalar');
      expect(await ids({ 'a.b': { $not: { $gt: 0 } } })).toBe('empty mixed null scalar');
    });

    it('$elemMatch wants one element to meet all', async () => {
      await put(model(), [
        { _id: 'apart', a: [1, 5] },
        { _id: 'docs', a: [{ b: 1, c: 2 }, { b: 2 }] },
        { _id: 'one', a: [0, 3] },
        { _id: 'scalar', a: 3 },
      ]);
      expect(await ids({ a: { $elemMatch: { $gt: 1, $lt: 5 } } })).toBe('one');
      expect(await ids({ a: { $elemMatch: { b: 2 } } })).toBe('docs');
      expect(await ids({ a: { $elemMatch: { b: 2, c: 2 } } })).toBe('');
    });

    it('lets one element meet one condition, and another the other', async () => {
      await put(model(), [
        { _id: 'docs', a: [{ b: 1 }, { b: 5 }] },
        { _id: 'list', a: { b: [1, 5] } },
        { _id: 'one', a: { b: 5 } },
      ]);
      expect(await ids({ 'a.b': { $gt: 2, $lt: 4 } })).toBe('docs list');
      expect(await ids({ 'a.b': { $gt: 1, $lt: 5 } })).toBe('docs list');
      expect(await ids({ 'a.b': { $gt: 1, $lt: 9 } })).toBe('docs list one');
      expect(await ids({ 'a.b': { $all: [5, 1] } })).toBe('docs list');
    });

    it('does not see through arrays in arrays', async () => {
      await put(model(), [
        { _id: 'flat', a: [{ b: 1 }] },
        { _id: 'nested', a: [[{ b: 1 }]] },
      ]);
      expect(await ids({ 'a.b': 1 })).toBe('flat');
      expect(await ids({ 'a.b': { $exists: false } })).toBe('nested');
    });

    it('compares objects field by field, in the order they stand in', async () => {
      await put(model(), [
        { _id: 'xy', a: { x: 1, y: 2 } },
        { _id: 'yx', a: { y: 2, x: 1 } },
      ]);
      expect(await ids({ a: { x: 1, y: 2 } })).toBe('xy');
      expect(await ids({ a: { x: 1 } })).toBe('');
      expect(await ids({ 'a.x': 1 })).toBe('xy yx');
    });

    it('sorts types as MongoDB does, and arrays by their least or greatest', async () => {
      await put(model(), [
        { _id: 'array', a: [9, -5] },
        { _id: 'empty', a: [] },
        { _id: 'false', a: false },
        { _id: 'null', a: null },
        { _id: 'number', a: 1 },
        { _id: 'object', a: { x: 1 } },
        { _id: 'text', a: 'x' },
        { _id: 'true', a: true },
        { _id: 'zmissing' },
      ]);
      const order = async (way: 1 | -1) =>
        (
          await examples()
            .find({}, { sort: { a: way, _id: 1 } })
            .toArray()
        )
          .map(({ _id }) => _id)
          .join(' ');
      expect(await order(1)).toBe('empty null zmissing array number text object false true');
      expect(await order(-1)).toBe('true false object text array number null zmissing empty');
    });

    it('sorts texts by their bytes', async () => {
      const texts = ['a', 'B', 'ä', '\uffee', '😀', '', '硫酸'];
      await put(
        model(),
        texts.map((a, i) => ({ _id: `d${i}`, a })),
      );
      const found = await examples()
        .find({}, { sort: { a: 1, _id: 1 } })
        .toArray();
      expect(found.map(({ a }) => a)).toEqual(['', 'B', 'a', 'ä', '硫酸', '\uffee', '😀']);
    });

    it('gives the fields that are asked for', async () => {
      await put(model(), [{ _id: 'd', a: 1, n: { x: 1, y: 2 }, items: [{ k: 'k', q: 1 }, 5, { q: 2 }] }]);
      const one = (projection: { [field: string]: 0 | 1 }) => examples().findOne({}, { projection });
      expect(await one({ a: 1 })).toEqual({ _id: 'd', a: 1 });
      expect(await one({ a: 1, _id: 0 })).toEqual({ a: 1 });
      expect(await one({ _id: 1 })).toEqual({ _id: 'd' });
      expect(await one({ _id: 0, items: 0 })).toEqual({ a: 1, n: { x: 1, y: 2 } });
      expect(await one({ 'n.x': 1, 'items.k': 1, 'a.b': 1 })).toEqual({
        _id: 'd',
        n: { x: 1 },
        items: [{ k: 'k' }, {}],
      });
      expect(await one({ 'n.x': 0, 'items.q': 0 })).toEqual({
        _id: 'd',
        a: 1,
        n: { y: 2 },
        items: [{ k: 'k' }, 5, {}],
      });
    });

    it.each<[string, Filter]>([
      ['an operator it does not have', { a: { $where: 'true' } }],
      ['one at the top', { $where: 'true' }],
      ['$in without a list', { a: { $in: 1 } }],
      ['$and of nothing', { $and: [] }],
      ['a pattern that is none', { a: { $regex: '(' } }],
    ])('refuses %s', async (_, filter) => {
      await expect(examples().find(filter).toArray()).rejects.toThrow();
      await expect(examples().countDocuments(filter)).rejects.toThrow();
    });

    it('walks through many documents while they are written', async () => {
      const many = Array.from({ length: 1500 }, (_, i) => ({ _id: `d${String(i).padStart(4, '0')}`, a: i }));
      await put(model(), many);
      const seen: string[] = [];
      for await (const { _id } of examples().find({}, { sort: { _id: 1 } })) {
        if (seen.length === 0) await examples().bulkWrite([{ deleteOne: { filter: { _id: 'd1400' } } }]);
        seen.push(_id);
        if (_id === 'd1449') break;
      }
      // What is deleted meanwhile may be seen or not, all else is seen once.
      const others = many.map(({ _id }) => _id).filter((id) => id !== 'd1400');
      expect(seen.filter((id) => id !== 'd1400')).toEqual(others.slice(0, 1449));
    });
  });
}
