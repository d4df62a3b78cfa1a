import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Entry, quantityIn } from '@ledger/kernel';
import { openEventStoreDb } from '../../libs/event-store/src/eventstoredb/index.js';
import { openMongoReadModel } from '../../libs/read-model/src/mongodb/index.js';
import { type Bottle, bottleFolding } from '../../src/bottle/bottle.state.js';
import { DoubleProcess } from '../support/double.process.js';
import { differing, documentsOf, everything, folded } from '../support/folded.js';
import { mongoJavaServer, PREPARING_MS, type TestServer } from '../support/mongodb/servers.js';
import { naiveState } from '../support/naive.js';
import { NodeProcess, type Receipt, type Shown } from '../support/node.process.js';
import { ACETONE } from '../support/site.js';
import { Storm } from './storm.js';

/** How long the service is worked with while its databases fail it. */
const SECONDS = Number(process.env.SECONDS ?? '0');
const CLIENTS = 32;
const DATABASE = 'soak';
const RETRY_MS = 50;
const LOOK_MS = 5_000;

const missing = SECONDS > 0 ? mongoJavaServer.missing : 'time: npm run test:soak gives it some';
const title = `${SECONDS} seconds of work with databases that fail`;
const any = <T>(things: readonly T[]): T => things[Math.floor(Math.random() * things.length)] as T;

(missing === undefined ? describe : describe.skip)(
  missing === undefined ? title : `${title}: not tried here, for there is no ${missing}`,
  () => {
    const dir = mkdtempSync(join(tmpdir(), 'chemledger-soak-'));
    /** What was answered to the command of a key. */
    const acknowledged = new Map<string, Receipt>();
    const answers = new Map<number | 'none', number>();
    const memory: number[] = [];
    const places: string[] = [];
    const codes: string[] = [];
    let log: DoubleProcess;
    let views: TestServer;
    let node: NodeProcess;

    beforeAll(async () => {
      [log, views] = await Promise.all([DoubleProcess.start(), mongoJavaServer.start()]);
      const settings = { EVENT_STORE_URL: log.url, READ_MODEL_URL: `${views.url}${DATABASE}` };
      node = await NodeProcess.start(dir, settings);
      for (const name of ['North', 'South'])
        places.push((await node.post('/v1/places', { name, kind: 'cupboard' })).id);
    }, PREPARING_MS);
    afterAll(async () => {
      await node?.kill();
      await Promise.all([views?.stop(), log?.stop()]);
      rmSync(dir, { recursive: true, force: true });
    });

    /** Sends a command until it is accepted or refused for good, always under the same key. */
    const insist = async (path: string, body: object): Promise<Receipt | undefined> => {
      const key = randomUUID();
      for (;;) {
        const answer = await node
          .ask<Receipt>(path, { ...body, reason: key }, { 'idempotency-key': key })
          .catch(() => undefined);
        const status = answer?.status ?? 'none';
        answers.set(status, (answers.get(status) ?? 0) + 1);
        if (answer && answer.status < 300) {
          acknowledged.set(key, answer.body);
          return answer.body;
        }
        if (!node.alive) throw new Error(`the service ended:\n${node.said.join('\n')}`);
        if (answer && answer.status < 500 && answer.status !== 429) return undefined;
        await delay(RETRY_MS);
      }
    };
    const register = async () => {
      const content = { value: '1000', unit: 'L' };
      const body = { origin: 'baselined', substance: ACETONE, content, place: any(places) };
      const receipt = await insist('/v1/bottles', body);
      if (receipt) codes.push(receipt.code);
    };
    const client = async (until: number) => {
      while (performance.now() < until) {
        const dice = Math.random();
        const of = `/v1/bottles/${any(codes)}`;
        if (codes.length < CLIENTS || dice < 0.05) await register();
        else if (dice < 0.15) await insist(`${of}/move`, { place: any(places) });
        else if (dice < 0.2) await insist(`${of}/split`, { quantity: { value: '1', unit: 'mL' }, count: 2 });
        else await insist(`${of}/use`, { quantity: { value: '1', unit: 'mL' } });
      }
    };

    test(
      'records every command once, whatever happens, and goes on by itself',
      async () => {
        const until = performance.now() + SECONDS * 1_000;
        const storm = new Storm(log, views);
        const ended = new AbortController();
        const watching = (async () => {
          while (!ended.signal.aborted) {
            memory.push(node.megabytes);
            await delay(LOOK_MS, undefined, { signal: ended.signal }).catch(() => {});
          }
        })();
        const raging = storm.rage(until);
        await Promise.all(Array.from({ length: CLIENTS }, () => client(until)));
        await raging;
        await node.settled();
        ended.abort();
        await watching;
        memory.push(node.megabytes);
        const figures = { acknowledged: acknowledged.size, answers: Object.fromEntries(answers) };
        process.stderr.write(`soak: ${JSON.stringify({ ...figures, faults: storm.counts, memory })}\n`);
        expect(node.alive).toBe(true);
        expect(answers.get(500)).toBeUndefined();
        expect(acknowledged.size).toBeGreaterThan(CLIENTS);
      },
      SECONDS * 1_000 + 180_000,
    );

    test('every acknowledged command is in the log once, and every view is a fold of the log', async () => {
      const store = await openEventStoreDb(log.url);
      const model = await openMongoReadModel(`${views.url}${DATABASE}`);
      const facts = await everything(store);
      expect(new Set(facts.map(({ id }) => id)).size).toBe(facts.length);
      const kept = Map.groupBy(facts, ({ meta }) => meta.reason ?? '');
      for (const [key, { events }] of acknowledged) {
        const ids = (kept.get(key) ?? []).map(({ id }) => id);
        expect(new Set(ids)).toEqual(new Set(events.map(({ id }) => id)));
      }
      expect(differing(await documentsOf(model), await folded(store))).toEqual([]);
      const streams = Map.groupBy(facts, ({ stream }) => stream);
      for (const code of codes) {
        const entries: readonly Entry[] = streams.get(`bottle-${code}`) ?? [];
        const { content } = naiveState(bottleFolding, entries) as Bottle;
        const shown = await node.get<Shown>(`/v1/bottles/${code}`);
        expect(shown.content).toEqual(quantityIn(content));
      }
      await Promise.all([store.close(), model.close()]);
    }, 300_000);
  },
);
