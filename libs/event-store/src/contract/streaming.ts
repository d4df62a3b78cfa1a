import { expect, test } from '@jest/globals';
import type { Entry, Position, Recorded } from '@ledger/kernel';
import { type EventStore, NONE, PAGE } from '../port.js';
import { entriesAfter, newStream, texts } from './facts.js';
import type { Trial } from './trial.js';

export function streaming(trial: () => Trial): void {
  const store = (): EventStore => trial().store;

  const byStream = async (upTo: Position): Promise<ReadonlyMap<string, readonly Recorded[]>> => {
    const found = new Map<string, readonly Recorded[]>();
    for await (const facts of store().streams?.(upTo) ?? []) {
      const [{ stream }] = facts as [Recorded];
      expect(found.has(stream)).toBe(false);
      found.set(stream, facts);
    }
    return found;
  };

  test('every stream once and whole, however long it is and however facts lie between each other', async () => {
    const streams = [newStream(), newStream(), newStream()];
    const written = new Map<string, Entry[]>(streams.map((stream) => [stream, []]));
    for (const size of [1, 400, 2, PAGE, 3, 700]) {
      for (const [stream, entries] of written) {
        const more = entriesAfter(entries.length - 1, stream, size);
        await store().append(stream, entries.length - 1, more);
        entries.push(...more);
      }
    }
    const found = await byStream(await store().head());
    for (const [stream, entries] of written) expect(texts(found.get(stream) ?? [])).toEqual(texts(entries));
  });

  test('what stands up to a position, and nothing of what comes later', async () => {
    const [early, late] = [newStream(), newStream()];
    const entries = entriesAfter(NONE, early, 5);
    const { first } = await store().append(early, NONE, entries.slice(0, 3));
    await store().append(early, 2, entries.slice(3));
    await store().append(late, NONE, entriesAfter(NONE, late, 1));
    const found = await byStream(first + 1);
    expect(texts(found.get(early) ?? [])).toEqual(texts(entries.slice(0, 2)));
    expect(found.has(late)).toBe(false);
  });

  test('nothing in a log without facts', async () => expect(await byStream(0)).toEqual(new Map()));
}
