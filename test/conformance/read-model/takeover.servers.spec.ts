import { expect, it } from '@jest/globals';
import type { View, ViewDocument } from '@ledger/kernel';
import { type Doc, type Lease, Projector, type ReadModel, whileHeld } from '@ledger/read-model';
import { MemoryEventStore } from '../../../libs/event-store/src/memory/index.js';
import { type MongoReadModel, openMongoReadModel } from '../../../libs/read-model/src/mongodb/index.js';
import { openSqliteReadModel } from '../../../libs/read-model/src/sqlite/index.js';
import { mongoJavaServer } from '../../support/mongodb/servers.js';
import { entriesOf, minute, type Told } from '../../support/told.js';
import { describeOnEachServer } from './each-server.js';

type Level = ViewDocument & { readonly n: number; readonly facts: number };

const levels: View<Level> = {
  name: 'levels',
  version: 1,
  categories: ['jar'],
  indexes: [{ fields: { n: 1 } }],
  evolve: ([doc], { stream, data }) => {
    const { n } = data as { n: number };
    return [{ _id: stream, n: (doc?.n ?? 0) * 3 + n, facts: (doc?.facts ?? 0) + 1 }];
  },
};
const views = [levels] as unknown as View[];
const JARS = 30;
const ROUNDS = 12;

const documents = (model: ReadModel): Promise<Doc[]> =>
  model
    .collection('levels@1')
    .find({}, { sort: { _id: 1 } })
    .toArray();

/** A node: projects while it holds the lease. */
class Node {
  /** What each holding was told, in order. */
  readonly fences: number[] = [];
  private readonly stopping = new AbortController();
  private readonly running: Promise<void>;

  constructor(url: string, log: MemoryEventStore, lease: Lease) {
    const work = async ({ fence }: { fence: number }, lost: AbortSignal): Promise<void> => {
      this.fences.push(fence);
      const model = await openMongoReadModel(url, { database: 'takeover', fence });
      try {
        const projector = await Projector.open(views, model, log, () => {});
        lost.addEventListener('abort', () => void projector.stop().catch(() => {}));
        await projector.start();
      } finally {
        await model.close();
      }
    };
    this.running = whileHeld(lease, work, this.stopping.signal);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }
}

describeOnEachServer(
  (server) => {
    it('goes on through silence, cut connections and a holder that does not know that it was followed', async () => {
      const log = new MemoryEventStore();
      const told = (n: number): Told => ({
        type: 'Put',
        v: 1,
        data: { n },
        meta: { occurredAt: minute((n * 7) % 11) },
      });
      const record = async (rounds: readonly number[]) => {
        for (const round of rounds) {
          for (let jar = 0; jar < JARS; jar += 1) {
            const stream = `jar-${jar}`;
            const history = entriesOf(
              stream,
              Array.from({ length: ROUNDS }, (_, n) => told(n)),
            );
            await log.append(stream, round - 1, history.slice(round, round + 1));
          }
        }
      };
      const model = await openMongoReadModel(server().url, { database: 'takeover' });
      const reached = async (position: number): Promise<void> => {
        while ((await model.checkpoint('levels@1')) < position)
          await new Promise((resolve) => setTimeout(resolve, 20));
      };
      const ttl = 400;
      const silent = silenced(model.lease({ ttl }));
      const one = new Node(server().url, log, silent);
      await record([0, 1, 2]);
      await reached(3 * JARS);
      const other = new Node(server().url, log, model.lease({ ttl }));
      // The holder gives no more signs of life and goes on writing: its own clock stands still.
      silent.silence();
      await record([3, 4]);
      while (other.fences.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      await record([5]);
      await server().down();
      await record([6, 7]);
      await server().up();
      await record([8, 9, 10, 11]);
      await reached(ROUNDS * JARS);
      expect([one.fences[0], other.fences[0]]).toEqual([1, 2]);
      await one.stop();
      await other.stop();
      expect(await documents(model)).toEqual(await aloneOver(log));
      await model.close();
    }, 60_000);
  },
  [mongoJavaServer],
);

/** A lease whose holder is like a process that stands still: it hears nothing of time or of the loss. */
function silenced(lease: ReturnType<MongoReadModel['lease']>): Lease & { silence(): void } {
  let silent = false;
  return {
    ttl: Number.POSITIVE_INFINITY,
    acquire: () => lease.acquire(),
    renew: () => (silent ? Promise.resolve(true) : lease.renew()),
    release: () => lease.release(),
    silence: () => {
      silent = true;
    },
  };
}

async function aloneOver(log: MemoryEventStore): Promise<Doc[]> {
  const model = openSqliteReadModel(':memory:');
  const done = Promise.withResolvers<void>();
  const head = await log.head();
  const projector = await Projector.open(views, model, log, ([levels]) => {
    if (levels && levels.position >= head) done.resolve();
  });
  void projector.start();
  await done.promise;
  await projector.stop();
  const found = await documents(model);
  await model.close();
  return found;
}
