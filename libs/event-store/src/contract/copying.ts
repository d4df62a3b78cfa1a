import { expect, test } from '@jest/globals';
import { RevisionConflict } from '../errors.js';
import { type Append, type EventStore, NONE } from '../port.js';
import { entriesAfter, entry, newStream, readToHead, texts } from './facts.js';
import type { Trial } from './trial.js';

/** The history of a few streams that grow in turns, a fact or three at a time. */
export function historyOf(pieces: number): readonly Append[] {
  const revisions = new Map(Array.from({ length: 5 }, () => [newStream(), NONE]));
  const streams = [...revisions.keys()];
  return Array.from({ length: pieces }, (_, n) => {
    const stream = streams[(n * n) % streams.length] ?? '';
    const expected = revisions.get(stream) ?? NONE;
    const entries = entriesAfter(expected, stream, n % 4 === 0 ? 3 : 1);
    revisions.set(stream, expected + entries.length);
    return { stream, expected, entries };
  });
}

export async function* oneByOne<T>(things: readonly T[]): AsyncGenerator<T> {
  yield* things;
}

/** How many facts were given back before it ended, and what it threw. */
async function added(store: EventStore, appends: readonly Append[]) {
  const done: Append[] = [];
  try {
    for await (const one of store.appendAll(oneByOne(appends))) done.push(one);
    return { done };
  } catch (error) {
    return { done, error };
  }
}

const factsOf = (appends: readonly Append[]) => appends.flatMap(({ entries }) => entries);

export function copying(trial: () => Trial): void {
  const store = (): EventStore => trial().store;

  test('keeps a history in its order, and gives every piece back in turn', async () => {
    const start = await store().head();
    const history = historyOf(200);
    expect(await added(store(), history)).toEqual({ done: history });
    expect(texts(await readToHead(store(), start, 100))).toEqual(texts(factsOf(history)));
  });

  test('goes on where it was cut off, and what is given again is not kept again', async () => {
    const start = await store().head();
    const history = historyOf(100);
    for await (const one of store().appendAll(oneByOne(history))) if (one === history[40]) break;
    expect(await added(store(), history)).toEqual({ done: history });
    expect(await added(store(), history.slice(20))).toEqual({ done: history.slice(20) });
    expect(texts(await readToHead(store(), start, 100))).toEqual(texts(factsOf(history)));
  });

  test('ends with the piece that does not follow, after those before it', async () => {
    const history = historyOf(50);
    const before = history.slice(0, 20);
    const stream = before[0]?.stream ?? '';
    const wrong = { stream, expected: NONE, entries: [entry(stream, 0)] };
    const { done, error } = await added(store(), [...before, wrong, ...history.slice(20)]);
    expect(done).toEqual(before);
    expect(error).toBeInstanceOf(RevisionConflict);
  });

  test('keeps nothing where nothing is given', async () => {
    const head = await store().head();
    expect(await added(store(), [])).toEqual({ done: [] });
    expect(await store().head()).toBe(head);
  });
}
