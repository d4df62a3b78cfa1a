import { type Json, NotJson } from '@ledger/kernel';
import { NotScalar } from '../port.js';

/** A value of a document, or none. */
export type Value = Json | undefined;
export type Members = { readonly [field: string]: Json };

export const isArray = (value: unknown): value is readonly Json[] => Array.isArray(value);
export const isObject = (value: Value): value is Members =>
  typeof value === 'object' && value !== null && !isArray(value);

/** An own member of an object; of an array by its index. */
export function member(container: Members | readonly Json[], name: string): Value {
  return Object.hasOwn(container, name) ? (container as Members)[name] : undefined;
}

/** MongoDB refuses deeper documents too. */
const MAX_DEPTH = 100;

/** The JSON text of a document, which is checked to be read back as it was. */
export function encode(doc: object): string {
  checkJson(doc);
  return JSON.stringify(doc);
}

/** Throws `NotJson` where a document would not be read back as it was. */
export function checkJson(doc: object): void {
  check(doc, 0);
}

function check(value: unknown, depth: number): void {
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new NotJson(': a lone surrogate');
    return;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new NotJson(`: ${value}`);
    return;
  }
  if (typeof value !== 'object') throw new NotJson(`: a ${typeof value}`);
  if (depth === MAX_DEPTH) throw new NotJson(': nested too deep');
  if (isArray(value)) {
    for (let i = 0; i < value.length; i += 1) checkIn(i, value[i], depth);
    return;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new NotJson(': not a plain object');
  for (const name of Object.keys(value)) {
    if (!isName(name)) throw new NotJson(`: no field can be named ${JSON.stringify(name)}`);
    const held = (value as { readonly [field: string]: unknown })[name];
    if (held !== undefined) checkIn(name, held, depth);
  }
}

/** The path is put together only where it must be told: almost always all is in order. */
function checkIn(name: string | number, value: unknown, depth: number): void {
  try {
    check(value, depth + 1);
  } catch (error) {
    throw error instanceof NotJson ? new NotJson(`/${name}${error.message}`) : error;
  }
}

/** Fields have few names, and they are looked at in every document. */
const names = new Set<string>();
const MOST_NAMES = 1_000;

function isName(name: string): boolean {
  if (names.has(name)) return true;
  if (name === '' || name === '__proto__' || /^\$|[.\0]/.test(name) || !name.isWellFormed()) return false;
  if (names.size < MOST_NAMES) names.add(name);
  return true;
}

/** The scalar at a path of a document, or none. Throws `NotScalar` where the path meets an array or ends in an object. */
export function scalarAt(doc: object, path: readonly string[]): Exclude<Value, object> | null {
  let value: unknown = doc;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.hasOwn(value, name) ? (value as { [field: string]: unknown })[name] : undefined;
    if (isArray(value)) throw new NotScalar(`${path.join('.')} is indexed and cannot hold an array`);
  }
  if (typeof value === 'object' && value !== null) {
    throw new NotScalar(`${path.join('.')} is indexed and cannot hold an object`);
  }
  return value as Exclude<Value, object> | null;
}
