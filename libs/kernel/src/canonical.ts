import canonicalize from 'canonicalize';
import type { Entry } from './fact.js';

/** The largest fact the log takes, in bytes of its canonical form. */
export const MAX_FACT_BYTES = 65_535;

/** Thrown for data that is not I-JSON: what it holds could not be read back as it was written. */
export class NotJson extends Error {
  override readonly name = 'NotJson';
}

/**
 * RFC 8785 text of a JSON value. `canonicalize` drops functions, turns undefined in arrays into null and writes
 * unsafe integers, so the value is checked to be I-JSON first (RFC 7493): plain objects, arrays, strings without
 * lone surrogates, safe integers, booleans, null. Properties that are undefined are left out.
 */
export function canonical(value: unknown): string {
  check(value, '');
  return canonicalize(value) as string;
}

/** The canonical text of a fact in its place: what the log keeps, byte for byte (in UTF-8). */
export function canonicalEntry({ id, stream, revision, type, v, data, meta }: Entry): string {
  return canonical({ id, stream, revision, type, v, data, meta });
}

function check(value: unknown, path: string): void {
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new NotJson(`${path}: a lone surrogate`);
    return;
  }
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0))
      throw new NotJson(`${path}: ${value} is not a safe integer`);
    return;
  }
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i += 1) check(value[i], `${path}/${i}`);
    return;
  }
  if (typeof value !== 'object') throw new NotJson(`${path}: a ${typeof value}`);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new NotJson(`${path}: not a plain object`);
  for (const [key, member] of Object.entries(value)) {
    if (!key.isWellFormed()) throw new NotJson(`${path}: a lone surrogate in a name`);
    if (member !== undefined) check(member, `${path}/${key}`);
  }
}
