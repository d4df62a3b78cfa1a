import { type Condition, parseFilter } from '../language/filter.js';
import type { Members } from '../language/values.js';
import { BadQuery, type Filter, type FindOptions, type Sort } from '../port.js';
import type { Table } from './catalogue.js';
import type { Database } from './database.js';
import { matches } from './match.js';
import { sorted } from './order.js';
import { projector } from './project.js';
import { orderBy, type Where, where } from './translate.js';

/** What is asked of a collection. */
export interface Question {
  readonly condition: Condition;
  readonly sort: Sort;
  readonly skip: number;
  readonly limit: number;
  readonly shape: (doc: Members) => Members;
}

/** What a question is in SQL: `order` is missing where SQL cannot sort so. */
export interface Plan {
  readonly where: Where;
  readonly order: string | undefined;
  /** What passes one of these passes. Each by itself can be found in order, where an index has it so. */
  readonly ways: readonly Where[];
}

/** More ways than this are asked as one. */
const MOST_WAYS = 16;
const UNLIMITED = Number.MAX_SAFE_INTEGER;

export function question(
  filter: Filter,
  { sort = {}, skip = 0, limit = 0, projection }: FindOptions,
): Question {
  for (const n of [skip, limit]) {
    if (!Number.isSafeInteger(n) || n < 0) throw new BadQuery('skip and limit are whole numbers');
  }
  return {
    condition: parseFilter(filter),
    sort,
    skip,
    limit: limit === 0 ? UNLIMITED : limit,
    shape:
      projection === undefined || Object.keys(projection).length === 0 ? (doc) => doc : projector(projection),
  };
}

export const planOf = (table: Table, { condition, sort }: Question): Plan => ({
  where: where(condition, table.fields),
  order: orderBy(sort, table.fields),
  ways: waysOf(condition).map((way) => where(way, table.fields)),
});

/** The condition as a choice of conditions that choose nothing themselves: its disjunctive normal form, where that is short. */
function waysOf(condition: Condition): readonly Condition[] {
  if ('some' in condition) return short(condition.some.flatMap(waysOf), condition);
  if (!('every' in condition)) return [condition];
  const ways = condition.every.reduce<readonly (readonly Condition[])[]>(
    (before, each) =>
      before.length > MOST_WAYS
        ? before
        : before.flatMap((way) => waysOf(each).map((next) => [...way, next])),
    [[]],
  );
  return short(
    ways.map((every) => ({ every })),
    condition,
  );
}

const short = (ways: readonly Condition[], condition: Condition): readonly Condition[] =>
  ways.length > MOST_WAYS ? [condition] : ways;

type Statement = Pick<Where, 'sql' | 'parameters'>;

/** The page is SQL's to cut only where it knows what passes. */
function paged(select: string, { sql, parameters, exact }: Where, order: string, asked: Question): Statement {
  const all = `${select} WHERE ${sql}${order}`;
  if (!exact) return { sql: all, parameters };
  return { sql: `${all} LIMIT ? OFFSET ?`, parameters: [...parameters, asked.limit, asked.skip] };
}

/**
 * The numbers of the documents, in order. Where any of many things may hold, an index that has the order serves for each
 * of them but not for all: the first of each are found, and among these the first of all.
 */
export function numbers(
  { sql: table }: Table,
  { where, order = '', ways }: Plan,
  asked: Question,
): Statement {
  const select = `SELECT n FROM ${table}`;
  const last = asked.skip + asked.limit;
  if (ways.length === 1 || order === '' || last >= UNLIMITED) return paged(select, where, order, asked);
  const firsts = ways.map((way) => paged(select, way, order, { ...asked, skip: 0, limit: last }));
  const among: Where = {
    sql: `n IN (${firsts.map(({ sql }) => `SELECT n FROM (${sql})`).join(' UNION ALL ')})`,
    parameters: firsts.flatMap(({ parameters }) => parameters),
    exact: where.exact,
  };
  return paged(select, among, order, asked);
}

/** Inside a transaction: the documents, whole, in order. */
export function* answer(db: Database, table: Table, asked: Question): Generator<Members> {
  const { condition, sort, skip, limit } = asked;
  const plan = planOf(table, asked);
  const { where, order } = plan;
  if (order === undefined) {
    const texts = unordered(db, table, { ...where, exact: false }, asked);
    yield* sorted([...readPassing(texts, condition)], sort).slice(skip, skip + limit);
    return;
  }
  const texts = order === '' ? unordered(db, table, where, asked) : ordered(db, table, plan, asked);
  if (where.exact) {
    for (const text of texts) yield JSON.parse(text);
    return;
  }
  let seen = 0;
  for (const doc of readPassing(texts, condition)) {
    seen += 1;
    if (seen > skip) yield doc;
    if (seen === skip + limit) return;
  }
}

function unordered(db: Database, table: Table, where: Where, asked: Question): Iterable<string> {
  const { sql, parameters } = paged(`SELECT json(doc) FROM ${table.sql}`, where, '', asked);
  return where.exact
    ? db.rows(sql, ...parameters).map(([text]) => text as string)
    : db.texts(sql, ...parameters);
}

/** Sorting numbers is light, and no document is read that is not wanted. */
function* ordered(db: Database, table: Table, plan: Plan, asked: Question): Generator<string> {
  const { sql, parameters } = numbers(table, plan, asked);
  for (const [n] of db.rows(sql, ...parameters)) {
    yield db.value(`SELECT json(doc) FROM ${table.sql} WHERE n = ?`, n as number) as string;
  }
}

function* readPassing(texts: Iterable<string>, condition: Condition): Generator<Members> {
  for (const text of texts) {
    const doc: Members = JSON.parse(text);
    if (matches(doc, condition)) yield doc;
  }
}

/** Inside a transaction: the id of the first document that passes. */
export function firstId(db: Database, table: Table, filter: Filter): string | undefined {
  const [first] = answer(db, table, question(filter, { limit: 1 }));
  return first?._id as string | undefined;
}
