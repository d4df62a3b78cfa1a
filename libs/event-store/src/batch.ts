import { canonicalEntry, type Entry, MAX_FACT_BYTES } from '@ledger/kernel';
import { TooLarge } from './errors.js';
import { MAX_APPEND_BYTES, NONE } from './port.js';

/** A fact on its way into the log: its place and its canonical text. */
export interface Line {
  readonly revision: number;
  readonly id: string;
  readonly bytes: string;
}

/** An append that is well formed: what remains to be judged is the state of the stream. */
export interface Batch {
  readonly stream: string;
  readonly expected: number;
  readonly lines: readonly Line[];
  /** Length of all lines in UTF-8. */
  readonly size: number;
}

/** Checks an append as far as it can be without the log. Throws RangeError, TooLarge, or NotJson. */
export function batchOf(stream: string, expected: number, entries: readonly Entry[]): Batch {
  if (stream === '') throw new RangeError('a stream needs a name');
  if (!Number.isSafeInteger(expected) || expected < NONE)
    throw new RangeError(`${stream}: no revision: ${expected}`);
  if (entries.length === 0) throw new RangeError(`${stream}: an append without facts`);
  let size = 0;
  const lines = entries.map((entry, i) => {
    const revision = expected + 1 + i;
    if (entry.stream !== stream) throw new RangeError(`${stream}: a fact says it belongs to ${entry.stream}`);
    if (entry.revision !== revision) {
      throw new RangeError(`${stream}: a fact says revision ${entry.revision} where ${revision} is next`);
    }
    if (entry.id === '') throw new RangeError(`${stream}: a fact needs an id`);
    const bytes = canonicalEntry(entry);
    const length = Buffer.byteLength(bytes);
    if (length > MAX_FACT_BYTES) throw new TooLarge(`${stream}@${revision}`, length, MAX_FACT_BYTES);
    size += length;
    return { revision, id: entry.id, bytes };
  });
  if (new Set(lines.map(({ id }) => id)).size < lines.length) throw new RangeError(`${stream}: one id twice`);
  if (size > MAX_APPEND_BYTES) throw new TooLarge(stream, size, MAX_APPEND_BYTES);
  return { stream, expected, lines, size };
}
