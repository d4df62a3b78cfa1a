import { type EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Entry } from '@ledger/kernel';
import { connected } from '../../../../test/support/eventstoredb/connected.js';
import { EventStoreDouble } from '../../../../test/support/eventstoredb/double.js';
import { entriesAfter, followed, newStream, texts } from '../contract/facts.js';
import { Corrupt } from '../errors.js';
import { NONE } from '../port.js';
import { type EventStoreDbEventStore, openEventStoreDb } from './index.js';

let double: EventStoreDouble;
let store: EventStoreDbEventStore;
/** Somebody who may do whatever the server allows. */
let operator: EventStoreDBClient;
let stream: string;
let entries: readonly Entry[];

beforeEach(async () => {
  double = await EventStoreDouble.start();
  store = await openEventStoreDb(double.url);
  operator = await connected(double.url);
  stream = newStream();
  entries = entriesAfter(NONE, stream, 5);
  await store.append(stream, NONE, entries);
});
afterEach(async () => {
  await store.close();
  await operator.dispose();
  double.stop();
});

const hidings: [string, () => Promise<unknown>][] = [
  ['$maxCount', () => operator.setStreamMetadata(stream, { maxCount: 3 })],
  ['$tb', () => operator.setStreamMetadata(stream, { truncateBefore: 2 })],
  ['$tb behind its end', () => operator.setStreamMetadata(stream, { truncateBefore: 5 })],
  ['$maxAge', () => operator.setStreamMetadata(stream, { maxAge: 0 })],
  ['a delete', () => operator.deleteStream(stream)],
  ['a tombstone', () => operator.tombstoneStream(stream)],
];

describe('history that is hidden makes the log Corrupt', () => {
  test.each(hidings)('by %s', async (_name, hide) => {
    const live = Promise.withResolvers<void>();
    const following = followed(store, 0, 6, async () => live.resolve());
    const ended = expect(following).rejects.toThrow(Corrupt);
    await live.promise;
    await hide();
    await ended;
    await expect(store.read(stream)).rejects.toThrow(Corrupt);
    await expect(store.readAll()).rejects.toThrow(Corrupt);
    await expect(followed(store, 0, 6)).rejects.toThrow(Corrupt);
  });

  test('when a deleted stream is begun again', async () => {
    await operator.deleteStream(stream);
    await expect(store.append(stream, NONE, entriesAfter(NONE, stream, 1))).rejects.toThrow(Corrupt);
  });

  test('when what is sent again was stored and cannot be seen', async () => {
    await operator.setStreamMetadata(stream, { truncateBefore: 5 });
    await expect(store.append(stream, NONE, entries)).rejects.toThrow(Corrupt);
  });

  test('when a tombstone stands in the way of an append', async () => {
    await operator.tombstoneStream(stream);
    await expect(store.append(stream, 4, entriesAfter(4, stream, 1))).rejects.toThrow(Corrupt);
  });

  test('until it is to be seen again', async () => {
    await operator.setStreamMetadata(stream, { maxCount: 3 });
    await operator.setStreamMetadata(stream, {});
    expect(texts(await store.read(stream))).toEqual(texts(entries));
    expect(texts(await store.readAll())).toEqual(texts(entries));
  });
});

test('metadata that hides nothing is nobody else’s business', async () => {
  await operator.setStreamMetadata(stream, { owner: 'stores', cacheControl: 60 });
  expect(texts(await followed(store, 0, 5))).toEqual(texts(entries));
});

test('events of the server itself are no facts', async () => {
  const head = await store.head();
  for (let n = 0; n < 40; n += 1) {
    await operator.appendToStream('$stats-127.0.0.1:2113', jsonEvent({ type: '$statsCollected', data: {} }));
  }
  expect(await store.head()).toBe(head);
  expect(texts(await store.readAll({ limit: 5 }))).toEqual(texts(entries));
  expect(await store.readAll({ after: head })).toEqual([]);
  const more = entriesAfter(4, stream, 1);
  const following = followed(store, head, 1);
  await store.append(stream, 4, more);
  expect(texts(await following)).toEqual(texts(more));
  expect(texts(await store.readAll({ after: head, limit: 1 }))).toEqual(texts(more));
});

test('events of anybody else make the log Corrupt', async () => {
  await operator.appendToStream(stream, jsonEvent({ type: 'ConditionNoted', data: { note: 'by hand' } }));
  await expect(store.read(stream)).rejects.toThrow(Corrupt);
  await expect(store.readAll()).rejects.toThrow(Corrupt);
  await expect(followed(store, 0, 6)).rejects.toThrow(Corrupt);
});
