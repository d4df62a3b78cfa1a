import { expect, test } from '@jest/globals';
import type { Entry } from '@ledger/kernel';
import { Unavailable } from '../errors.js';
import { type EventStore, NONE, PAGE } from '../port.js';
import { entriesAfter, entry, newStream, readToHead, texts } from './facts.js';
import type { Trial } from './trial.js';

const HOSTILE: readonly object[] = [
  { nul: '\u0000', controls: '\u0001\u001f\u007f\u0080', separators: '\u2028\u2029\ufeff' },
  {
    astral: '\u{1f9ea}\u{10ffff}\u{20000}',
    marks: '\u202eabc\u202c\u200d',
    combining: 'e\u0301 \u00e9 \u1e9b\u0323',
  },
  { quotes: `'"\`\\; DROP TABLE facts; --`, '': 'an empty name', '\u{1f9ea}': 1, '\ufb33': 2, '\r': 3 },
  { numbers: [0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER], nothing: null, empty: [{}, [], ''] },
  JSON.parse(
    '{"__proto__": {"polluted": true}, "constructor": {"prototype": 1}, "toString": "x", "10": 1, "9": 2}',
  ),
  JSON.parse(`${'{"a":['.repeat(500)}${']}'.repeat(500)}`),
];

export function reading(trial: () => Trial): void {
  const store = (): EventStore => trial().store;

  test('a stream from a revision on, which may be beyond its end', async () => {
    const stream = newStream();
    const entries = entriesAfter(NONE, stream, 5);
    await store().append(stream, NONE, entries);
    expect(texts(await store().read(stream, { from: 2 }))).toEqual(texts(entries.slice(2)));
    expect(await store().read(stream, { from: 5 })).toEqual([]);
    expect(await store().read(newStream())).toEqual([]);
  });

  test('exactly what was written, whatever it is', async () => {
    for (const data of HOSTILE) {
      const stream = newStream();
      const fact = entry(stream, 0, data);
      await store().append(stream, NONE, [fact]);
      expect(texts(await store().read(stream))).toEqual(texts([fact]));
    }
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  test('streams whose names are nearly the same, apart', async () => {
    const base = newStream();
    const names = ['', ' ', 'E\u0301', '\u00c9', '\u00e9', '%', '_', '\u{1f9ea}', "'"].map(
      (end) => base + end,
    );
    for (const name of names) await store().append(name, NONE, [entry(name, 0, { name })]);
    for (const name of names) {
      expect(await store().read(name)).toEqual([expect.objectContaining({ stream: name, data: { name } })]);
    }
  });

  test('the whole log by pages, without gaps and repeats, while it grows', async () => {
    const start = await store().head();
    const written: Entry[] = [];
    const write = async () => {
      for (let n = 0; n < 40; n += 1) {
        const stream = newStream();
        const entries = entriesAfter(NONE, stream, 3);
        await store().append(stream, NONE, entries);
        written.push(...entries);
      }
    };
    const writing = write();
    const seen = [...(await readToHead(store(), start, 7))];
    await writing;
    seen.push(...(await readToHead(store(), seen.at(-1)?.position ?? start, 7)));
    expect(texts(seen)).toEqual(texts(written));
  });

  test('no more of the log than one page holds', async () => {
    const start = await store().head();
    const count = PAGE + 1;
    const stream = newStream();
    for (let n = 0; n < count; n += 143) {
      await store().append(stream, n - 1, entriesAfter(n - 1, stream, Math.min(143, count - n)));
    }
    expect(await store().readAll({ after: start })).toHaveLength(PAGE);
    const two = await store().readAll({ after: start, limit: 2 });
    expect(two.map(({ revision }) => revision)).toEqual([0, 1]);
    const [, second] = two;
    const [third] = await store().readAll({ after: second?.position ?? 0, limit: 1 });
    expect(third?.revision).toBe(2);
  });

  test('nothing behind the head', async () => {
    const stream = newStream();
    const { last } = await store().append(stream, NONE, entriesAfter(NONE, stream, 2));
    expect(await store().head()).toBe(last);
    expect(await store().readAll({ after: last })).toEqual([]);
  });

  test('one fact by its id', async () => {
    const stream = newStream();
    const [begin, next] = [entry(stream, 0), entry(stream, 1)];
    const { last } = await store().append(stream, NONE, [begin, next]);
    expect(await store().find(next.id)).toEqual({ ...next, position: last });
    expect(await store().find(begin.id)).toMatchObject({ revision: 0 });
    expect(await store().find(entry(stream, 2).id)).toBeUndefined();
  });

  test('nothing from places that cannot be', async () => {
    for (const wrong of [-1, 1.5, Number.NaN]) {
      await expect(store().readAll({ after: wrong })).rejects.toThrow(RangeError);
      await expect(store().readAll({ limit: wrong })).rejects.toThrow(RangeError);
      await expect(store().read(newStream(), { from: wrong })).rejects.toThrow(RangeError);
    }
  });

  test('an epoch of eight characters', () => {
    expect(store().epoch).toMatch(/^[0-9abcdefghjkmnpqrstvwxyz]{8}$/);
  });

  test('nothing once it is closed', async () => {
    await store().close();
    await expect(store().read(newStream())).rejects.toThrow(Unavailable);
    await expect(store().readAll()).rejects.toThrow(Unavailable);
    await expect(store().find('x')).rejects.toThrow(Unavailable);
    await expect(store().head()).rejects.toThrow(Unavailable);
  });
}
