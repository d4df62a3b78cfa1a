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

/** What JSON.stringify makes of a lone surrogate; where a text says just this, it is looked at more closely. */
const LONE_SURROGATE = /\\ud[89a-f]/;

/** The JSON text of a document, which is checked to be read back as it was. */
export function encode(doc: object): string {
  // What is in order is seen fast; what is not is told of in full.
  if (!isSound(doc, 0)) checkJson(doc);
  const text = JSON.stringify(doc);
  if (LONE_SURROGATE.test(text)) checkJson(doc);
  return text;
}

/** Whether `check` would find nothing but surrogates. */
function isSound(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      return value === null || (depth < MAX_DEPTH && areSound(value, depth + 1));
    default:
      return false;
  }
}

function areSound(container: object, depth: number): boolean {
  if (isArray(container)) {
    for (const element of container) if (!isSound(element, depth)) return false;
    return true;
  }
  const prototype = Object.getPrototypeOf(container);
  if (prototype !== Object.prototype && prototype !== null) return false;
  for (const name in container) {
    const held = (container as { readonly [name: string]: unknown })[name];
    if (!isName(name) || !(held === undefined || isSound(held, depth))) return false;
  }
  return true;
}

/** Throws `NotJson` where a document would not be read back as it was. */
export function checkJson(doc: object): void {
  check(doc, '', 0);
}

function check(value: unknown, path: string, depth: number): void {
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new NotJson(`${path}: a lone surrogate`);
    return;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new NotJson(`${path}: ${value}`);
    return;
  }
  if (typeof value !== 'object') throw new NotJson(`${path}: a ${typeof value}`);
  if (depth === MAX_DEPTH) throw new NotJson(`${path}: nested too deep`);
  if (isArray(value)) {
    for (let i = 0; i < value.length; i += 1) check(value[i], `${path}/${i}`, depth + 1);
    return;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new NotJson(`${path}: not a plain object`);
  for (const [name, held] of Object.entries(value)) {
    if (!isName(name)) throw new NotJson(`${path}: no field can be named ${JSON.stringify(name)}`);
    if (held !== undefined) check(held, `${path}/${name}`, depth + 1);
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
