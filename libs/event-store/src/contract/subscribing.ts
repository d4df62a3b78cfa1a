import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { Entry } from '@ledger/kernel';
import { Unavailable } from '../errors.js';
import { type EventStore, NONE } from '../port.js';
import { entriesAfter, entry, followed, newStream, texts } from './facts.js';
import type { Trial } from './trial.js';

export function subscribing(trial: () => Trial): void {
  const store = (): EventStore => trial().store;

  const write = async (count: number, size = 1): Promise<readonly Entry[]> => {
    const written: Entry[] = [];
    const stream = newStream();
    for (let n = 0; n < count; n += 1) {
      const entries = entriesAfter(written.length - 1, stream, size);
      await store().append(stream, written.length - 1, entries);
      written.push(...entries);
    }
    return written;
  };

  test('gives history, then what comes', async () => {
    const start = await store().head();
    const history = await write(5);
    const following = followed(store(), start, 10);
    const live = await write(5);
    expect(texts(await following)).toEqual(texts([...history, ...live]));
  });

  test('begins behind a position in the middle', async () => {
    const stream = newStream();
    const entries = entriesAfter(NONE, stream, 5);
    const { first } = await store().append(stream, NONE, entries);
    expect(texts(await followed(store(), first, 4))).toEqual(texts(entries.slice(1)));
  });

  test('waits at the head for what is not there yet', async () => {
    const following = followed(store(), await store().head(), 1);
    await turn();
    await turn();
    const live = await write(1);
    expect(texts(await following)).toEqual(texts(live));
  });

  test('gives a slow consumer everything in order', async () => {
    const start = await store().head();
    const writing = write(30, 80);
    const seen = await followed(store(), start, 2_400, turn);
    expect(texts(seen)).toEqual(texts(await writing));
  });

  test('serves several at once, each at its own pace', async () => {
    const start = await store().head();
    const all = [
      followed(store(), start, 20),
      followed(store(), start, 20, turn),
      followed(store(), start, 20),
    ];
    const written = texts(await write(20));
    for (const seen of await Promise.all(all)) expect(texts(seen)).toEqual(written);
  });

  test('ends by its signal: before it begins, while it waits, and between pages', async () => {
    const start = await store().head();
    await write(1);
    const gone: unknown[] = [];
    for await (const page of store().subscribe({ after: start, signal: AbortSignal.abort() }))
      gone.push(page);
    expect(gone).toEqual([]);

    const waiting = new AbortController();
    const pages = store()
      .subscribe({ after: await store().head(), signal: waiting.signal })
      [Symbol.asyncIterator]();
    const next = pages.next();
    await turn();
    waiting.abort();
    expect(await next).toMatchObject({ done: true });

    expect(await followed(store(), start, 1)).toHaveLength(1);
  });

  test('never gives an empty page', async () => {
    const enough = new AbortController();
    const sizes: number[] = [];
    const following = (async () => {
      for await (const page of store().subscribe({ after: await store().head(), signal: enough.signal })) {
        sizes.push(page.length);
        if (page.some(({ data }) => 'last' in data)) enough.abort();
      }
    })();
    await turn();
    await write(5);
    const stream = newStream();
    await expect(store().append(stream, 3, [entry(stream, 4)])).rejects.toThrow();
    await store().append(stream, NONE, [entry(stream, 0, { last: true })]);
    await following;
    expect(Math.min(...sizes)).toBeGreaterThan(0);
  });

  test('throws where the log is closed before its signal', async () => {
    const following = followed(store(), await store().head(), 1);
    const ended = expect(following).rejects.toThrow(Unavailable);
    await turn();
    await store().close();
    await ended;
  });
}
