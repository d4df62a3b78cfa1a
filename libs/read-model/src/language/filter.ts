import type { Json } from '@ledger/kernel';
import { BadQuery, type Filter } from '../port.js';
import { isArray, isObject, type Members } from './values.js';

/** What a filter says, in few words: both the SQL and the matcher are made from this. */
export type Condition =
  | { readonly every: readonly Condition[] }
  | { readonly some: readonly Condition[] }
  | { readonly none: readonly Condition[] }
  | { readonly path: readonly string[]; readonly test: Test };

export type Test =
  | { readonly op: 'eq' | 'gt' | 'gte' | 'lt' | 'lte'; readonly value: Json }
  | { readonly op: 'in'; readonly values: readonly Json[] }
  | { readonly op: 'exists' }
  | { readonly op: 'regex'; readonly pattern: RegExp }
  | { readonly op: 'size'; readonly size: number }
  | { readonly op: 'element'; readonly condition: Condition }
  | { readonly op: 'elementValue'; readonly tests: readonly Test[] }
  | { readonly op: 'not'; readonly tests: readonly Test[] };

export function parseFilter(filter: Filter): Condition {
  const conditions: Condition[] = [];
  for (const [name, value] of Object.entries(filter)) {
    if (value === undefined) continue;
    if (name === '$and') conditions.push({ every: parseList(name, value) });
    else if (name === '$or') conditions.push({ some: parseList(name, value) });
    else if (name === '$nor') conditions.push({ none: parseList(name, value) });
    else if (name.startsWith('$')) throw new BadQuery(`no operator ${name} here`);
    else {
      const path = name.split('.');
      for (const test of parseTests(value)) conditions.push({ path, test });
    }
  }
  const [only] = conditions;
  return only !== undefined && conditions.length === 1 ? only : { every: conditions };
}

function parseList(operator: string, value: Json): Condition[] {
  if (!isArray(value) || value.length === 0 || !value.every(isObject)) {
    throw new BadQuery(`${operator} wants a list of filters`);
  }
  return value.map(parseFilter);
}

const isOperators = (value: Json): value is Members =>
  isObject(value) && Object.keys(value)[0]?.startsWith('$') === true;

function parseTests(value: Json): Test[] {
  if (!isOperators(value)) return [{ op: 'eq', value }];
  return Object.entries(value).flatMap(([operator, operand]) =>
    operand === undefined ? [] : parseOperator(operator, operand, value),
  );
}

function parseOperator(operator: string, operand: Json, beside: Members): Test[] {
  switch (operator) {
    case '$eq':
      return [{ op: 'eq', value: operand }];
    case '$ne':
      return [{ op: 'not', tests: [{ op: 'eq', value: operand }] }];
    case '$gt':
      return [{ op: 'gt', value: operand }];
    case '$gte':
      return [{ op: 'gte', value: operand }];
    case '$lt':
      return [{ op: 'lt', value: operand }];
    case '$lte':
      return [{ op: 'lte', value: operand }];
    case '$in':
      return [{ op: 'in', values: list(operator, operand) }];
    case '$nin':
      return [{ op: 'not', tests: [{ op: 'in', values: list(operator, operand) }] }];
    case '$exists':
      return operand ? [{ op: 'exists' }] : [{ op: 'not', tests: [{ op: 'exists' }] }];
    case '$regex':
      return [{ op: 'regex', pattern: pattern(operand, beside.$options ?? '') }];
    case '$options':
      if (beside.$regex === undefined) throw new BadQuery('$options wants $regex');
      return [];
    case '$size':
      if (typeof operand !== 'number' || !Number.isSafeInteger(operand) || operand < 0) {
        throw new BadQuery('$size wants a whole number');
      }
      return [{ op: 'size', size: operand }];
    case '$all':
      return parseAll(list(operator, operand));
    case '$elemMatch':
      return [parseElement(operand)];
    case '$not':
      if (!isOperators(operand)) throw new BadQuery('$not wants operators');
      return [{ op: 'not', tests: parseTests(operand) }];
    default:
      throw new BadQuery(`no operator ${operator}`);
  }
}

function parseAll(values: readonly Json[]): Test[] {
  if (values.length === 0) return [{ op: 'in', values: [] }];
  return values.map((value) =>
    isObject(value) && value.$elemMatch !== undefined ? parseElement(value.$elemMatch) : { op: 'eq', value },
  );
}

function parseElement(operand: Json): Test {
  if (!isObject(operand)) throw new BadQuery('$elemMatch wants a filter');
  const first = Object.keys(operand)[0];
  const ofValues = first?.startsWith('$') === true && !['$and', '$or', '$nor'].includes(first);
  return ofValues
    ? { op: 'elementValue', tests: parseTests(operand) }
    : { op: 'element', condition: parseFilter(operand) };
}

function list(operator: string, operand: Json): readonly Json[] {
  if (!isArray(operand)) throw new BadQuery(`${operator} wants a list`);
  return operand;
}

/** Patterns are read with code points, as PCRE reads UTF-8. */
function pattern(source: Json, options: Json): RegExp {
  if (typeof source !== 'string' || typeof options !== 'string' || !/^[ims]*$/.test(options)) {
    throw new BadQuery('$regex wants a text, $options some of i, m and s');
  }
  try {
    return new RegExp(source, `${options}u`);
  } catch {
    throw new BadQuery(`$regex ${source} with $options "${options}" cannot be read`);
  }
}
