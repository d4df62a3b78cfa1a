import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { openEventStoreDb } from '../../../libs/event-store/src/eventstoredb/index.js';
import { Ear } from '../../../test/support/ear.js';
import { EventStoreDouble } from '../../../test/support/eventstoredb/double.js';
import { TamperedLog } from '../../../test/support/tampered.js';
import { readConfig } from '../../config.js';
import { copy } from '../migrate/copying.js';
import { verifyLog } from '../verify.js';
import type { Report } from './report.js';

/** A log on a server, of which whoever may write there can make what they like. */
let log: TamperedLog;
let double: EventStoreDouble;
let operator: EventStoreDBClient;
const dir = mkdtempSync(join(tmpdir(), 'ledger-verify-server-'));

beforeAll(async () => {
  log = await TamperedLog.open();
}, 60_000);
beforeEach(async () => {
  double = await EventStoreDouble.start();
  const store = await openEventStoreDb(double.url);
  await copy(inOrder(), store, () => {});
  await store.close();
  operator = EventStoreDBClient.connectionString(double.url);
});
afterEach(async () => {
  await operator.dispose();
  double.stop();
});
afterAll(() => {
  log.close();
  rmSync(dir, { recursive: true });
});

async function* inOrder() {
  yield* log.facts;
}

async function verified(): Promise<{ readonly well: boolean; readonly report: Report }> {
  const ear = new Ear();
  const config = readConfig({ DATA_DIR: dir, EVENT_STORE_URL: double.url, READ_MODEL_URL: 'memory:' });
  const well = await verifyLog(config, ear);
  expect(readdirSync(dir)).toEqual([]);
  return { well, report: ear.heard as Report };
}
const codes = async () => (await verified()).report.findings.map(({ code }) => code);

/** Makes another event of the one that holds the nth fact of a type, as nobody can who is not on the server itself. */
function rewrite(type: string, change: (data: Record<string, unknown>) => void): void {
  const { all } = double.log;
  const n = all.findIndex((event) => event.type === type);
  const event = all[n];
  if (!event) throw new TypeError(`there is no ${type}`);
  const data = JSON.parse(Buffer.from(event.data).toString());
  change(data);
  Object.assign(event, { data: Buffer.from(JSON.stringify(data)) });
}

test('a log on a server is as well as the same log in a file', async () => {
  const inAFile = await log.verified(() => {});
  const { well, report } = await verified();
  expect(well).toBe(true);
  expect(report).toMatchObject({ found: 0, findings: [] });
  for (const what of ['facts', 'streams', 'commands'] as const) expect(report[what]).toBe(inAFile[what]);
  await operator.setStreamMetadata(log.one('BottleReceived').stream, { owner: 'stores' });
  await operator.appendToStream('$stats-1', jsonEvent({ type: '$statsCollected', data: {} }));
  expect(await codes()).toEqual([]);
});

test('what is changed in an event is found, also where it is still a fact', async () => {
  rewrite('QuantityUsed', (data) => Object.assign(data, { purpose: 'something else' }));
  expect(await codes()).toEqual(['text.not-as-written']);
});

test('what was never a fact is found', async () => {
  const { stream } = log.one('PlaceOpened');
  await operator.appendToStream(stream, jsonEvent({ type: 'PlaceRenamed', data: { name: 'by hand' } }));
  expect(await codes()).toEqual(['text.not-a-fact']);
  rewrite('PlaceOpened', (data) => Object.assign(data, { size: 0.5 }));
  expect(await codes()).toEqual(
    expect.arrayContaining(['text.not-a-fact', 'text.not-as-written', 'text.not-canonical']),
  );
});

test('what was scavenged is missing', async () => {
  const { stream } = log.one('QuantityUsed');
  const n = double.log.all.findIndex((event) => event.stream === stream && event.revision === 1n);
  expect(double.log.all.splice(n, 1)).toMatchObject([{ stream }]);
  expect(await codes()).toContain('revision.not-dense');
});

test.each<[string, (stream: string) => Promise<unknown>]>([
  ['cut short', (stream) => operator.setStreamMetadata(stream, { maxCount: 1 })],
  ['cut off', (stream) => operator.setStreamMetadata(stream, { truncateBefore: 1 })],
  ['let grow old', (stream) => operator.setStreamMetadata(stream, { maxAge: 1 })],
  ['deleted', (stream) => operator.deleteStream(stream)],
  ['deleted for good', (stream) => operator.tombstoneStream(stream)],
])('a stream that was %s is found', async (_name, hide) => {
  const { stream } = log.one('PlaceOpened');
  await hide(stream);
  const { well, report } = await verified();
  expect(well).toBe(false);
  expect(report.findings).toEqual([expect.objectContaining({ code: 'history.hidden', stream })]);
});
