import type { Json } from '@ledger/kernel';
import type { Condition, Test } from '../language/filter.js';
import { isArray, isObject } from '../language/values.js';
import type { Sort } from '../port.js';
import { sortFields } from './order.js';

/** A field whose values are known to be scalars in every document of a collection. */
export interface Field {
  /** SQL whose order and equality are those of MongoDB over the field. */
  readonly key: string;
  readonly exists: string;
  readonly textOnly: boolean;
}

/** The fields of a collection that SQL may ask, by path. */
export type Fields = ReadonlyMap<string, Field>;

export type Parameter = string | number | Uint8Array;

/** `exact` says that SQL decides; otherwise it lets through all that pass, and more. */
export interface Where {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
  readonly exact: boolean;
}

export const ID: Field = { key: '_id', exists: 'TRUE', textOnly: true };

/** Paths that SQL can hold as they are; others are never indexed, so no text of a caller gets into SQL. */
export const isIndexable = (path: string): boolean => /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(path);

/** A field that has a column, which is NULL where the field is missing; then it counts as null does. */
export const columnField = (column: string): Field => ({
  key: `ifnull(${column}, -1e999)`,
  exists: `${column} IS NOT NULL`,
  textOnly: false,
});

const NOTHING = Number.NEGATIVE_INFINITY;
const FIRST_TEXT = '';
const FIRST_BOOLEAN = new Uint8Array([0]);
const TRUE = new Uint8Array([1]);
/** The empty blob, which is after all texts and before the booleans. */
const AFTER_TEXTS = new Uint8Array(0);

const ALL: Where = { sql: 'TRUE', parameters: [], exact: true };
const NONE: Where = { sql: 'FALSE', parameters: [], exact: true };
const UNKNOWN: Where = { sql: 'TRUE', parameters: [], exact: false };

export function where(condition: Condition, fields: Fields): Where {
  if ('path' in condition) {
    const field = fields.get(condition.path.join('.'));
    return field === undefined ? UNKNOWN : ofTest(field, condition.test);
  }
  if ('every' in condition) return every(condition.every.map((each) => where(each, fields)));
  if ('some' in condition) return some(condition.some.map((each) => where(each, fields)));
  return not(some(condition.none.map((each) => where(each, fields))));
}

/** The sort in SQL, where it is exact; with a sign before each term, which means the same and matches no index. */
export function orderBy(sort: Sort, fields: Fields, sign: '+' | '' = ''): string | undefined {
  const terms: string[] = [];
  for (const [path, direction] of sortFields(sort)) {
    const field = fields.get(path);
    if (field === undefined) return undefined;
    terms.push(`${sign}${field.key}${direction === 1 ? '' : ' DESC'}`);
  }
  return terms.length === 0 ? '' : ` ORDER BY ${terms.join(', ')}`;
}

function every(parts: readonly Where[]): Where {
  const asked = parts.filter((part) => part.sql !== 'TRUE');
  const exact = parts.every((part) => part.exact);
  if (asked.length === 0) return { ...ALL, exact };
  return { ...joined(asked, ' AND '), exact };
}

function some(parts: readonly Where[]): Where {
  const unknown = parts.find((part) => part.sql === 'TRUE');
  return unknown ?? { ...joined(parts, ' OR '), exact: parts.every((part) => part.exact) };
}

const joined = (parts: readonly Where[], by: string): Omit<Where, 'exact'> => ({
  sql: `(${parts.map((part) => part.sql).join(by)})`,
  parameters: parts.flatMap((part) => part.parameters),
});

/** What is let through too much could be what must not be: only the exact can be turned round. */
const not = (part: Where): Where => (part.exact ? { ...part, sql: `NOT ${part.sql}` } : UNKNOWN);

const exactly = (sql: string, ...parameters: Parameter[]): Where => ({
  sql: `(${sql})`,
  parameters,
  exact: true,
});

function ofTest(field: Field, test: Test): Where {
  switch (test.op) {
    case 'eq':
      return among(field, [test.value]);
    case 'in':
      return among(field, test.values);
    case 'exists':
      return field.textOnly ? ALL : exactly(field.exists);
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return range(field, test.op, test.value);
    case 'regex':
      return ofPattern(field, test.pattern);
    case 'not':
      return not(every(test.tests.map((each) => ofTest(field, each))));
    case 'size':
    case 'element':
    case 'elementValue':
      return NONE;
  }
}

/**
 * The value as its column has it; none where it is no scalar. SQLite sorts numbers, texts, blobs: null is the number
 * below all of JSON's, so that it can be compared; booleans are blobs, so that they come after texts and are not numbers.
 */
export function keyOf(value: Json): Parameter | undefined {
  if (value === null) return NOTHING;
  if (typeof value === 'boolean') return value ? TRUE : FIRST_BOOLEAN;
  return isArray(value) || isObject(value) ? undefined : value;
}

/** A column of texts would turn a number into a text, so it is asked for texts only. */
const comparable = (field: Field, value: Parameter | undefined): value is Parameter =>
  value !== undefined && (!field.textOnly || typeof value === 'string');

function among(field: Field, values: readonly Json[]): Where {
  const keys = values.map(keyOf).filter((key) => comparable(field, key));
  if (keys.length === 0) return NONE;
  if (keys.length === 1) return exactly(`${field.key} = ?`, ...keys);
  return exactly(`${field.key} IN (${keys.map(() => '?').join(', ')})`, ...keys);
}

function range(field: Field, op: 'gt' | 'gte' | 'lt' | 'lte', value: Json): Where {
  if (value === null) return op === 'gte' || op === 'lte' ? among(field, [null]) : NONE;
  const key = keyOf(value);
  if (!comparable(field, key)) return NONE;
  const sign = { gt: '>', gte: '>=', lt: '<', lte: '<=' }[op];
  const end = sign.startsWith('>') ? above(value) : below(value);
  return exactly(`${field.key} ${sign} ? AND ${field.key} ${end.sql}`, key, end.key);
}

/** Where the values of a type end, for only values of one type are compared. */
function above(value: Json): { sql: string; key: Parameter } {
  if (typeof value === 'number') return { sql: '< ?', key: FIRST_TEXT };
  if (typeof value === 'string') return { sql: '< ?', key: AFTER_TEXTS };
  return { sql: '<= ?', key: TRUE };
}

function below(value: Json): { sql: string; key: Parameter } {
  if (typeof value === 'number') return { sql: '> ?', key: NOTHING };
  if (typeof value === 'string') return { sql: '>= ?', key: FIRST_TEXT };
  return { sql: '>= ?', key: FIRST_BOOLEAN };
}

/** Plain texts, one at the start or any of many anywhere, can be found by SQL; it cannot read other patterns. */
function ofPattern(field: Field, { source, flags }: RegExp): Where {
  const [, anchor, plain = ''] = /^(\^?)([^\\^$.*+?()[\]{}/]*)$/.exec(source) ?? [];
  const texts = plain.split('|');
  if (anchor === undefined || flags !== 'u' || texts.includes('')) return UNKNOWN;
  const [text = '', ...others] = texts;
  if (anchor === '') {
    const within = texts.map(() => `instr(${field.key}, ?) > 0`).join(' OR ');
    return exactly(`typeof(${field.key}) = 'text' AND (${within})`, ...texts);
  }
  // The anchor is the first text's alone.
  return others.length > 0
    ? UNKNOWN
    : exactly(`${field.key} >= ? AND ${field.key} < ?`, text, afterPrefix(text));
}

/** The first text after all that begin with the prefix. */
function afterPrefix(prefix: string): Parameter {
  const points = Array.from(prefix, (character) => character.codePointAt(0) as number);
  while (points.at(-1) === 0x10ffff) points.pop();
  const last = points.pop();
  if (last === undefined) return AFTER_TEXTS;
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
}
