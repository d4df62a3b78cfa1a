import type { EventStore, LogReader } from '@ledger/event-store';
import { canonicalEntry, type Entry, type Position, type Recorded } from '@ledger/kernel';

/** What one log holds of another: its first facts, byte for byte and in the same order. */
export interface Held {
  readonly facts: number;
  readonly streams: number;
  /** Where the last of them stands in the other. */
  readonly upTo: Position;
}

/** A log holds a fact that the other does not hold at that place. */
export class OtherHistory extends Error {
  override readonly name = 'OtherHistory';
  /** @param nth counted from 1 in log order */
  constructor(
    readonly nth: number,
    { stream, revision }: Entry,
  ) {
    super(`fact ${nth}, ${stream}@${revision}, is not the fact that the other log has there`);
  }
}

/** How much of `from` the log `to` holds. Throws OtherHistory where it holds anything else. */
export async function held(from: LogReader, to: LogReader, onFact = (_nth: number) => {}): Promise<Held> {
  const originals = facts(from);
  const streams = new Set<string>();
  let count = 0;
  let upTo: Position = 0;
  for await (const fact of facts(to)) {
    count += 1;
    const { value: original } = await originals.next();
    if (!original || canonicalEntry(original) !== canonicalEntry(fact)) throw new OtherHistory(count, fact);
    streams.add(fact.stream);
    upTo = original.position;
    onFact(count);
  }
  return { facts: count, streams: streams.size, upTo };
}

/**
 * Appends what stands behind `after` in `from` to `to`, in log order, one append after the other. What one command
 * recorded in a stream is one append again. Done again where it was cut off, an append is the same append.
 */
export async function copy(
  from: LogReader,
  to: EventStore,
  after: Position,
  onCopied: (facts: number) => void,
): Promise<void> {
  for await (const append of appends(from, after)) {
    const [{ stream, revision }] = append as readonly [Recorded];
    await to.append(stream, revision - 1, append);
    onCopied(append.length);
  }
}

export async function count(log: LogReader): Promise<number> {
  let all = 0;
  for await (const _fact of facts(log)) all += 1;
  return all;
}

/** Facts of one command in one stream, which stand side by side in the log. */
async function* appends(log: LogReader, after: Position): AsyncGenerator<readonly Recorded[]> {
  let append: Recorded[] = [];
  for await (const fact of facts(log, after)) {
    const [first] = append;
    if (first && (first.stream !== fact.stream || first.meta.commandId !== fact.meta.commandId)) {
      yield append;
      append = [];
    }
    append.push(fact);
  }
  if (append.length > 0) yield append;
}

async function* facts(log: LogReader, after: Position = 0): AsyncGenerator<Recorded, undefined> {
  let position = after;
  for (;;) {
    const page = await log.readAll({ after: position });
    yield* page;
    const last = page.at(-1);
    if (!last) return undefined;
    position = last.position;
  }
}
