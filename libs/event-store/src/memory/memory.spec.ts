import { expect, test } from '@jest/globals';
import { entry } from '../contract/facts.js';
import { eventStoreContract, streamsContract } from '../contract/index.js';
import { NONE } from '../port.js';
import { MemoryEventStore } from './index.js';

const open = async () => {
  const store = new MemoryEventStore();
  return { store, dispose: () => store.close() };
};
eventStoreContract('memory', open);
streamsContract('memory', open);

test('positions are dense from 1, and an empty log has its head at 0', async () => {
  const store = new MemoryEventStore();
  expect(await store.head()).toBe(0);
  expect(await store.append('bottle-a', NONE, [entry('bottle-a', 0), entry('bottle-a', 1)])).toEqual({
    first: 1,
    last: 2,
  });
  expect(await store.append('bottle-b', NONE, [entry('bottle-b', 0)])).toEqual({ first: 3, last: 3 });
});

test('an id is used once', async () => {
  const store = new MemoryEventStore();
  const fact = entry('bottle-a', 0);
  await store.append('bottle-a', NONE, [fact]);
  await expect(store.append('bottle-b', NONE, [{ ...fact, stream: 'bottle-b' }])).rejects.toThrow(RangeError);
  await expect(
    store.append('bottle-b', NONE, [entry('bottle-b', 0), { ...entry('bottle-b', 1), id: fact.id }]),
  ).rejects.toThrow(RangeError);
  expect(await store.head()).toBe(1);
});
