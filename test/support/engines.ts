import { randomUUID } from 'node:crypto';
import { openMongoReadModel } from '../../libs/read-model/src/mongodb/index.js';
import type { Environment } from '../../src/config.files.js';
import { EventStoreDouble } from './eventstoredb/double.js';

/** What stands behind both ports: one of those of one machine, or servers (the double of EventStoreDB, mongo-java-server). */
export type Stores = 'memory' | 'sqlite' | 'servers';

/** The server of MongoDB's protocol that was started for all tests, where they are to run on servers. */
const { SERVED_BY } = process.env;

/** Tests that run on every pair run on these. */
export const bothStores: readonly Stores[] = SERVED_BY ? ['servers'] : ['memory', 'sqlite'];

/** Databases of one service, and of no other. */
export interface Engines {
  readonly settings: Environment;
  stop(): Promise<void>;
}

/** Servers take the place of whatever a test asks for, where it is to run on them. */
export async function enginesFor(stores: Stores): Promise<Engines> {
  if (SERVED_BY) return onServers(SERVED_BY);
  return {
    settings: { EVENT_STORE_URL: `${stores}:`, READ_MODEL_URL: `${stores}:` },
    stop: async () => {},
  };
}

async function onServers(url: string): Promise<Engines> {
  const double = await EventStoreDouble.start();
  const database = `test-${randomUUID()}`;
  return {
    settings: { EVENT_STORE_URL: double.url, READ_MODEL_URL: `${url}${database}` },
    stop: async () => {
      double.stop();
      for (const name of [database, `${database}_private`]) await empty(url, name);
    },
  };
}

/** The server keeps everything in its memory. */
async function empty(url: string, database: string): Promise<void> {
  const model = await openMongoReadModel(url, { database });
  for (const name of await model.names()) await model.drop(name);
  await model.close();
}
