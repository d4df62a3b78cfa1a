import { afterEach, expect, it } from '@jest/globals';
import { type Doc, Superseded, Unreachable, type ViewDoc, type Write } from '@ledger/read-model';
import { MongoClient } from 'mongodb';
import { type MongoReadModel, openMongoReadModel } from '../../../libs/read-model/src/mongodb/index.js';
import { ferretDb, mongoJavaServer, mongoJavaServerOnDisk } from '../../support/mongodb/servers.js';
import { describeOnEachServer } from './each-server.js';

let databases = 0;
const opened: MongoReadModel[] = [];
afterEach(async () => {
  for (const model of opened.splice(0)) await model.close();
});

const bottle = (_id: string, at: number, state: string): Write => ({
  replace: { _id, at, state } as ViewDoc,
});

describeOnEachServer(
  (server) => {
    const open = async (database: string, fence?: number): Promise<MongoReadModel> => {
      const model = await openMongoReadModel(server().url, {
        database,
        ...(fence !== undefined && { fence }),
      });
      opened.push(model);
      return model;
    };
    const fresh = (): string => {
      databases += 1;
      return `lease${databases}`;
    };
    const all = (model: MongoReadModel, view: string): Promise<Doc[]> =>
      model
        .collection(view)
        .find({}, { sort: { _id: 1 } })
        .toArray();

    it('is one node’s until it is released', async () => {
      const model = await open(fresh());
      const [one, other] = [model.lease(), model.lease()];
      expect(await one.acquire()).toEqual({ fence: 1 });
      expect(await one.acquire()).toEqual({ fence: 1 });
      expect(await other.acquire()).toBeUndefined();
      expect(await other.renew()).toBe(false);
      expect(await one.renew()).toBe(true);
      await one.release();
      expect(await one.renew()).toBe(false);
      expect(await other.acquire()).toEqual({ fence: 2 });
      await one.release();
      expect(await other.renew()).toBe(true);
    });

    it('goes to one of many that ask at once', async () => {
      const database = fresh();
      const models = await Promise.all([0, 1, 2, 3].map(() => open(database)));
      const held = await Promise.all(models.map((model) => model.lease().acquire()));
      expect(held.filter(Boolean)).toEqual([{ fence: 1 }]);
    });

    it('goes to another when its holder falls silent, by the watcher’s own clock', async () => {
      const model = await open(fresh());
      const clock = { now: 0 };
      const holder = model.lease({ ttl: 1_000 });
      const watcher = model.lease({ ttl: 1_000, now: () => clock.now });
      const acquireAt = (now: number) => {
        clock.now = now;
        return watcher.acquire();
      };
      expect(await holder.acquire()).toEqual({ fence: 1 });
      expect(await acquireAt(0)).toBeUndefined();
      expect(await acquireAt(999)).toBeUndefined();
      expect(await holder.renew()).toBe(true);
      // The watcher slept, and cannot know when the sign of life came: it begins to watch anew.
      expect(await acquireAt(60_000)).toBeUndefined();
      expect(await acquireAt(60_999)).toBeUndefined();
      expect(await acquireAt(61_000)).toEqual({ fence: 2 });
      expect(await holder.renew()).toBe(false);
      expect(await holder.acquire()).toBeUndefined();
    });

    it('fences off whoever held it before: no checkpoint, no switch, no drop', async () => {
      const database = fresh();
      const leases = await open(database);
      const [one, other] = [leases.lease(), leases.lease()];
      const first = await open(database, (await one.acquire())?.fence);
      await first.project('v', [bottle('A', 3, 'stored')], 3);
      await first.project(first.beside('v'), [bottle('A', 2, 'half built')], 2);
      await one.release();
      const second = await open(database, (await other.acquire())?.fence);
      expect(await second.names()).toEqual(['v']);
      await second.project('v', [bottle('A', 4, 'issued')], 4);

      await expect(first.project('v', [bottle('A', 3, 'stored')], 9)).rejects.toThrow(Superseded);
      await expect(first.project('v', [bottle('B', 2, 'stored')], 9)).rejects.toThrow(Superseded);
      await expect(first.drop('v')).rejects.toThrow(Superseded);
      // It goes on building, as if nothing had happened, and would put what it has in place of the other's.
      await expect(first.project(first.beside('v'), [bottle('A', 3, 'stored')], 3)).rejects.toThrow(
        Superseded,
      );
      await expect(first.rename(first.beside('v'), 'v')).rejects.toThrow(Superseded);
      await expect(open(database, 1)).rejects.toThrow(Superseded);
      expect(await second.checkpoint('v')).toBe(4);
      // A document of the old holder is what the new one writes from the same facts: earlier, or the same.
      expect(await all(second, 'v')).toEqual([
        { _id: 'A', at: 4, state: 'issued' },
        { _id: 'B', at: 2, state: 'stored' },
      ]);
      await second.project('v', [bottle('B', 2, 'stored')], 5);
      expect(await second.checkpoint('v')).toBe(5);
    });

    it('is told when the database is not as it was left', async () => {
      const database = fresh();
      const leases = await open(database);
      const lease = leases.lease();
      const model = await open(database, (await lease.acquire())?.fence);
      expect(await model.checkpoint('v')).toBe(0);
      await model.project('v', [bottle('A', 3, 'stored')], 3);
      await model.project('v', [bottle('A', 4, 'issued')], 4);
      await model.project('v', [bottle('A', 4, 'issued')], 4);
      const operator = new MongoClient(server().url);
      const standing = operator.db(database).collection('_standing');
      await standing.updateOne({}, { $set: { 'checkpoints.v': 3 } });
      await expect(model.project('v', [bottle('A', 5, 'opened')], 5)).rejects.toThrow(Superseded);
      await standing.updateOne({}, { $unset: { 'checkpoints.v': '' } });
      await expect(model.project('v', [bottle('A', 5, 'opened')], 5)).rejects.toThrow(Superseded);
      expect(await model.checkpoint('v')).toBe(0);
      await model.project('v', [bottle('A', 5, 'opened')], 5);
      expect(await model.checkpoint('v')).toBe(5);
      await operator.db(database).dropDatabase();
      await expect(model.project('v', [bottle('A', 6, 'used')], 6)).rejects.toThrow(Superseded);
      expect(await lease.renew()).toBe(false);
      expect(await lease.acquire()).toEqual({ fence: 1 });
      await operator.close();
    });

    it('says that the server is away, and goes on when it is back, with all that was acknowledged', async () => {
      const model = await open(fresh());
      const lease = model.lease();
      expect(await lease.acquire()).toEqual({ fence: 1 });
      await model.project('v', [bottle('A', 1, 'stored')], 1);
      await server().down();
      const asking = model.collection('v').find({}).toArray();
      await Promise.all([
        expect(asking).rejects.toThrow(Unreachable),
        expect(model.project('v', [bottle('B', 2, 'stored')], 2)).rejects.toThrow(Unreachable),
        expect(lease.renew()).rejects.toThrow(Unreachable),
        expect(openMongoReadModel(server().url)).rejects.toThrow(Unreachable),
      ]);
      await server().up();
      expect(await lease.renew()).toBe(true);
      await model.project('v', [bottle('B', 2, 'stored')], 2);
      expect(await all(model, 'v')).toMatchObject([{ _id: 'A' }, { _id: 'B' }]);
      expect(await model.checkpoint('v')).toBe(2);
    }, 60_000);
  },
  [mongoJavaServer, mongoJavaServerOnDisk, ferretDb],
);
