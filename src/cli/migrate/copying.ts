import { type Append, type EventStore, everyFact, type LogReader } from '@ledger/event-store';
import { canonicalEntry, type Entry, type Position } from '@ledger/kernel';

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
  const originals = everyFact(from);
  const streams = new Set<string>();
  let count = 0;
  let upTo: Position = 0;
  for await (const fact of everyFact(to)) {
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
 * Appends facts in their order. What one command recorded in a stream is one append again. Done again where it was cut
 * off, an append is the same append.
 */
export async function copy(
  facts: AsyncIterable<Entry>,
  to: EventStore,
  onCopied: (facts: number) => void,
): Promise<void> {
  for await (const { entries } of to.appendAll(appends(facts))) onCopied(entries.length);
}

export async function count(log: LogReader): Promise<number> {
  let all = 0;
  for await (const _fact of everyFact(log)) all += 1;
  return all;
}

/** Facts of one command in one stream, which stand side by side in the log. */
async function* appends(facts: AsyncIterable<Entry>): AsyncGenerator<Append> {
  let entries: Entry[] = [];
  for await (const fact of facts) {
    const [first] = entries;
    if (first && (first.stream !== fact.stream || first.meta.commandId !== fact.meta.commandId)) {
      yield { stream: first.stream, expected: first.revision - 1, entries };
      entries = [];
    }
    entries.push(fact);
  }
  const [first] = entries;
  if (first) yield { stream: first.stream, expected: first.revision - 1, entries };
}
