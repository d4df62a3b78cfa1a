import type { Entry, Position, Recorded } from '@ledger/kernel';
import { Corrupt } from './errors.js';
import type { Row } from './port.js';

/** Reads a row back. Throws Corrupt where its text is not a fact of that place. */
export function recorded({ position, stream, revision, id, bytes }: Row): Recorded {
  let entry: (Entry & { position?: Position }) | null;
  try {
    entry = JSON.parse(bytes);
  } catch (cause) {
    throw new Corrupt('not JSON', position, { cause });
  }
  if (entry?.stream !== stream || entry.revision !== revision || entry.id !== id) {
    throw new Corrupt(`not the fact ${id}, ${stream}@${revision}`, position);
  }
  entry.position = position;
  return entry as Recorded;
}
