import { EventStoreDouble } from '../../../../test/support/eventstoredb/double.js';
import { eventStoreContract } from '../contract/index.js';
import type { EventStore } from '../port.js';
import { openEventStoreDb } from './index.js';

/** A real server, where there is one to try: its database is filled with facts of tests. */
const real = process.env.EVENT_STORE_URL?.startsWith('esdb') ? process.env.EVENT_STORE_URL : undefined;

const TIMES = { deadline: 10_000, patience: 30_000 };

eventStoreContract(
  real ? 'eventstoredb (a server)' : 'eventstoredb (client conformance against a double)',
  async () => {
    const double = real === undefined ? await EventStoreDouble.start() : undefined;
    const url = double?.url ?? real ?? '';
    const opened: EventStore[] = [];
    const open = async () => {
      const store = await openEventStoreDb(url, TIMES);
      opened.push(store);
      return store;
    };
    const store = await open();
    return {
      store,
      reopen: async () => {
        await store.close();
        return open();
      },
      dispose: async () => {
        await Promise.all(opened.map((one) => one.close()));
        double?.stop();
      },
    };
  },
);
