/**
 * A process whose client fails where nobody can catch it, while it appends: the server answers a malformed event of
 * somebody else's twice. It prints how many facts were stored. With the argument `other` something unrelated fails; with
 * `crowd` nothing fails but the connection, again and again, under many appends at once, and it prints what nobody caught.
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

const factOf = (stream: string, revision: number, text = '') => ({
  ...{
    id: crypto.randomUUID(),
    stream,
    revision,
    type: 'Noted',
    v: 1,
    data: { text },
    meta,
  },
});

const double = await EventStoreDouble.start();
const [, , how] = process.argv;
const times = how === 'crowd' ? { deadline: 5_000, patience: 120_000 } : { deadline: 500 };
const store = await openEventStoreDb(double.url, times);
if (how === 'crowd') await crowd();
else await alone();
await store.close();
double.stop();

async function alone(): Promise<void> {
  const other = EventStoreDBClient.connectionString(double.url);
  if (how === 'other') {
    setTimeout(() => {
      throw new Error('something unrelated');
    });
  } else {
    const malformed = { ...jsonEvent({ type: 'Noted', data: {} }), id: 'not-a-uuid' };
    await other.appendToStream('foreign', malformed).catch(() => {});
  }
  for (let revision = 0; revision < 20; revision += 1) {
    await store.append('bottle-a', revision - 1, [factOf('bottle-a', revision)]);
    await delay(2);
  }
  console.log(`stored ${(await store.read('bottle-a')).length}`);
  await other.dispose();
}

async function crowd(): Promise<void> {
  let uncaught = 0;
  process.on('unhandledRejection', () => {
    uncaught += 1;
  });
  // So much that it does not leave at once.
  const text = 'x'.repeat(60_000);
  const streams = Array.from({ length: 60 }, (_, n) => `bottle-${n}`);
  for (let revision = 0; revision < 3; revision += 1) {
    const appends = streams.map((stream) =>
      store.append(stream, revision - 1, [factOf(stream, revision, text)]),
    );
    await Promise.race(appends);
    await double.restart();
    await Promise.all(appends);
  }
  const facts = await Promise.all(streams.map((stream) => store.read(stream)));
  console.log(`stored ${facts.flat().length}, uncaught ${uncaught}`);
}
