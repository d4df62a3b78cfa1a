import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jsonEvent, WrongExpectedVersionError } from '@eventstore/db-client';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { canonicalEntry } from '@ledger/kernel';
import { connected } from '../../../../test/support/eventstoredb/connected.js';
import { EventStoreDouble } from '../../../../test/support/eventstoredb/double.js';
import { entriesAfter, entry, entryOfSize, newStream } from '../contract/facts.js';
import { Corrupt, Unavailable } from '../errors.js';
import { NONE } from '../port.js';
import { openStore } from '../sqlite/index.js';
import { appendExactly } from './exactly.js';
import { type EventStoreDbEventStore, openEventStoreDb } from './index.js';

let double: EventStoreDouble;
let store: EventStoreDbEventStore;

beforeEach(async () => {
  double = await EventStoreDouble.start();
  store = await openEventStoreDb(double.url);
});
afterEach(async () => {
  await store.close();
  double.stop();
});

test('a stale revision is refused, and so is one of the future', async () => {
  const client = await connected(double.url);
  const event = () => [jsonEvent({ type: 'Noted', data: {} })];
  const append = (expected: number) => appendExactly(client, 'bottle-a', expected, event(), 5_000);
  await expect(append(0)).rejects.toThrow(WrongExpectedVersionError);
  await append(NONE);
  await append(0);
  for (const wrong of [NONE, 0, 2]) await expect(append(wrong)).rejects.toThrow(WrongExpectedVersionError);
  await client.dispose();
});

test('facts are what SQLite keeps, byte for byte', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chemledger-'));
  const sqlite = openStore(join(folder, 'ledger.db'));
  try {
    const stream = newStream();
    const datas = [
      {},
      { z: 1, a: { '10': null, '9': [true, '\u2028'], '': '' } },
      JSON.parse('{"__proto__": {"a": 1}, "constructor": 2, "toJSON": 3}'),
      { note: '\u{1f9ea} e\u0301 \u202e', big: Number.MAX_SAFE_INTEGER, amount: '0.500' },
    ];
    const entries = [
      ...datas.map((data, revision) => entry(stream, revision, data)),
      entryOfSize(stream, 4, 65_535),
    ];
    await store.append(stream, NONE, entries);
    await sqlite.append(stream, NONE, entries);
    const kept = sqlite.rows().map(({ bytes }) => bytes);
    expect((await store.read(stream)).map(canonicalEntry)).toEqual(kept);
    expect((await store.readAll()).map(canonicalEntry)).toEqual(kept);
  } finally {
    await sqlite.close();
    rmSync(folder, { recursive: true });
  }
});

test('whoever opens an empty database first says whose log it is', async () => {
  const empty = await EventStoreDouble.start();
  const stores = [await openEventStoreDb(empty.url), await openEventStoreDb(empty.url)];
  expect(stores[0]?.epoch).toBe(stores[1]?.epoch);
  expect(stores[0]?.epoch).not.toBe(store.epoch);
  expect(await stores[0]?.head()).toBe(0);
  expect(await stores[0]?.readAll()).toEqual([]);
  for (const one of stores) await one.close();
  empty.stop();
});

test('a database that says something else is not opened', async () => {
  const other = await EventStoreDouble.start();
  const client = await connected(other.url);
  await client.appendToStream('chemledger-log', jsonEvent({ type: 'LogBegun', data: { epoch: 7 } }));
  await client.dispose();
  await expect(openEventStoreDb(other.url)).rejects.toThrow(Corrupt);
  other.stop();
});

test('connection strings that cannot be used are refused', async () => {
  const wrong = ['postgres://localhost', 'esdb://', `${double.url}&throwOnAppendFailure=false`];
  for (const url of wrong) await expect(openEventStoreDb(url)).rejects.toThrow(RangeError);
});

test('a place between two facts is none to read from', async () => {
  const stream = newStream();
  const { first, last } = await store.append(stream, NONE, entriesAfter(NONE, stream, 2));
  await expect(store.readAll({ after: last - 1 })).rejects.toThrow(RangeError);
  expect(await store.readAll({ after: first })).toHaveLength(1);
  expect(await store.readAll({ after: last + 1_000_000 })).toEqual([]);
});

test('a fact is found among the last so many events, and no lie told about the others', async () => {
  const short = await openEventStoreDb(double.url, { findWithin: 20 });
  const stream = newStream();
  const entries = entriesAfter(NONE, stream, 40);
  const other = newStream();
  await short.append(stream, NONE, entries);
  await short.append(other, NONE, entriesAfter(NONE, other, 1_000));
  await short.append(other, 999, entriesAfter(999, other, 1_000));
  const [last] = await short.read(other, { from: 1_999 });
  expect(await short.find(last?.id ?? '')).toEqual(last);
  await expect(short.find(entries[0]?.id ?? '')).rejects.toThrow(Unavailable);
  expect(await store.find(entries[0]?.id ?? '')).toMatchObject({ stream, revision: 0 });
  await short.close();
});
