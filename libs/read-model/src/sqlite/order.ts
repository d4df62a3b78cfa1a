import type { Json } from '@ledger/kernel';
import { isArray, isObject, type Members, member, type Value } from '../language/values.js';
import { BadQuery, type Sort } from '../port.js';

/** MongoDB's order of types; no value stands for what an empty array sorts as, which is before null. */
export function rank(value: Value): number {
  if (value === undefined) return 0;
  if (value === null) return 1;
  switch (typeof value) {
    case 'number':
      return 2;
    case 'string':
      return 3;
    case 'boolean':
      return 6;
    default:
      return isArray(value) ? 5 : 4;
  }
}

/** MongoDB's order of values: by type, then by value; fields of objects in the order they stand in. */
export function compare(a: Value, b: Value): number {
  const byType = rank(a) - rank(b);
  if (byType !== 0) return byType;
  if (typeof a === 'string') return compareStrings(a, b as string);
  if (typeof a === 'number' || typeof a === 'boolean') return Number(a) - Number(b);
  if (isArray(a)) return compareArrays(a, b as readonly Json[]);
  if (isObject(a)) return compareObjects(a, b as Members);
  return 0;
}

/** By UTF-8 bytes, that is by code points: of UTF-16 units only surrogates stand elsewhere. */
function compareStrings(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return codePointOrder(x) - codePointOrder(y);
  }
  return a.length - b.length;
}

const codePointOrder = (unit: number): number =>
  unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit;

function compareArrays(a: readonly Json[], b: readonly Json[]): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const order = compare(a[i], b[i]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareObjects(a: Members, b: Members): number {
  const left = Object.entries(a);
  const right = Object.entries(b);
  for (const [i, [name, value]] of left.entries()) {
    const other = right[i];
    if (other === undefined) return 1;
    const order = rank(value) - rank(other[1]) || compareStrings(name, other[0]) || compare(value, other[1]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** The sort's fields, checked. */
export function sortFields(sort: Sort): readonly (readonly [path: string, direction: 1 | -1])[] {
  const fields = Object.entries(sort);
  for (const [path, direction] of fields) {
    if (path === '' || path.startsWith('$')) throw new BadQuery(`cannot sort by ${JSON.stringify(path)}`);
    if (direction !== 1 && direction !== -1) throw new BadQuery(`sort ${path}: 1 or -1`);
  }
  return fields;
}

/**
 * Documents in order. An array counts as its least element ascending and its greatest descending. Two fields
 * that meet arrays in one document cannot be sorted by (MongoDB refuses parallel arrays; here arrays that share
 * a way are refused too).
 */
export function sorted<D extends object>(docs: readonly D[], sort: Sort): D[] {
  const fields = sortFields(sort).map(([path, direction]) => ({ path: path.split('.'), direction }));
  const keyed = docs.map((doc) => {
    let arrays = 0;
    const keys = fields.map(({ path, direction }) => {
      const values: Value[] = [];
      if (collect(doc as Members, path, 0, values)) arrays += 1;
      return values.reduce((best, value) => (compare(value, best) * direction < 0 ? value : best));
    });
    if (arrays > 1) throw new BadQuery('cannot sort by parallel arrays');
    return { doc, keys };
  });
  keyed.sort((a, b) => {
    for (const [i, { direction }] of fields.entries()) {
      const order = compare(a.keys[i], b.keys[i]) * direction;
      if (order !== 0) return order;
    }
    return 0;
  });
  return keyed.map(({ doc }) => doc);
}

/** Gathers what a document is sorted by at a path; true where an array was met. */
function collect(value: Value, path: readonly string[], from: number, into: Value[]): boolean {
  const name = path[from];
  if (name === undefined) {
    if (!isArray(value)) into.push(value ?? null);
    else if (value.length === 0) into.push(undefined);
    else into.push(...value);
    return isArray(value);
  }
  if (isObject(value)) return collect(member(value, name), path, from + 1, into);
  if (!isArray(value)) {
    into.push(null);
    return false;
  }
  if (/^\d+$/.test(name)) collect(member(value, name), path, from + 1, into);
  else if (value.length === 0) into.push(null);
  else for (const element of value) collect(isArray(element) ? null : element, path, from, into);
  return true;
}
