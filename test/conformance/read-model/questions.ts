import type { Json } from '@ledger/kernel';
import type { Doc, Filter, FindOptions, Projection, Sort, Stage } from '@ledger/read-model';
import fc from 'fast-check';

/** What a server cannot be asked, since it is known not to answer as MongoDB's documentation says. */
export interface Dialect {
  /** Texts that may be in documents and filters. */
  readonly texts: readonly string[];
  /** Arrays in arrays. */
  readonly nested: boolean;
  readonly aggregates: boolean;
  /** Fields with arrays that can be sorted by: the least or the greatest element counts. */
  readonly sortableArrays: readonly string[];
  /** Whether a filter may be asked of these documents; a comment says why not. */
  readonly answers: (filter: Filter) => boolean;
}

export type Sample = Doc & { readonly [field: string]: Json };

export type Question =
  | { readonly filter: Filter; readonly options: FindOptions }
  | { readonly pipeline: readonly Stage[] };

export const TEXTS = ['', 'a', 'A', 'ab', 'abc', 'b', 'ä', '硫酸', "'; --", '1', 'true', '\u{10ffff}'];

const number = fc.oneof(fc.constantFrom(0, 0.5, 1e21, 2 ** 53, -1e-7), fc.integer({ min: -3, max: 3 }));
const direction = fc.constantFrom<1 | -1>(1, -1);
const PATHS = [
  'a',
  'b',
  'n',
  'n.x',
  'n.y',
  'c',
  'c.x',
  'c.0',
  'tags',
  'tags.1',
  'items.k',
  'items.q',
  'items.0.q',
];
const SORTABLE = ['a', 'b', 'n.x', 'n.y', 'm'];

export function documentsOf({ texts, nested }: Dialect): fc.Arbitrary<Sample[]> {
  const text = fc.constantFrom(...texts);
  const scalar = fc.oneof(text, number, fc.boolean(), fc.constant(null));
  const object = fc.record({ x: scalar, y: scalar }, { requiredKeys: [] });
  const element = nested ? fc.oneof(scalar, fc.array(scalar, { maxLength: 2 })) : scalar;
  const list = fc.array(element, { maxLength: 3 });
  const item = fc.record({ k: text, q: number, t: fc.array(scalar, { maxLength: 2 }) }, { requiredKeys: [] });
  const document = fc.record(
    {
      a: scalar,
      b: scalar,
      n: object,
      c: fc.oneof(scalar, object, list, fc.array(object, { maxLength: 2 })),
      m: number,
      tags: fc.array(scalar, { maxLength: 3 }),
      items: fc.array(item, { maxLength: 3 }),
    },
    { requiredKeys: [] },
  );
  const named = (docs: object[]) => docs.map((doc, i) => ({ _id: `d${10 + i}`, ...doc }) as Sample);
  return fc.array(document, { minLength: 15, maxLength: 30, size: 'max' }).map(named);
}

function leavesOf({ texts, nested, answers }: Dialect): fc.Arbitrary<Filter> {
  const text = fc.constantFrom(...texts);
  const scalar = fc.oneof(text, number, fc.boolean(), fc.constant(null));
  const there = fc.oneof(text, number, fc.boolean());
  const object = fc.record({ x: scalar, y: scalar }, { requiredKeys: ['x'] });
  const list = fc.array(nested ? fc.oneof(scalar, fc.array(scalar, { maxLength: 1 })) : scalar, {
    maxLength: 2,
  });
  const any = fc.oneof({ weight: 6, arbitrary: scalar }, object, list);
  const range = fc
    .tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte'), there)
    .map(([operator, value]): Json => ({ [operator]: value }));
  const between = fc.oneof(fc.record({ $gte: number, $lt: number }), fc.record({ $gt: text, $lte: text }));
  const test: fc.Arbitrary<Json> = fc.oneof(
    { weight: 3, arbitrary: any },
    { weight: 3, arbitrary: range },
    between,
    fc.record({ $eq: any }),
    fc.record({ $ne: any }),
    fc.record({ $in: fc.array(any, { maxLength: 3 }) }),
    fc.record({ $nin: fc.array(any, { maxLength: 3 }) }),
    fc.record({ $exists: fc.boolean() }),
    fc.record(
      {
        $regex: fc.constantFrom('a', '^a', '^ab', 'b$', '硫', '^\u{10ffff}', 'A|b'),
        $options: fc.constantFrom('i', 's'),
      },
      { requiredKeys: ['$regex'] },
    ),
    fc.record({ $not: fc.oneof(range, fc.record({ $in: fc.array(scalar, { maxLength: 2 }) })) }),
    fc.record({ $size: fc.nat({ max: 3 }) }),
    fc.record({ $all: fc.array(scalar, { minLength: 1, maxLength: 2 }) }),
  );
  const ofPath = fc
    .tuple(fc.constantFrom(...PATHS), test)
    .map(([path, value]): Filter => ({ [path]: value }));
  const leaf: fc.Arbitrary<Filter> = fc.oneof(
    { weight: 8, arbitrary: ofPath },
    fc.record({ _id: fc.oneof(fc.constant('d12'), fc.record({ $in: fc.constant(['d11', 'd15', 1]) })) }),
    fc.record({ tags: fc.record({ $elemMatch: fc.oneof(range, between) }) }),
    fc.record({ items: fc.record({ $elemMatch: fc.record({ k: text, q: fc.record({ $gte: number }) }) }) }),
  );
  return leaf.filter(answers);
}

function filtersOf(dialect: Dialect): fc.Arbitrary<Filter> {
  const leaf = leavesOf(dialect);
  const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      leaf,
      fc
        .tuple(
          fc.constantFrom('$and', '$or', '$nor'),
          fc.array(tie('filter'), { minLength: 1, maxLength: 3 }),
        )
        .map(([operator, parts]) => ({ [operator]: parts }) as Filter),
      fc.tuple(leaf, tie('filter')).map(([one, other]) => ({ ...one, ...other })),
    ),
  }));
  return filter;
}

/** Always one order: it ends in the id. */
function sortsOf({ sortableArrays }: Dialect): fc.Arbitrary<Sort> {
  const scalars = fc.uniqueArray(fc.constantFrom(...SORTABLE), { maxLength: 2 });
  const arrays = fc.subarray([...sortableArrays], { maxLength: Math.min(1, sortableArrays.length) });
  return fc.tuple(scalars, arrays, direction, direction).map(([some, array, one, other]) => ({
    ...Object.fromEntries([...some, ...array].map((path, i) => [path, i === 0 ? one : other])),
    _id: other,
  }));
}

const projections: fc.Arbitrary<Projection> = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom('a', 'n.x', 'n.y', 'c', 'tags', 'items.k', 'items.t', 'none.at.all'), {
      minLength: 1,
      maxLength: 3,
    }),
    fc.constantFrom<0 | 1>(0, 1),
    fc.constantFrom<undefined | 0 | 1>(undefined, 0, 1),
  )
  .map(([paths, choice, id]) => ({
    ...Object.fromEntries(paths.map((path) => [path, choice])),
    // Whether fields can be left out and the id asked for in one is told differently by versions.
    ...(id !== undefined && id <= choice && { _id: id }),
  }));

export function questionsOf(dialect: Dialect): fc.Arbitrary<Question> {
  const all = fc.constant<Filter>({});
  const filter = fc.oneof({ weight: 2, arbitrary: filtersOf(dialect) }, all);
  const finds = fc.record({
    filter,
    options: fc.record(
      { sort: sortsOf(dialect), skip: fc.nat(4), limit: fc.nat(12), projection: projections },
      { requiredKeys: ['sort'] },
    ),
  });
  return dialect.aggregates ? fc.oneof(finds, pipelinesOf(filter, sortsOf(dialect))) : finds;
}

const scalars = fc.constantFrom<Json>('$a', '$b', '$n.x', '$n.y', '$m', '$_id', '$none');
const numbers = fc.oneof(fc.constantFrom<Json>('$m', '$none', null), number);
const nothing = fc.constantFrom<Json>('$a', '$b', '$n.x', '$n.y', '$m', '$none');
/** Not two that may both come to nothing: null and nothing are the same to mongo-java-server, MongoDB has them apart. */
const yes: fc.Arbitrary<Json> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte'),
      nothing,
      fc.oneof(fc.constantFrom<Json>('$_id', 'b', false), number),
    )
    .map(([operator, one, other]): Json => ({ [operator]: [one, other] })),
  fc
    .tuple(fc.constantFrom('$and', '$or'), scalars, scalars)
    .map(([operator, one, other]): Json => ({ [operator]: [one, other] })),
  scalars.map((one): Json => ({ $not: [one] })),
);
const expressions: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>('$a', '$n', '$n.x', '$tags', '$c', '$none'),
  fc.tuple(yes, scalars, number).map(([condition, one, other]): Json => ({ $cond: [condition, one, other] })),
  fc.tuple(yes, scalars).map(([condition, one]): Json => ({ $cond: [condition, 'yes', one] })),
  fc.tuple(scalars, number).map(([one, other]): Json => ({ $ifNull: [one, other] })),
  fc
    .tuple(fc.constantFrom('$add', '$multiply', '$subtract'), numbers, numbers)
    .map(([operator, one, other]): Json => ({ [operator]: [one, other] })),
  fc.constant<Json>({ $size: { $ifNull: ['$tags', []] } }),
  fc.constant<Json>({ $concat: ['$_id', '-', { $cond: [{ $eq: ['$m', 1] }, 'x', 'y'] }] }),
  yes,
);
const accumulators: fc.Arbitrary<Json> = fc.oneof(
  fc.constant<Json>({ $sum: 1 }),
  fc.constantFrom<Json>({ $addToSet: '$m' }, { $addToSet: '$_id' }, { $push: '$m' }),
  fc
    .tuple(
      fc.constantFrom('$sum', '$avg', '$min', '$max', '$first', '$last'),
      fc.constantFrom('$m', '$a', '$n.x', '$_id', '$none'),
    )
    .map(([operator, path]): Json => ({ [operator]: path })),
);
const keys: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, '$a', '$n.x', '$none', { a: '$a', m: '$m' }, { x: '$n.x' }, '$n'),
  yes,
);

const stages: fc.Arbitrary<Stage> = fc.oneof(
  projections
    .filter((asked) => !/"(items|n)\..*:1/.test(JSON.stringify(asked)))
    .map(($project): Stage => ({ $project })),
  fc
    .tuple(expressions, fc.constantFrom<Json>({}, { a: 1 }, { _id: 0 }))
    .map(([e, also]): Stage => ({ $project: { ...(also as object), e } })),
  expressions.map((e): Stage => ({ $addFields: { e } })),
  fc.constantFrom<Stage>({ $unset: 'a' }, { $unset: ['n.x', 'items.k', 'tags'] }),
  fc
    .record(
      {
        path: fc.constantFrom('$tags', '$items', '$c', '$n.x', '$none'),
        preserveNullAndEmptyArrays: fc.boolean(),
        includeArrayIndex: fc.constant('i'),
      },
      { requiredKeys: ['path'] },
    )
    .map(($unwind): Stage => ({ $unwind })),
);
const lasts: fc.Arbitrary<readonly Stage[]> = fc.oneof(
  fc.constant([]),
  fc
    .tuple(keys, accumulators, accumulators)
    .map(([_id, one, other]): Stage[] => [{ $group: { _id, one, other } }]),
  fc.constantFrom('$a', '$n.x', '$none').map(($sortByCount): Stage[] => [{ $sortByCount }]),
  fc.constant<Stage[]>([{ $count: 'n' }]),
  fc
    .tuple(fc.nat(4), fc.integer({ min: 1, max: 5 }))
    .map(([$skip, $limit]): Stage[] => [{ $skip }, { $limit }]),
);

/** The id comes to nothing too, once it is left out: it is not compared then with what may be null. */
const comparesNothing = (pipeline: readonly Stage[]): boolean => {
  const text = JSON.stringify(pipeline);
  return /"_id":0/.test(text) && /"\$(eq|ne|[gl]te?)":\["\$[^"]+","\$_id"\]/.test(text);
};

function pipelinesOf(filter: fc.Arbitrary<Filter>, sorts: fc.Arbitrary<Sort>): fc.Arbitrary<Question> {
  const middle = fc
    .tuple(fc.array(stages, { maxLength: 2 }), lasts)
    .map(([some, last]) => [...some, ...last])
    .filter((pipeline) => !comparesNothing(pipeline));
  const facets = fc
    .tuple(filter, middle, middle)
    .map(([matching, one, other]): Stage[] => [
      { $facet: { one, other: [{ $match: matching as Json }, ...other] as readonly Json[] } },
    ]);
  return fc
    .tuple(filter, sorts, fc.oneof({ weight: 4, arbitrary: middle }, facets))
    .map(([matching, $sort, rest]) => ({ pipeline: [{ $match: matching as Json }, { $sort }, ...rest] }));
}
