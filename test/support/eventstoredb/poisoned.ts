/**
 * A process whose client fails where nobody can catch it, while it appends; it prints how many facts were stored. Nothing
 * runs out of time here, so that nothing but hearing of the failure helps. The argument says how it fails:
 *
 * - `twice`: the server answers a malformed event of somebody else's twice, and the second answer throws;
 * - `thrown`, `rejected`: an answer is lost, and the client throws or rejects something of its own;
 * - `crowd`: the connection fails, again and again, under many appends at once (prints what nobody caught, too);
 * - `other`: something unrelated throws.
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
  ...{ id: crypto.randomUUID(), stream, revision, type: 'Noted', v: 1, data: { text }, meta },
});

/** An error as the client makes it where it answers appends. */
const ofClient = () => {
  const where = 'node_modules/@eventstore/db-client/dist/streams/appendToStream/batchAppend.js:96';
  return Object.assign(new Error('cancelled'), { stack: `Error: cancelled\n    at ${where}` });
};

const double = await EventStoreDouble.start();
const store = await openEventStoreDb(double.url, { deadline: 600_000, patience: 600_000 });
const [, , how = ''] = process.argv;
const ways: Readonly<Record<string, () => Promise<void>>> = { twice, thrown, rejected, crowd, other };
await ways[how]?.();
await store.close();
double.stop();

/** Facts of one stream, one after the other. */
async function work(): Promise<void> {
  for (let revision = 0; revision < 20; revision += 1) {
    await store.append('bottle-a', revision - 1, [factOf('bottle-a', revision)]);
    await delay(2);
  }
  console.log(`stored ${(await store.read('bottle-a')).length}`);
}

async function twice(): Promise<void> {
  const somebody = EventStoreDBClient.connectionString(double.url);
  const malformed = { ...jsonEvent({ type: 'Noted', data: {} }), id: 'not-a-uuid' };
  await somebody.appendToStream('foreign', malformed).catch(() => {});
  await work();
  await somebody.dispose();
}

async function thrown(): Promise<void> {
  double.faults.next('lose');
  setTimeout(() => {
    throw ofClient();
  }, 100);
  await work();
}

async function rejected(): Promise<void> {
  double.faults.next('lose');
  setTimeout(() => void Promise.reject(ofClient()), 100);
  await work();
}

async function other(): Promise<void> {
  setTimeout(() => {
    throw new Error('something unrelated');
  });
  await work();
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
