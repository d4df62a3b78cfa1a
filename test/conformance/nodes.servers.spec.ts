import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Doc } from '@ledger/read-model';
import { openEventStoreDb } from '../../libs/event-store/src/eventstoredb/index.js';
import { openMongoReadModel } from '../../libs/read-model/src/mongodb/index.js';
import { DoubleProcess } from '../support/double.process.js';
import { differing, documentsOf, everything, folded } from '../support/folded.js';
import { founded } from '../support/founded.js';
import { mongoJavaServer, PREPARING_MS, type TestServer } from '../support/mongodb/servers.js';
import { NodeProcess } from '../support/node.process.js';

/** Who holds the lease, for the how manieth time it was given. */
type Standing = Doc & { readonly fence: number; readonly holder?: string };

/** Longer than the lease stays with a holder that gives no sign of life. */
const LONGER_THAN_THE_LEASE_MS = 8_000;
const DATABASE = 'nodes';

jest.setTimeout(120_000);

const { missing } = mongoJavaServer;
const title = 'two nodes on one log and one read model';

(missing === undefined ? describe : describe.skip)(
  missing === undefined ? title : `${title}: not tried here, for there is no ${missing}`,
  () => {
    const dir = mkdtempSync(join(tmpdir(), 'chemledger-nodes-'));
    let log: DoubleProcess;
    let views: TestServer;
    let settings: Readonly<Record<string, string>>;
    let nodes: NodeProcess[] = [];
    let count = 0;

    const start = () => {
      count += 1;
      return NodeProcess.start(join(dir, `node-${count}`), settings);
    };
    const pair = () => nodes as [NodeProcess, NodeProcess];

    /** The node that writes the views, and the other: only the one that holds the lease builds a view again. */
    const byDuty = async (): Promise<readonly [NodeProcess, NodeProcess]> => {
      const [one, other] = pair();
      for (;;) {
        if ((await one.ask('/v1/views/units/rebuild', {})).status === 200) return [one, other];
        if ((await other.ask('/v1/views/units/rebuild', {})).status === 200) return [other, one];
        await delay(200);
      }
    };

    beforeAll(async () => {
      [log, views] = await Promise.all([DoubleProcess.start(), mongoJavaServer.start()]);
      settings = { EVENT_STORE_URL: log.url, READ_MODEL_URL: `${views.url}${DATABASE}` };
      await founded(dir, settings);
      nodes = [await start(), await start()];
    }, PREPARING_MS);

    afterAll(async () => {
      for (const node of nodes) {
        node.goOn();
        await node.kill();
      }
      await Promise.all([views?.stop(), log?.stop()]);
      rmSync(dir, { recursive: true, force: true });
    });

    test('each shows what the other has recorded, to whoever brings the position', async () => {
      const [one, other] = pair();
      for (let n = 0; n < 5; n += 1) {
        for (const [writes, reads] of [
          [one, other],
          [other, one],
        ] as const) {
          const { code, position } = await writes.bottle('1');
          expect(await reads.look(code, position)).toMatchObject({
            code,
            content: { value: '1', unit: 'L' },
          });
        }
      }
    });

    test('fifty uses of one bottle, half of them on each, lose nothing', async () => {
      const [one, other] = pair();
      const { code, revision } = await one.bottle('1');
      const used = await Promise.all(
        Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? one : other).use(code, '10')),
      );
      expect(new Set(used.map(({ events }) => events[0]?.id)).size).toBe(50);
      for (const node of pair()) {
        for (const use of used) {
          expect((await node.look(code, use.position)).revision).toBeGreaterThanOrEqual(use.revision);
        }
        const last = (await node.get<{ head: string }>('/health/ready')).head;
        expect(await node.look(code, last)).toMatchObject({
          revision: revision + 50,
          content: { value: '0.5', unit: 'L' },
        });
      }
    });

    test('a pouring that one takes back while the other uses what was poured has one outcome', async () => {
      const [one, other] = pair();
      const { code } = await one.bottle('1');
      const mL = (value: string) => ({ quantity: { value, unit: 'mL' } });
      let takenBack = 0;
      const rounds = 12;
      for (let n = 0; n < rounds; n += 1) {
        const [takes, uses] = n % 2 === 0 ? [one, other] : [other, one];
        const split = await takes.post(`/v1/bottles/${code}/split`, mL('10'));
        const [child] = split.children ?? [];
        const [taken, used] = await Promise.all([
          takes.ask(`/v1/bottles/${code}/annul`, { fact: split.events[0]?.id, reason: 'a slip' }),
          uses.ask(`/v1/bottles/${child}/use`, mL('1')),
        ]);
        expect([taken.status, used.status].sort()).toEqual([200, 409]);
        if (taken.status === 200) takenBack += 1;
      }
      const value = String((1000 - 10 * (rounds - takenBack)) / 1000);
      for (const node of pair()) {
        const last = (await node.get<{ head: string }>('/health/ready')).head;
        expect(await node.look(code, last)).toMatchObject({ content: { value, unit: 'L' } });
      }
    });

    test('one command sent to both at once is done once', async () => {
      const [one, other] = pair();
      const { code, revision } = await one.bottle('1');
      for (let n = 1; n <= 10; n += 1) {
        const key = { 'idempotency-key': randomUUID() };
        const body = { quantity: { value: '1', unit: 'mL' } };
        const both = await Promise.all(
          [one, other].map((node) => node.post(`/v1/bottles/${code}/use`, body, key)),
        );
        expect(both[1]).toEqual(both[0]);
        expect((await other.look(code, both[0]?.position ?? '')).revision).toBe(revision + n);
      }
    });

    test('a bottle that is put into a place on one while it is closed on the other is found, and settled', async () => {
      const [one, other] = pair();
      const { code } = await one.bottle('1');
      const shown = (node: NodeProcess, place: string) =>
        node.get<{ conflict?: { bottles: readonly string[] } }>(`/v1/places/${place}`);
      /** Each finds the place as it was, until they are at it together. */
      const together = async (): Promise<string> => {
        for (;;) {
          const { id: place, position } = await one.post('/v1/places', { name: 'Shelf', kind: 'shelf' });
          await other.get(`/v1/places/${place}?after=${encodeURIComponent(position)}`);
          const [moved, closed] = await Promise.all([
            one.ask(`/v1/bottles/${code}/move`, { place }),
            other.ask(`/v1/places/${place}/close`, {}),
          ]);
          if (moved.status === 200 && closed.status === 200) return place;
        }
      };
      const place = await together();
      for (const node of pair()) {
        while (!(await shown(node, place)).conflict) await delay(50);
        expect(await shown(node, place)).toMatchObject({ open: false, conflict: { bottles: [code] } });
      }
      const away = await one.post('/v1/places', { name: 'Shelf', kind: 'shelf' });
      await other.post(`/v1/bottles/${code}/move`, { place: away.id });
      for (const node of pair()) while ((await shown(node, place)).conflict) await delay(50);
      const { items } = await one.get<{ items: readonly { type: string }[] }>(`/v1/places/${place}/history`);
      expect(items.map(({ type }) => type)).toEqual([
        'PlaceOpened',
        'PlaceClosed',
        'PlaceConflictFound',
        'PlaceConflictSettled',
      ]);
    });

    test('a key that is revoked on one opens nothing on the other', async () => {
      const [one, other] = pair();
      const person = await one.post('/v1/people', { name: 'Somebody' });
      const body = { person: person.id, label: 'test' };
      const issued = await one.ask<{ enrolment: { code: string } }>('/v1/credentials', body);
      const enrolled = await other.ask<{ key: string; credential: string }>('/v1/enrolments', {
        code: issued.body.enrolment.code,
      });
      const { key, credential } = enrolled.body;
      const knock = async (node: NodeProcess) =>
        (await node.ask('/v1/me', undefined, { authorization: `Bearer ${key}` })).status;
      expect([await knock(one), await knock(other)]).toEqual([200, 200]);
      const revoked = await one.post(`/v1/credentials/${credential}/revoke`, {});
      await other.get(`/v1/credentials?after=${encodeURIComponent(revoked.position)}`);
      expect([await knock(one), await knock(other)]).toEqual([401, 401]);
    });

    test('when the one that writes the views is killed, the other does', async () => {
      const [writer, other] = await byDuty();
      const { code, position } = await writer.bottle('2');
      await writer.kill();
      nodes = [other];
      expect(await other.look(code, position)).toMatchObject({ code });
      const used = await other.use(code, '500');
      expect(await other.look(code, used.position)).toMatchObject({ content: { value: '1.5', unit: 'L' } });
      nodes = [other, await start()];
    });

    test('one that was stopped for longer than its lease does no harm when it goes on', async () => {
      const [writer, other] = await byDuty();
      const model = await openMongoReadModel(`${views.url}${DATABASE}`);
      const standing = () => model.collection<Standing>('_standing').findOne({ _id: 'standing' });
      const before = await standing();
      const { code } = await other.bottle('3');
      const working = Promise.all(Array.from({ length: 20 }, () => other.use(code, '10')));
      const abroad = Promise.allSettled(Array.from({ length: 20 }, () => writer.use(code, '10')));
      writer.pause();
      await working;
      await delay(LONGER_THAN_THE_LEASE_MS);
      const meanwhile = await other.use(code, '10');
      expect(await other.look(code, meanwhile.position)).toMatchObject({ code });
      const taken = await standing();
      expect(taken?.fence).toBe((before?.fence ?? 0) + 1);
      writer.goOn();
      await abroad;
      const after = await writer.use(code, '10');
      for (const node of pair()) expect(await node.look(code, after.position)).toMatchObject({ code });
      expect(await byDuty()).toEqual([other, writer]);
      expect(await standing()).toMatchObject({ fence: taken?.fence, holder: taken?.holder });
      await model.close();
    });

    test('every view is what a fold of the log makes of it, and no fact is there twice', async () => {
      const store = await openEventStoreDb(log.url);
      const model = await openMongoReadModel(`${views.url}${DATABASE}`);
      const [one, other] = pair();
      const { head } = await one.get<{ head: string }>('/health/ready');
      for (const node of [one, other]) await node.get(`/v1/bottles?after=${encodeURIComponent(head)}`);
      await one.settled();
      const facts = await everything(store);
      expect(new Set(facts.map(({ id }) => id)).size).toBe(facts.length);
      expect(differing(await documentsOf(model), await folded(store))).toEqual([]);
      await Promise.all([store.close(), model.close()]);
    });

    test('met no bug', () => {
      for (const { said } of nodes) expect(said).toEqual([]);
    });
  },
);
