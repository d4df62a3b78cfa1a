import { expect, test } from '@jest/globals';
import { canonicalEntry, type Entry, MAX_FACT_BYTES, NotJson } from '@ledger/kernel';
import fc from 'fast-check';
import { RevisionConflict, TooLarge, Unavailable } from '../errors.js';
import { type Appended, type EventStore, MAX_APPEND_BYTES, NONE } from '../port.js';
import { entriesAfter, entry, entryOfSize, newStream, readToHead, texts } from './facts.js';
import type { Trial } from './trial.js';

export function appending(trial: () => Trial): void {
  const store = (): EventStore => trial().store;

  const conflict = async (stream: string, expected: number, actual: number, entries?: readonly Entry[]) => {
    const refused = store().append(stream, expected, entries ?? [entry(stream, expected + 1)]);
    await expect(refused).rejects.toThrow(RevisionConflict);
    await expect(refused).rejects.toMatchObject({ stream, expected, actual });
  };

  test('keeps the facts in their order and says where they are', async () => {
    const stream = newStream();
    const start = await store().head();
    const entries = entriesAfter(NONE, stream, 3);
    const { first, last } = await store().append(stream, NONE, entries);
    const kept = await store().read(stream);
    expect(texts(kept)).toEqual(texts(entries));
    expect(kept.map(({ position }) => position)).toEqual([first, expect.any(Number), last]);
    expect(first).toBeGreaterThan(start);
    const next = await store().append(stream, 2, entriesAfter(2, stream, 1));
    expect(next.first).toBeGreaterThan(last);
    expect(next.last).toBe(next.first);
  });

  test('refuses "none" for a stream that exists', async () => {
    const stream = newStream();
    await store().append(stream, NONE, entriesAfter(NONE, stream, 1));
    await conflict(stream, NONE, 0);
    expect(await store().read(stream)).toHaveLength(1);
  });

  test('refuses a revision of the past, of the future and of a stream that does not exist', async () => {
    const stream = newStream();
    const missing = newStream();
    await store().append(stream, NONE, entriesAfter(NONE, stream, 3));
    await conflict(stream, 1, 2);
    await conflict(stream, 3, 2);
    await conflict(missing, 0, NONE);
    expect(await store().read(stream)).toHaveLength(3);
    expect(await store().read(missing)).toEqual([]);
  });

  test('answers the same facts at the same expectation with their first positions', async () => {
    const stream = newStream();
    const begin = entriesAfter(NONE, stream, 2);
    const more = entriesAfter(1, stream, 2);
    const first = await store().append(stream, NONE, begin);
    const second = await store().append(stream, 1, more);
    const head = await store().head();
    expect(await store().append(stream, NONE, begin)).toEqual(first);
    expect(await store().append(stream, 1, more)).toEqual(second);
    expect(await store().head()).toBe(head);
  });

  test('answers the same facts when both calls are under way at once', async () => {
    const stream = newStream();
    const entries = entriesAfter(NONE, stream, 2);
    const [one, other] = await Promise.all([1, 2].map(() => store().append(stream, NONE, entries)));
    expect(one).toEqual(other);
    expect(await store().read(stream)).toHaveLength(2);
  });

  test('takes the same ids with other data, or more of them, for another append', async () => {
    const stream = newStream();
    const entries = entriesAfter(NONE, stream, 2);
    await store().append(stream, NONE, entries);
    const changed = entries.map((fact) => ({ ...fact, data: { note: 'changed' } }));
    await conflict(stream, NONE, 1, changed);
    await conflict(stream, NONE, 1, [...entries, entry(stream, 2)]);
    expect(texts(await store().read(stream))).toEqual(texts(entries));
  });

  test('lets exactly one of fifty win', async () => {
    const stream = newStream();
    const attempts = Array.from({ length: 50 }, () => [entry(stream, 0)]);
    const results = await Promise.allSettled(
      attempts.map((entries) => store().append(stream, NONE, entries)),
    );
    const won = attempts.filter((_, i) => results[i]?.status === 'fulfilled');
    expect(won).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ name: 'RevisionConflict', actual: 0 });
    }
    expect(texts(await store().read(stream))).toEqual(texts(won.flat()));
  });

  test('takes many streams at once', async () => {
    const start = await store().head();
    const streams = Array.from({ length: 200 }, newStream);
    const places = await Promise.all(streams.map((s) => store().append(s, NONE, entriesAfter(NONE, s, 2))));
    const kept = await readToHead(store(), start, 70);
    expect(new Set(kept.map(({ stream }) => stream))).toEqual(new Set(streams));
    const positions = kept.map(({ position }) => position);
    expect(positions).toHaveLength(400);
    expect(positions.every((position, i) => i === 0 || position > (positions[i - 1] ?? position))).toBe(true);
    expect(new Set(places.flatMap(({ first, last }) => [first, last]))).toEqual(new Set(positions));
  });

  test('does not let one failure harm the others of its turn', async () => {
    const [good, bad, better] = [newStream(), newStream(), newStream()];
    const results = await Promise.allSettled([
      store().append(good, NONE, entriesAfter(NONE, good, 1)),
      store().append(bad, 7, entriesAfter(7, bad, 2)),
      store().append(good, 0, entriesAfter(0, good, 1)),
      store().append(bad, NONE, [entryOfSize(bad, 0, MAX_FACT_BYTES + 1)]),
      store().append(better, NONE, entriesAfter(NONE, better, 1)),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(await store().read(good)).toHaveLength(2);
    expect(await store().read(bad)).toEqual([]);
    expect(await store().read(better)).toHaveLength(1);
  });

  test('keeps the order of appends that do not wait for each other', async () => {
    const stream = newStream();
    const entries = entriesAfter(NONE, stream, 60);
    const places = await Promise.all(
      entries.map((fact) => store().append(stream, fact.revision - 1, [fact])),
    );
    const kept = await store().read(stream);
    expect(texts(kept)).toEqual(texts(entries));
    expect(places.map(({ first }) => first)).toEqual(kept.map(({ position }) => position));
  });

  test('refuses what is put together wrongly, and stores nothing of it', async () => {
    const [stream, other] = [newStream(), newStream()];
    const wrong: [number, readonly Entry[]][] = [
      [NONE, []],
      [NONE, [entry(stream, 1)]],
      [NONE, [entry(stream, 0), entry(stream, 2)]],
      [NONE, [entry(stream, 0), entry(other, 1)]],
      [NONE, [{ ...entry(stream, 0), id: '' }]],
      [-2, [entry(stream, -1)]],
      [0.5, [entry(stream, 1.5)]],
    ];
    for (const [expected, entries] of wrong) {
      await expect(store().append(stream, expected, entries)).rejects.toThrow(RangeError);
    }
    await expect(store().append('', NONE, [entry('', 0)])).rejects.toThrow(RangeError);
    await expect(store().append(stream, NONE, [entry(stream, 0, { at: new Date(0) })])).rejects.toThrow(
      NotJson,
    );
    await expect(store().append(stream, NONE, [entry(stream, 0, { note: '\ud800' })])).rejects.toThrow(
      NotJson,
    );
    expect(await store().read(stream)).toEqual([]);
    expect(await store().read(other)).toEqual([]);
  });

  test('takes a fact of the largest size and none above it', async () => {
    const stream = newStream();
    const large = entryOfSize(stream, 0, MAX_FACT_BYTES);
    await store().append(stream, NONE, [large]);
    const refused = store().append(stream, 0, [entry(stream, 1), entryOfSize(stream, 2, MAX_FACT_BYTES + 1)]);
    await expect(refused).rejects.toThrow(TooLarge);
    await expect(refused).rejects.toMatchObject({ bytes: MAX_FACT_BYTES + 1, limit: MAX_FACT_BYTES });
    expect(texts(await store().read(stream))).toEqual(texts([large]));
  });

  test('takes an append of the largest size and none above it', async () => {
    const [stream, beyond] = [newStream(), newStream()];
    const size = MAX_APPEND_BYTES / 16;
    const most = (name: string) => Array.from({ length: 16 }, (_, i) => entryOfSize(name, i, size));
    await store().append(stream, NONE, most(stream));
    expect(await store().read(stream)).toHaveLength(16);
    await expect(store().append(beyond, NONE, [...most(beyond), entry(beyond, 16)])).rejects.toThrow(
      TooLarge,
    );
    expect(await store().read(beyond)).toEqual([]);
  });

  test('is not moved by what the caller does to the facts afterwards', async () => {
    const stream = newStream();
    const data = { note: 'as it was' };
    const fact = entry(stream, 0, data);
    const before = canonicalEntry(fact);
    const appended = store().append(stream, NONE, [fact]);
    data.note = 'changed while it was being written';
    await appended;
    expect(texts(await store().read(stream))).toEqual([before]);
    for (const kept of await store().read(stream)) Object.assign(kept.data, { note: 'changed by a reader' });
    expect(texts(await store().read(stream))).toEqual([before]);
  });

  test('judges any appends, issued together, one after the other', async () => {
    const attempt = fc.record({
      stream: fc.nat(2),
      expected: fc.integer({ min: -1, max: 5 }),
      count: fc.integer({ min: 1, max: 3 }),
    });
    const turns = fc.array(fc.array(attempt, { maxLength: 6 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(turns, async (script) => {
        const streams = [newStream(), newStream(), newStream()];
        const model = new Map<string, Entry[]>(streams.map((stream) => [stream, []]));
        for (const turn of script) {
          const calls = turn.map(({ stream: n, expected, count }) => {
            const stream = streams[n] ?? '';
            const kept = model.get(stream) ?? [];
            const entries = entriesAfter(expected, stream, count);
            const actual = kept.length - 1;
            if (actual === expected) kept.push(...entries);
            return { actual, expected, result: store().append(stream, expected, entries) };
          });
          for (const { actual, expected, result } of calls) {
            if (actual === expected) await result;
            else await expect(result).rejects.toMatchObject({ name: 'RevisionConflict', actual });
          }
        }
        for (const [stream, entries] of model)
          expect(texts(await store().read(stream))).toEqual(texts(entries));
      }),
      { numRuns: 40 },
    );
  });

  test('stores what was waiting when it is closed, and nothing after', async () => {
    const stream = newStream();
    const waiting: Promise<Appended> = store().append(stream, NONE, entriesAfter(NONE, stream, 1));
    await store().close();
    expect((await waiting).first).toBeGreaterThan(0);
    const late = store().append(stream, 0, entriesAfter(0, stream, 1));
    await expect(late).rejects.toThrow(Unavailable);
    await expect(late).rejects.toMatchObject({ outcome: 'not-stored' });
    await expect(store().close()).resolves.toBeUndefined();
  });

  test('knows its facts and its epoch again when it is reopened', async () => {
    const { reopen } = trial();
    if (!reopen) return;
    const stream = newStream();
    const entries = entriesAfter(NONE, stream, 3);
    const { epoch } = store();
    const appended = await store().append(stream, NONE, entries);
    const again = await reopen();
    expect(again.epoch).toBe(epoch);
    expect(texts(await again.read(stream))).toEqual(texts(entries));
    expect(await again.append(stream, NONE, entries)).toEqual(appended);
    expect((await again.append(stream, 2, entriesAfter(2, stream, 1))).first).toBeGreaterThan(appended.last);
  });
}
