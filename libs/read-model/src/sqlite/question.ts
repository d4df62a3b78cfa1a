import { type Condition, parseFilter } from '../language/filter.js';
import type { Members } from '../language/values.js';
import { BadQuery, type Filter, type FindOptions, type Sort } from '../port.js';
import type { Table } from './catalogue.js';
import type { Database } from './database.js';
import { matches } from './match.js';
import { numbers, UNLIMITED } from './numbers.js';
import { sorted } from './order.js';
import { projector } from './project.js';
import { orderBy, type Where, where } from './translate.js';

/** What is asked of a collection. */
export interface Question {
  readonly condition: Condition;
  readonly sort: Sort;
  readonly skip: number;
  readonly limit: number;
  /** SQL for the text of a document that passes: nothing is read of it where its id is enough. */
  readonly text: string;
  readonly shape: (doc: Members) => Members;
}

const WHOLE = 'json(doc)';

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
    text: isOfIds(projection) ? "json_object('_id', _id)" : WHOLE,
    shape:
      projection === undefined || Object.keys(projection).length === 0 ? (doc) => doc : projector(projection),
  };
}

const isOfIds = (projection: FindOptions['projection'] = {}): boolean =>
  projection._id === 1 && Object.keys(projection).length === 1;

/** Inside a transaction: the documents, as far as they are asked for, in order. */
export function* answer(db: Database, table: Table, asked: Question): Generator<Members> {
  const { condition, sort, skip, limit } = asked;
  const found = where(condition, table.fields);
  const order = orderBy(sort, table.fields);
  if (order === undefined) {
    const texts = unordered(db, table, { ...found, exact: false }, asked);
    yield* sorted([...readPassing(texts, condition)], sort).slice(skip, skip + limit);
    return;
  }
  const texts = order === '' ? unordered(db, table, found, asked) : ordered(db, table, found, asked);
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
  { limit, skip, text }: Question,
): Iterable<string> {
  if (!exact) return db.texts(`SELECT ${WHOLE} FROM ${table} WHERE ${sql}`, ...parameters);
  return db
    .rows(`SELECT ${text} FROM ${table} WHERE ${sql} LIMIT ? OFFSET ?`, ...parameters, limit, skip)
    .map(([found]) => found as string);
}

/** Sorting numbers is light, and no document is read that is not wanted. */
function* ordered(db: Database, table: Table, { exact }: Where, asked: Question): Generator<string> {
  const select = `SELECT ${exact ? asked.text : WHOLE} FROM ${table.sql} WHERE n = ?`;
  for (const n of numbers(db, table, asked)) yield db.value(select, n as number) as string;
}

function* readPassing(texts: Iterable<string>, condition: Condition): Generator<Members> {
  for (const text of texts) {
    const doc: Members = JSON.parse(text);
    if (matches(doc, condition)) yield doc;
  }
}

/** Inside a transaction: the id of the first document that passes. */
export function firstId(db: Database, table: Table, filter: Filter): string | undefined {
  const [first] = answer(db, table, question(filter, { limit: 1, projection: { _id: 1 } }));
  return first?._id as string | undefined;
}
