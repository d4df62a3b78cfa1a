import type { Position } from '@ledger/kernel';
import { openForReading, openForWriting } from './connection.js';
import { GatheredRows } from './gathered.js';
import { lock } from './lock.js';
import { SqliteReader } from './reader.js';
import { SqliteEventStore } from './store.js';

export type { SqliteEventStore, SqliteReader };
export { GatheredRows, lock };

/**
 * Opens the log in `file` as its one writer, and makes it where there is none (in a folder that exists). `onCommit`
 * hears of every new head: whoever gives a reader to a worker passes it on to the reader's `notify`.
 * Throws Locked, Corrupt, Unavailable.
 */
export function openStore(
  file: string,
  { onCommit = () => {} }: { readonly onCommit?: (head: Position) => void } = {},
): SqliteEventStore {
  const held = lock(file);
  try {
    const { db, epoch } = openForWriting(file);
    return new SqliteEventStore(db, epoch, held, onCommit);
  } catch (error) {
    held.close();
    throw error;
  }
}

/** Opens the log in `file` for reading, beside its writer or without one. Throws Corrupt, Unavailable. */
export function openReader(file: string): SqliteReader {
  const { db, epoch } = openForReading(file);
  return new SqliteReader(db, epoch);
}
