import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { canonicalEntry } from '@ledger/kernel';
import { openEventStoreDb } from '../../libs/event-store/src/eventstoredb/index.js';
import { openReader } from '../../libs/event-store/src/sqlite/index.js';
import { backup, verifyBackups } from '../../src/cli/backup.js';
import { migrate, moveOf } from '../../src/cli/migrate.js';
import { restore } from '../../src/cli/restore.js';
import { readConfig } from '../../src/config.js';
import { Ear } from '../support/ear.js';
import { EventStoreDouble } from '../support/eventstoredb/double.js';
import { everything } from '../support/folded.js';
import { mongoJavaServer, PREPARING_MS, type TestServer } from '../support/mongodb/servers.js';
import { Service } from '../support/service.js';
import { litres, Site } from '../support/site.js';

const { name, missing, start } = mongoJavaServer;

describe('a ledger of the cluster', () => {
  const top = mkdtempSync(join(tmpdir(), 'ledger-backup-'));
  const dirs = { data: join(top, 'data'), backups: join(top, 'backups'), restored: join(top, 'restored') };
  const stores: Record<string, string> = {};
  let double: EventStoreDouble;
  let server: TestServer | undefined;
  let service: Service;
  let site: Site;

  beforeAll(async () => {
    mkdirSync(dirs.backups);
    double = await EventStoreDouble.start();
    Object.assign(stores, { DATA_DIR: dirs.data, EVENT_STORE_URL: double.url });
    if (missing === undefined) {
      server = await start();
      stores.READ_MODEL_URL = `${server.url}backed-up`;
    }
    service = await Service.open('sqlite', stores);
    site = new Site(service);
  }, PREPARING_MS);
  afterAll(async () => {
    await service.close();
    await double.stop();
    await server?.stop();
    rmSync(top, { recursive: true, force: true });
  });

  interface Made {
    readonly facts: number;
    readonly newFacts: number;
  }
  async function backUp(): Promise<Made> {
    const ear = new Ear<Made>();
    await backup(readConfig(stores), dirs.backups, {}, ear);
    return ear.heard as Made;
  }
  const lines = async (url: string) => {
    const log = url.startsWith('esdb') ? await openEventStoreDb(url) : openReader(url);
    const facts = (await everything(log)).map(canonicalEntry);
    await log.close();
    return facts;
  };

  test(`is backed up through the port while it is served${missing ? '' : `, with its names in ${name}`}`, async () => {
    const place = await site.place();
    const first = await backUp();
    const code = await site.stored(place);
    await site.act(code, 'split', { quantity: litres('0.2'), count: 2 });
    await site.somebody('auditor');
    const second = await backUp();
    expect(second.facts).toBe((await lines(double.url)).length);
    expect(second.newFacts).toBe(second.facts - first.facts);
    expect(await verifyBackups(dirs.backups, new Ear())).toBe(true);
  }, 120_000);

  test('is restored into files, and goes from there to where it was', async () => {
    const before = await lines(double.url);
    const people = await site.read('/v1/people');
    const env = { DATA_DIR: dirs.restored };
    const restoring = (config: Record<string, string>, more = {}) =>
      restore(readConfig(config), dirs.backups, { reason: 'a trial', ...more }, new Ear());
    await expect(restoring(stores)).rejects.toThrow('restored into files');
    const published = await site.now();
    expect(await restoring(env, { published })).toBe(true);
    const after = await lines(join(dirs.restored, 'ledger.db'));
    expect(after.slice(0, -1)).toEqual(before);

    const other = await EventStoreDouble.start();
    const ear = new Ear();
    await migrate(readConfig(env), moveOf(env, { to: other.url }), ear);
    expect(ear.heard).toMatchObject({ facts: after.length });
    const back = await Service.open('sqlite', { ...env, EVENT_STORE_URL: other.url });
    expect(await new Site(back).read('/v1/people')).toEqual(people);
    expect([...back.failures, ...service.failures]).toEqual([]);
    await back.close();
    await other.stop();
  }, 120_000);
});
