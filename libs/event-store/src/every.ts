import type { Position, Recorded } from '@ledger/kernel';
import type { LogReader } from './port.js';

/** Every fact behind `after` in log order, up to where the log ends when that is reached. */
export async function* everyFact(log: LogReader, after: Position = 0): AsyncGenerator<Recorded, undefined> {
  let position = after;
  for (;;) {
    const page = await log.readAll({ after: position });
    yield* page;
    const last = page.at(-1);
    if (!last) return undefined;
    position = last.position;
  }
}
