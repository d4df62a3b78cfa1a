import type { Json } from '@ledger/kernel';
import fc from 'fast-check';
import type { Doc, Filter, Sort } from '../port.js';

/** A bottle as a view may keep it: indexed fields hold scalars or nothing, the others anything. */
export type Example = Doc & { [field: string]: Json };

/** Texts whose order by UTF-8 bytes is not that by UTF-16 units, and some that SQL could stumble over. */
const TEXTS = [
  '',
  'a',
  'A',
  'ab',
  'abc',
  'b',
  'ä',
  '硫酸',
  '\uffee',
  '😀',
  "'; --",
  '1',
  'true',
  'a\0b',
  '\u{10ffff}',
];
const text = fc.constantFrom(...TEXTS);
const number = fc.oneof(
  fc.constantFrom(0, 1, -1, 2, 0.5, 1e21, 2 ** 53, -1e-7),
  fc.integer({ min: -3, max: 3 }),
);
const scalar = fc.oneof(text, number, fc.boolean(), fc.constant(null));

/** Fields of which there are indexes. */
export const INDEXED = ['a', 'b', 'n.x'] as const;

const document = fc.record(
  {
    a: scalar,
    b: scalar,
    n: fc.record({ x: scalar, y: scalar }, { requiredKeys: [] }),
    c: scalar,
    tags: fc.array(scalar, { maxLength: 3 }),
    items: fc.array(fc.record({ k: text, q: number }), { maxLength: 3 }),
  },
  { requiredKeys: [] },
);

export const documents: fc.Arbitrary<Example[]> = fc
  .array(document, { maxLength: 25 })
  .map((docs) => docs.map((doc, i) => ({ _id: `d${String(i).padStart(3, '0')}`, ...doc }) as Example));

const path = fc.constantFrom('a', 'b', 'n.x', 'n.y', 'c', 'tags', 'items.k', 'items.q');
/** For ranges: texts on whose place both orders agree, since the oracle has the other one. */
const known = fc.oneof(
  fc.constantFrom(...TEXTS.filter((each) => !/[\ud800-\uffff]/.test(each))),
  number,
  fc.boolean(),
);

const test: fc.Arbitrary<Json> = fc.oneof(
  scalar,
  fc.record({ $ne: scalar }),
  fc
    .tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte'), known)
    .map(([operator, value]) => ({ [operator]: value })),
  fc.record({ $gte: number, $lt: number }),
  fc.record({ $in: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ $nin: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ $exists: fc.boolean() }),
  fc.record({ $regex: fc.constantFrom('a', '^a', '^ab', 'b$', 'ab|b', '^a|b', '硫', '^\u{10ffff}') }),
  fc.record({ $not: fc.record({ $gt: known }) }),
);

const leaf: fc.Arbitrary<Filter> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(path, test).map(([name, value]) => ({ [name]: value })) },
  { weight: 1, arbitrary: fc.record({ tags: fc.record({ $size: fc.nat({ max: 3 }) }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ tags: fc.record({ $elemMatch: fc.record({ $gte: number, $lt: number }) }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ items: fc.record({ $elemMatch: fc.record({ k: text, q: number }) }) }),
  },
);

export const filters: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc
      .tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(tie('filter'), { minLength: 1, maxLength: 3 }))
      .map(([operator, list]) => ({ [operator]: list }) as Filter),
    fc.tuple(leaf, tie('filter')).map(([one, other]) => ({ ...one, ...other })),
  ),
})).filter;

const direction = fc.constantFrom<1 | -1>(1, -1);

/** Always one order: they end in the id. */
export const sorts: fc.Arbitrary<Sort> = fc
  .tuple(fc.uniqueArray(fc.constantFrom('a', 'b', 'n.x', 'n.y', 'c'), { maxLength: 3 }), direction, direction)
  .map(([paths, first, other]) => ({
    ...Object.fromEntries(paths.map((name, i) => [name, i === 0 ? first : other])),
    _id: other,
  }));

/** What a scalar of a document sorts as, told again in the plainest way: type, then bytes or size. */
export function inOrder(docs: readonly Example[], sort: Sort): Example[] {
  const fields = Object.entries(sort);
  return [...docs].sort((one, other) => {
    for (const [name, way] of fields) {
      const order = byValue(at(one, name), at(other, name));
      if (order !== 0) return order * way;
    }
    return 0;
  });
}

function at(doc: Example, name: string): Json {
  return name
    .split('.')
    .reduce<Json>((value, key) => (value as Record<string, Json> | null)?.[key] ?? null, doc);
}

function byValue(a: Json, b: Json): number {
  const types = ['object', 'number', 'string', 'boolean'];
  if (typeof a !== typeof b) return types.indexOf(typeof a) - types.indexOf(typeof b);
  if (typeof a === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b as string));
  return Number(a) - Number(b);
}
