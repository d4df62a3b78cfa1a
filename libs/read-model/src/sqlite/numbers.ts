import type { Condition } from '../language/filter.js';
import type { Sort } from '../port.js';
import type { Table } from './catalogue.js';
import type { Database } from './database.js';
import { orderBy, type Where, where } from './translate.js';

/** More ways than this are asked as one. */
const MOST_WAYS = 16;
/** So many are gone through in their order before what is asked for is taken to be rare. */
const FEW = 1_000;
/** The limit of whoever names none. */
export const UNLIMITED = Number.MAX_SAFE_INTEGER;

interface Asked {
  readonly condition: Condition;
  /** One that SQL can sort by. */
  readonly sort: Sort;
  readonly skip: number;
  readonly limit: number;
}

/**
 * Inside a transaction: the numbers of the documents that may pass, in order; cut to the page where SQL knows what passes.
 * An index that has the order serves one thing that is asked for, and not any of many: so of each way to pass the first
 * are found by themselves, and among these the first of all.
 */
export function numbers(db: Database, table: Table, asked: Asked): readonly unknown[] {
  const { condition, sort, skip, limit } = asked;
  const { exact } = where(condition, table.fields);
  const to = exact ? Math.min(skip + limit, UNLIMITED) : UNLIMITED;
  const choice = skip + limit < UNLIMITED ? waysOf(condition) : [condition];
  // A way of which SQL knows nothing goes through everything: once is enough.
  const ways = choice.some((way) => where(way, table.fields).sql === 'TRUE') ? [condition] : choice;
  const firsts = ways.map((way) => first(db, table, way, sort, skip + limit));
  const order = orderBy(sort, table.fields) as string;
  const all =
    firsts.length === 1
      ? firsts.flat()
      : column(
          db,
          `SELECT n FROM ${table.sql} WHERE n IN (SELECT value FROM json_each(?))${order} LIMIT ?`,
          ...[JSON.stringify(firsts.flat()), to],
        );
  return exact ? all.slice(skip) : all;
}

/** The condition as a choice of conditions that choose nothing themselves: its disjunctive normal form, where that is short. */
function waysOf(condition: Condition): readonly Condition[] {
  const ways = 'some' in condition ? condition.some.flatMap(waysOf) : combined(partsOf(condition));
  return ways.length > MOST_WAYS ? [condition] : ways;
}

function combined(parts: readonly Condition[]): readonly Condition[] {
  let ways: readonly (readonly Condition[])[] = [[]];
  for (const part of parts) {
    const choice = 'some' in part ? waysOf(part) : [part];
    ways = ways.flatMap((way) => choice.map((one) => [...way, one]));
    if (ways.length > MOST_WAYS) break;
  }
  return ways.map((way) => ({ every: way }));
}

const partsOf = (condition: Condition): readonly Condition[] =>
  'every' in condition ? condition.every.flatMap(partsOf) : [condition];

/** Numbers of the first documents that pass one way, in order; of all that may, where SQL does not know which do. */
function first(db: Database, table: Table, way: Condition, sort: Sort, limit: number): readonly unknown[] {
  const { sql, parameters, exact } = where(way, table.fields);
  const scattered = partsOf(way).filter(isOfMany);
  if (exact && scattered.length > 0 && limit < FEW) {
    const found = among(db, table, way, sort, limit);
    if (found.length === limit) return found;
  }
  // What is rare is found and then sorted. A term with a sign is none of an index: SQLite would go through all in order.
  const order = orderBy(sort, table.fields, scattered.length > 0 ? '+' : '');
  return column(
    db,
    `SELECT n FROM ${table.sql} WHERE ${sql}${order} LIMIT ?`,
    ...[...parameters, exact ? limit : UNLIMITED],
  );
}

/** Those of the few that come first. */
function among(db: Database, table: Table, way: Condition, sort: Sort, limit: number): readonly unknown[] {
  const parts = partsOf(way);
  const rest = where({ every: parts.filter((part) => !isOfMany(part)) }, table.fields);
  const wanted = where({ every: parts.filter(isOfMany) }, table.fields);
  const order = orderBy(sort, table.fields);
  return column(
    db,
    `SELECT n FROM (SELECT * FROM ${table.sql} WHERE ${rest.sql}${order} LIMIT ${FEW})
      WHERE ${wanted.sql}${order} LIMIT ?`,
    ...[...rest.parameters, ...wanted.parameters, limit],
  );
}

const isOfMany = (part: Condition): boolean =>
  'path' in part && part.test.op === 'in' && part.test.values.length > 1;

const column = (db: Database, sql: string, ...parameters: Where['parameters']): readonly unknown[] =>
  db.rows(sql, ...parameters).map(([value]) => value);
