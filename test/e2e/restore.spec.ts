import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { BackupFolder } from '@ledger/backup';
import { canonicalEntry, idOf } from '@ledger/kernel';
import pino from 'pino';
import { openReader } from '../../libs/event-store/src/sqlite/index.js';
import { openSqliteReadModel } from '../../libs/read-model/src/sqlite/index.js';
import { backup } from '../../src/cli/backup.js';
import { failureOf } from '../../src/cli/failure.js';
import { type RestoreOptions, restore } from '../../src/cli/restore.js';
import { verifyLog } from '../../src/cli/verify.js';
import { type Config, readConfig } from '../../src/config.js';
import { openHouse } from '../../src/house.js';
import { is } from '../support/client.js';
import { Ear } from '../support/ear.js';
import { differing, documentsOf, everything, folded } from '../support/folded.js';
import { Service } from '../support/service.js';
import { litres, minutesAgo, Site, type Somebody } from '../support/site.js';

jest.setTimeout(120_000);

const top = mkdtempSync(join(tmpdir(), 'ledger-restore-'));
const data = join(top, 'data');
const backups = join(top, 'backups');
let folders = 0;
/** A folder that is not there. */
const fresh = (): string => {
  folders += 1;
  return join(top, `restored-${folders}`);
};
const configOf = (dir: string, more: Record<string, string> = {}): Config =>
  readConfig({ DATA_DIR: dir, ...more });
const serve = (dir: string): Promise<Service> => Service.open('sqlite', { DATA_DIR: dir });

async function backUp(): Promise<void> {
  await backup(configOf(data), backups, {}, new Ear());
}

interface Restored {
  readonly from: { readonly last: string; readonly epoch: string };
  readonly to: { readonly epoch: string };
  readonly lost: string;
  readonly missing?: number;
  readonly leftOut: number;
}
async function restored(dir: string, options: Partial<RestoreOptions>): Promise<Restored> {
  const ear = new Ear();
  expect(await restore(configOf(dir), backups, { reason: 'a trial', ...options }, ear)).toBe(true);
  return ear.heard as Restored;
}
/** Why it was refused, and what is there then. */
async function refused(options: Partial<RestoreOptions>, more: Record<string, string> = {}, dir = fresh()) {
  const there = () => (existsSync(dir) ? readdirSync(dir).filter((name) => !name.endsWith('.lock')) : []);
  const before = there();
  const asked = restore(configOf(dir, more), backups, { reason: 'a trial', ...options }, new Ear());
  const failure = failureOf(
    await asked.then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
  expect(there()).toEqual(before);
  return `${failure.code}: ${failure.message} ${failure.hint}`;
}

const logOf = async (dir: string) => {
  const log = openReader(join(dir, 'ledger.db'));
  const facts = await everything(log);
  await log.close();
  return facts;
};
const viewsOf = async (dir: string) => {
  const model = openSqliteReadModel(join(dir, 'views.db'), { readOnly: true });
  const documents = await documentsOf(model);
  await model.close();
  return documents;
};
const privateOf = async (dir: string) => {
  const model = openSqliteReadModel(join(dir, 'private.db'), { readOnly: true });
  const all: Record<string, unknown> = {};
  for (const name of ['names', 'secrets', 'enrolments', 'attempts'])
    all[name] = await model
      .collection(name)
      .find({}, { sort: { _id: 1 } })
      .toArray();
  await model.close();
  return all;
};

let clerk: Somebody;
let position: string;

beforeAll(async () => {
  mkdirSync(backups);
  const service = await serve(data);
  const site = new Site(service);
  const room = await site.place({ kind: 'room', name: 'Room' });
  const [place, elsewhere] = [await site.place({ parent: room }), await site.place({ parent: room })];
  const code = await site.stored(place, { aliases: [{ scheme: 'old', value: 'A 7' }] });
  const early = minutesAgo(0);
  const used = await site.act(code, 'use', { quantity: litres('0.1') });
  await site.act(code, 'move', { place: elsewhere, occurredAt: early });
  await site.act(code, 'split', { quantity: litres('0.2'), count: 2 });
  await site.act(code, 'annul', { fact: used.body.events[0].id, reason: 'not so' });
  await site.bottle({ place, count: 20 });
  clerk = await site.somebody('stores', { place: room });
  await site.unit();
  is(await service.as('nobody-has-this-key').get('/v1/bottles'), 401);
  position = await site.now();
  await service.close();
  await backUp();
});
afterAll(() => rmSync(top, { recursive: true, force: true }));

describe('a restored ledger', () => {
  const dir = fresh();
  let told: Restored;

  beforeAll(async () => {
    told = await restored(dir, { old: data, reason: 'the disk died' });
    const made = readdirSync(dir).filter((name) => !name.endsWith('.lock'));
    expect(made.sort()).toEqual(['ledger.db', 'private.db']);
  });

  test('has every fact in its place, and one more that says what was done', async () => {
    const [before, after] = [await logOf(data), await logOf(dir)];
    expect(after.slice(0, -1)).toEqual(before);
    expect(after.slice(0, -1).map(canonicalEntry)).toEqual(before.map(canonicalEntry));
    const administrator = before.find(({ type }) => type === 'PersonAdded');
    expect(after.at(-1)).toMatchObject({
      ...{ stream: 'site-main', type: 'LedgerRestored', v: 1 },
      data: {
        from: { facts: before.length, last: before.at(-1)?.id, epoch: told.from.epoch },
        ...{ to: { epoch: told.to.epoch }, lost: 'nothing' },
      },
      meta: { actor: idOf(administrator?.stream ?? ''), credential: 'console', reason: 'the disk died' },
    });
    expect(told).toMatchObject({ lost: 'nothing', leftOut: 0 });
    expect(told.to.epoch).not.toBe(told.from.epoch);
  });

  test('has all names, hashes of keys and refused attempts', async () => {
    expect(await privateOf(dir)).toEqual(await privateOf(data));
    expect((await privateOf(dir)).attempts).toHaveLength(1);
  });

  test('gives the same answers, goes on, and passes verify', async () => {
    const service = await serve(dir);
    const site = new Site(service);
    await site.now();
    const [added] = (await logOf(dir)).slice(-1);
    const documents = await documentsOf(service.house.model);
    expect(differing(documents, await viewsOf(data))).toEqual([`receipts ${added?.meta.commandId}`]);
    expect(differing(documents, await folded(service.house.store))).toEqual([]);
    is(await service.as(clerk.client.key).get('/v1/bottles'), 200);
    await site.stored(await site.place());
    expect(service.failures).toEqual([]);
    await service.close();
    expect(await verifyLog(configOf(dir), new Ear())).toBe(true);
  });

  test('answers 410 to whoever holds a position of before, and how to go on', async () => {
    const service = await serve(dir);
    const { admin } = service;
    const of = (query: string) => admin.get(`/v1/feed?${query}`);
    const { body } = is(await of(`after=${position}`), 410, 'position.of-older-log');
    expect(body.params).toEqual({ lastCommon: told.from.last });
    const known = (await logOf(data)).at(-3);
    const next = is(await of(`afterId=${known?.id}&limit=3`), 200).body;
    expect(next.items.map(({ type }: { type: string }) => type).at(-1)).toBe('LedgerRestored');
    const gone = is(await of('afterId=00000000-0000-4000-8000-000000000000'), 410, 'fact.gone').body;
    expect(gone.params).toEqual({ lastCommon: told.from.last });
    is(await of(`afterId=${gone.params.lastCommon}`), 200);
    is(await admin.get(`/v1/places?after=${position}`), 410, 'position.of-older-log');
    await service.close();
  });

  test('is backed up beside the ledger it was, which stays', async () => {
    const ear = new Ear();
    await backup(configOf(dir), backups, { keep: 2 }, ear);
    expect(ear.heard).toMatchObject({ backup: 2, removed: [], epoch: told.to.epoch });
    await backUp();
    expect(await refused({ old: data })).toMatch(/side by side; the last are .*log .* Say which is meant/);
    const folder = await BackupFolder.open(backups);
    const [first, ...others] = (await folder.list()).backups;
    expect([first, ...others].map((one) => one?.epoch)).toEqual(
      [told.from, told.to, told.from].map(({ epoch }) => epoch),
    );
    for (const other of others) await folder.forget(other);
  });
});

describe('what was recorded after a backup', () => {
  let last: string;
  let lost: string;

  beforeAll(async () => {
    const service = await serve(data);
    const site = new Site(service);
    await site.place({ name: 'After the backup' });
    is(await service.admin.post(`/v1/people/${clerk.id}/erase-name`, { reason: 'asked' }), 200);
    lost = (await logOf(data)).at(-1)?.id ?? '';
    last = await site.now();
    await service.close();
  });

  test('is not given up unless somebody says so', async () => {
    const unknown = await refused({});
    expect(unknown).toMatch(/^restore\.loss-unknown: Backup 1 of .* ends with fact .* Nobody can tell/);
    expect(unknown).toMatch(/--old.*--published.*--accept-loss/);
    expect(await refused({ old: data })).toMatch(
      /^restore\.loss: .* At least 2 facts came after it, as the log in .*data shows/,
    );
    expect(await refused({ published: last })).toMatch(/^restore\.loss: .* At least 2 facts came after it/);
    expect(await refused({ published: lost })).toMatch(/^restore\.loss: .* At least 1 fact came after it/);
  });

  test('is nothing, where what was seen last is in the backup', async () => {
    const inside = (await logOf(data)).at(-4)?.id ?? '';
    expect(await restored(fresh(), { published: position })).toMatchObject({ lost: 'nothing' });
    const dir = fresh();
    expect(await restored(dir, { published: inside.toUpperCase() })).toMatchObject({ lost: 'nothing' });
    expect((await logOf(dir)).at(-1)?.data).toMatchObject({
      published: inside.toUpperCase(),
      lost: 'nothing',
    });
  });

  test('must be stated so that it can be compared', async () => {
    expect(await refused({ published: 'yesterday' })).toContain('neither a position nor the id of a fact');
    expect(await refused({ published: `${position.split('.')[0]}.zzzzzzzzzzz` })).toContain(
      'neither a position',
    );
    expect(await refused({ published: '00000000.1' })).toContain('cannot be compared');
    expect(await refused({ reason: ' ' })).toContain('A reason has from 1 to 500 characters');
  });

  test('is given up by who says so, and the ledger keeps that', async () => {
    const dir = fresh();
    expect(await restored(dir, { old: data, acceptLoss: true })).toMatchObject({
      lost: 'something',
      missing: 2,
    });
    expect((await logOf(dir)).at(-1)?.data).toMatchObject({ lost: 'something', missing: 2, accepted: true });
    const other = fresh();
    expect(await restored(other, { acceptLoss: true })).toMatchObject({ lost: 'unknown' });
    expect((await logOf(other)).at(-1)?.data).toMatchObject({ lost: 'unknown', accepted: true });
  });

  test('brings no name back that was erased since, where that can be known', async () => {
    const [seen, blind] = [fresh(), fresh()];
    expect(await restored(seen, { old: data, acceptLoss: true })).toMatchObject({ leftOut: 1 });
    await restored(blind, { acceptLoss: true });
    const named = async (dir: string) =>
      ((await privateOf(dir)).names as { _id: string }[]).some(({ _id }) => _id === clerk.id);
    expect([await named(seen), await named(blind)]).toEqual([false, true]);
  });

  test('shows in checkpoints where the log itself is gone or cannot be read', async () => {
    const old = join(top, 'old');
    cpSync(data, old, { recursive: true });
    writeFileSync(join(old, 'ledger.db'), 'no longer a database');
    expect(await refused({ old })).toMatch(/At least 2 facts came after it, as checkpoints in .*old/);
    rmSync(join(old, 'ledger.db'));
    expect(await refused({ old })).toMatch(/At least 2 facts came after it, as checkpoints in .*old/);
    for (const name of readdirSync(old)) rmSync(join(old, name));
    expect(await refused({ old })).toMatch(/^restore\.loss-unknown/);
    expect(await refused({ old: join(top, 'nowhere') })).toContain('There is no folder');
  });

  test('is seen in a later backup, and in a log that was itself restored', async () => {
    await backUp();
    expect(await refused({ backup: 1 })).toMatch(/At least 2 facts came after it, as backup 2 shows/);
    expect(await refused({ backup: 9 })).toContain('There is no backup 9');
    const unread = join(backups, 'backups', '000003-20991231T000000Z-gpwk5ztz.json');
    writeFileSync(unread, '{"format":1}');
    expect(await refused({ published: position })).toMatch(
      /came after it, as backups\/000003-.*, which cannot be read/,
    );
    rmSync(unread);
    expect(await restored(fresh(), { old: data })).toMatchObject({ lost: 'nothing', leftOut: 0 });
    const dir = fresh();
    await restored(dir, { old: data });
    expect(await refused({ old: dir })).toMatch(/At least 1 fact came after it/);
  });
});

describe('a restore', () => {
  test('wants an empty folder, and leaves any other as it is', async () => {
    expect(await refused({ old: data }, {}, data)).toContain('is not empty');
    const dir = fresh();
    mkdirSync(dir);
    writeFileSync(join(dir, 'admin.key'), '');
    expect(await refused({ old: data }, {}, dir)).toContain('is not empty: there is admin.key');
    expect(await refused({ old: data }, { EVENT_STORE_URL: 'esdb://127.0.0.1:1' })).toContain(
      'ledger migrate',
    );
    expect(await refused({ old: data }, { EVENT_STORE_URL: 'sqlite:/elsewhere.db' })).toContain(
      'in one folder',
    );
  });

  test('that was cut off is begun anew, and what it left opens for nobody', async () => {
    const dir = fresh();
    await (await serve(dir)).close();
    const left = join(dir, 'restoring');
    mkdirSync(left);
    writeFileSync(join(left, 'ledger.db'), 'half of it');
    await expect(openHouse(configOf(dir), pino({ level: 'silent' }))).rejects.toThrow('was cut off');
    await restored(dir, { old: data });
    expect(existsSync(left)).toBe(false);
    expect((await logOf(dir)).at(-1)?.type).toBe('LedgerRestored');
  });

  test('leaves nothing where the backup is damaged', async () => {
    const folder = await BackupFolder.open(backups);
    const whole = (await folder.list()).backups.at(-1);
    const [first] = whole?.segments ?? [];
    if (!first) throw new TypeError('there is a segment');
    const file = join(backups, first.file);
    cpSync(file, join(top, 'segment'));
    truncateSync(file, first.bytes - 1);
    const dir = fresh();
    expect(await refused({ old: data }, {}, dir)).toMatch(/^backup\.damaged: segments\/.* is damaged/);
    expect(readdirSync(dir)).toEqual([]);
    cpSync(join(top, 'segment'), file);
    await restored(dir, { old: data });
  });

  test('takes no folder of another ledger for the old one', async () => {
    const other = fresh();
    await (await serve(other)).close();
    expect(await refused({ old: other })).toContain('Another ledger is in');
  });
});
