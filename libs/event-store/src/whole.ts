import { setImmediate as turn } from 'node:timers/promises';
import type { Recorded } from '@ledger/kernel';
import type { Row } from './port.js';
import { recorded } from './row.js';

/** Streams made whole from pages of facts by stream and revision, with a turn of the event loop between the pages. */
export async function* whole(
  page: (after: Row | undefined) => readonly Row[],
): AsyncGenerator<readonly Recorded[], void, undefined> {
  let stream: Recorded[] = [];
  let last: Row | undefined;
  for (let rows = page(undefined); rows.length > 0; rows = page(last)) {
    for (const row of rows) {
      if (last !== undefined && last.stream !== row.stream) {
        yield stream;
        stream = [];
      }
      stream.push(recorded(row));
      last = row;
    }
    await turn();
  }
  if (stream.length > 0) yield stream;
}
