import { type Condition, parseFilter } from '../language/filter.js';
import type { Members } from '../language/values.js';
import { BadQuery, type Filter, type FindOptions, type Sort } from '../port.js';
import type { Table } from './catalogue.js';
import type { Database } from './database.js';
import { matches } from './match.js';
import { numbers } from './numbers.js';
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

/** Inside a transaction: the documents, whole, in order. */
export function* answer(db: Database, table: Table, asked: Question): Generator<Members> {
  const { condition, sort, skip, limit } = asked;
  const found = where(condition, table.fields);
  const order = orderBy(sort, table.fields);
  if (order === undefined) {
    const texts = unordered(db, table, { ...found, exact: false }, asked);
    yield* sorted([...readPassing(texts, condition)], sort).slice(skip, skip + limit);
    return;
  }
  const texts = order === '' ? unordered(db, table, found, asked) : ordered(db, table, asked);
  if (found.exact) {
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

/** The page is SQL's to cut only where it knows what passes. */
function unordered(
  db: Database,
  { sql: table }: Table,
  { sql, parameters, exact }: Where,
  { limit, skip }: Question,
): Iterable<string> {
  const all = `SELECT json(doc) FROM ${table} WHERE ${sql}`;
  if (!exact) return db.texts(all, ...parameters);
  return db.rows(`${all} LIMIT ? OFFSET ?`, ...parameters, limit, skip).map(([text]) => text as string);
}

/** Sorting numbers is light, and no document is read that is not wanted. */
function* ordered(db: Database, table: Table, asked: Question): Generator<string> {
  for (const n of numbers(db, table, asked)) {
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
