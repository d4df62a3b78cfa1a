import { describe, expect, it } from '@jest/globals';
import type { Json } from '@ledger/kernel';
import fc from 'fast-check';
import { type Example, INDEXED } from '../contract/examples.js';
import { parseFilter } from '../language/filter.js';
import type { Filter, Sort } from '../port.js';
import { openSqliteReadModel } from './index.js';
import { matches } from './match.js';
import { sorted } from './order.js';
import { columnField, orderBy, where } from './translate.js';

const text = fc.oneof(
  fc.constantFrom('', 'a', 'ab', '\0', '\ud7ff', '\ue000', '😀'),
  fc.string({ unit: 'binary', maxLength: 3 }),
);
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (n === 0 ? 0 : n));
const scalar = fc.oneof(text, number, fc.integer(), fc.boolean(), fc.constant(null));
const name = fc.constantFrom('a', 'b', 'x', 'n', '0', '1');
const json: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(name, tie('json'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).json;

const document = fc.record(
  {
    a: scalar,
    b: scalar,
    n: fc.oneof(scalar, fc.record({ x: scalar, y: json }, { requiredKeys: [] })),
    w: json,
  },
  { requiredKeys: [] },
);
const documents = fc
  .array(document, { maxLength: 12 })
  .map((docs) => docs.map((doc, i) => ({ _id: `d${i}`, ...doc }) as Example));

const path = fc.constantFrom(
  '_id',
  'a',
  'b',
  'n.x',
  'n',
  'n.y',
  'w',
  'w.a',
  'w.0',
  'w.a.b',
  'w.1.x',
  'w.0.1',
);
const pattern = text
  .filter((t) => !/[\\^$.*+?()[\]{}|/]/.test(t))
  .chain((t) => fc.constantFrom(t, `^${t}`, `${t}$`));
const operators: fc.Arbitrary<Json> = fc.letrec<{ test: Json }>((tie) => ({
  test: fc.oneof(
    { maxDepth: 2 },
    fc
      .tuple(fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte'), fc.oneof(scalar, json))
      .map(([o, v]) => ({ [o]: v })),
    fc
      .tuple(fc.constantFrom('$in', '$nin', '$all'), fc.array(json, { maxLength: 3 }))
      .map(([o, v]) => ({ [o]: v })),
    fc.record({ $exists: fc.boolean() }),
    fc.record({ $regex: pattern }),
    fc.record({ $size: fc.nat(3) }),
    fc.record({ $not: tie('test') }),
    fc.record({ $elemMatch: tie('test') }),
    fc
      .tuple(tie('test'), tie('test'))
      .map(([one, other]) => ({ ...(one as object), ...(other as object) }) as Json),
  ),
})).test;
const leaf = fc.tuple(path, operators).map(([p, test]): Filter => ({ [p]: test }));
const filters: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc
      .tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(tie('filter'), { minLength: 1, maxLength: 3 }))
      .map(([o, list]): Filter => ({ [o]: list as Json })),
    fc.tuple(leaf, tie('filter')).map(([one, other]) => ({ ...one, ...other })),
  ),
})).filter;
const sorts = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom('a', 'b', 'n.x', 'w'), { maxLength: 2 }),
    fc.constantFrom<1 | -1>(1, -1),
    fc.constantFrom<1 | -1>(1, -1),
  )
  .map(
    ([paths, one, other]): Sort => ({
      ...Object.fromEntries(paths.map((p, i) => [p, i === 0 ? one : other])),
      _id: other,
    }),
  );

describe('SQL', () => {
  it('finds what the matcher finds, in its order, whatever the documents and filters', async () => {
    const model = openSqliteReadModel(':memory:');
    const examples = model.collection<Example>('c');
    await fc.assert(
      fc.asyncProperty(
        documents,
        fc.array(fc.tuple(filters, sorts, fc.nat(3), fc.nat(4)), { maxLength: 10 }),
        async (docs, questions) => {
          await model.drop('c');
          for (const indexed of INDEXED) await examples.createIndex({ [indexed]: 1 });
          await examples.bulkWrite(
            docs.map((doc) => ({ replaceOne: { filter: { _id: doc._id }, replacement: doc, upsert: true } })),
          );
          for (const [filter, sort, skip, limit] of questions) {
            const condition = parseFilter(filter);
            const passing = sorted(
              docs.filter((doc) => matches(doc, condition)),
              sort,
            );
            expect(await examples.find(filter, { sort, skip, limit }).toArray()).toEqual(
              passing.slice(skip, limit === 0 ? undefined : skip + limit),
            );
            expect(await examples.countDocuments(filter)).toBe(passing.length);
          }
        },
      ),
      { numRuns: 150 },
    );
    await model.close();
  }, 60_000);

  const fields = new Map([['a', columnField('k1')]]);
  it.each<[Filter, boolean]>([
    [{ a: 1 }, true],
    [{ a: { $gte: 'x', $lt: 'y' } }, true],
    [{ a: { $regex: '^x' } }, true],
    [{ a: { $not: { $in: [1, null] } } }, true],
    [{ $nor: [{ a: 1 }, { a: { $exists: false } }] }, true],
    [{ a: { $regex: 'x|y' } }, true],
    [{ a: { $regex: '^x|y' } }, false],
    [{ a: { $regex: 'x|' } }, false],
    [{ a: { $regex: 'x', $options: 'i' } }, false],
    [{ b: 1 }, false],
    [{ a: 1, b: 1 }, false],
    [{ $or: [{ a: 1 }, { b: 1 }] }, false],
  ])('decides %j: %s', (filter, exact) => {
    expect(where(parseFilter(filter), fields).exact).toBe(exact);
  });

  it('narrows down what it cannot decide, and sorts only by what it knows', () => {
    expect(where(parseFilter({ a: 1, b: 1 }), fields).parameters).toEqual([1]);
    expect(where(parseFilter({ $or: [{ a: 1 }, { b: 1 }] }), fields).sql).toBe('TRUE');
    expect(where(parseFilter({ $nor: [{ a: 1, b: 1 }] }), fields).sql).toBe('TRUE');
    expect(orderBy({ a: 1, b: 1 }, fields)).toBeUndefined();
    expect(orderBy({ a: -1 }, fields)).toBe(' ORDER BY ifnull(k1, -1e999) DESC');
  });
});
