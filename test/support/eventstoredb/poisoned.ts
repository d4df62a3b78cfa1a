/**
 * A process whose client fails where nobody can catch it, while it appends: the server answers a malformed event of
 * somebody else's twice. It prints how many facts were stored. With the argument `other` something unrelated fails.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { openEventStoreDb } from '../../../libs/event-store/src/eventstoredb/index.js';
import { EventStoreDouble } from './double.js';

const at = '2027-03-01T08:00:00.000Z';
const meta = {
  actor: 'p',
  credential: 'k',
  commandId: 'c',
  commandHash: 'h',
  occurredAt: at,
  recordedAt: at,
};

const double = await EventStoreDouble.start();
const store = await openEventStoreDb(double.url, { deadline: 500 });
const other = EventStoreDBClient.connectionString(double.url);
if (process.argv[2] === 'other') {
  setTimeout(() => {
    throw new Error('something unrelated');
  });
} else {
  const malformed = { ...jsonEvent({ type: 'Noted', data: {} }), id: 'not-a-uuid' };
  await other.appendToStream('foreign', malformed).catch(() => {});
}
for (let revision = 0; revision < 20; revision += 1) {
  const fact = { id: crypto.randomUUID(), stream: 'bottle-a', revision, type: 'Noted', v: 1, data: {}, meta };
  await store.append('bottle-a', revision - 1, [fact]);
  await delay(2);
}
console.log(`stored ${(await store.read('bottle-a')).length}`);
await store.close();
await other.dispose();
double.stop();
