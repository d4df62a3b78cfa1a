import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { LogReader } from '@ledger/event-store';
import type { Recorded } from '@ledger/kernel';
import { openEventStoreDb } from '../../../libs/event-store/src/eventstoredb/index.js';
import { MemoryEventStore } from '../../../libs/event-store/src/memory/index.js';
import { openSqliteReadModel } from '../../../libs/read-model/src/sqlite/index.js';
import { EventStoreDouble } from '../../../test/support/eventstoredb/double.js';
import { TamperedLog } from '../../../test/support/tampered.js';
import { views } from '../../areas.js';
import { answers } from './answers.js';
import { copy } from './copying.js';

let log: TamperedLog;
beforeAll(async () => {
  log = await TamperedLog.open();
}, 60_000);
afterAll(() => log.close());

async function* each<T>(things: readonly T[]) {
  yield* things;
}
async function inMemory(facts: readonly Recorded[]): Promise<LogReader> {
  const store = new MemoryEventStore();
  await copy(each(facts), store, () => {});
  return store;
}
async function told(of: LogReader) {
  const model = openSqliteReadModel(':memory:');
  let read = 0;
  const digests = await answers(of, model, (facts) => {
    read += facts;
  });
  await model.close();
  expect(read).toBe(log.facts.length);
  return digests;
}

test('the same facts tell the same, wherever they stand', async () => {
  const double = await EventStoreDouble.start();
  const server = await openEventStoreDb(double.url);
  await copy(each(log.facts), server, () => {});
  const here = await told(await inMemory(log.facts));
  expect([...here.keys()].sort()).toEqual(views.map(({ name }) => name).sort());
  expect(await told(server)).toEqual(here);
  await server.close();
  double.stop();
});

test('another fact tells something else, in the views that it concerns and no others', async () => {
  const used = log.one('QuantityUsed');
  const other = { ...used, data: { quantity: { value: '1', unit: 'mL', how: 'declared' } } };
  const here = await told(await inMemory(log.facts));
  const there = await told(await inMemory(log.facts.map((fact) => (fact === used ? other : fact))));
  const differing = [...here].filter(([view, digest]) => there.get(view) !== digest).map(([view]) => view);
  expect(differing.sort()).toEqual(['holdings', 'inventory']);
});
