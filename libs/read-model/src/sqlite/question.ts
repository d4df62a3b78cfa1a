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
}

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
    limit: limit === 0 ? Number.MAX_SAFE_INTEGER : limit,
    shape:
      projection === undefined || Object.keys(projection).length === 0 ? (doc) => doc : projector(projection),
  };
}

export const planOf = (table: Table, asked: Question): Plan => ({
  where: where(asked.condition, table.fields),
  order: orderBy(asked.sort, table.fields),
});

/** The page is SQL's to cut only where it knows what passes. */
export function paged(
  select: string,
  plan: Plan,
  { skip, limit }: Question,
): Pick<Where, 'sql' | 'parameters'> {
  const sql = `${select} WHERE ${plan.where.sql}${plan.order ?? ''}`;
  if (!plan.where.exact || plan.order === undefined) return { sql, parameters: plan.where.parameters };
  return { sql: `${sql} LIMIT ? OFFSET ?`, parameters: [...plan.where.parameters, limit, skip] };
}

/** Inside a transaction: the documents, whole, in order. */
export function* answer(db: Database, table: Table, asked: Question): Generator<Members> {
  const plan = planOf(table, asked);
  const { sql, parameters } = paged(`SELECT json(doc) FROM ${table.sql}`, plan, asked);
  if (plan.where.exact && plan.order !== undefined) {
    for (const [text] of db.rows(sql, ...parameters)) yield JSON.parse(text as string);
    return;
  }
  const passing = readPassing(db.texts(sql, ...parameters), asked.condition);
  const { skip, limit } = asked;
  if (plan.order === undefined) {
    yield* sorted([...passing], asked.sort).slice(skip, skip + limit);
    return;
  }
  let seen = 0;
  for (const doc of passing) {
    seen += 1;
    if (seen > skip) yield doc;
    if (seen === skip + limit) return;
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
