import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { everyFact } from '@ledger/event-store';
import { canonicalEntry } from '@ledger/kernel';
import { openEventStoreDb } from '../../libs/event-store/src/eventstoredb/index.js';
import { openReader, openStore } from '../../libs/event-store/src/sqlite/index.js';
import { views } from '../../src/areas.js';
import { copy } from '../../src/cli/migrate/copying.js';
import { migrate, moveOf } from '../../src/cli/migrate.js';
import { readConfig } from '../../src/config.js';
import { Ear } from '../support/ear.js';
import { EventStoreDouble } from '../support/eventstoredb/double.js';
import { everything } from '../support/folded.js';
import { mongoJavaServer, PREPARING_MS } from '../support/mongodb/servers.js';
import { Service } from '../support/service.js';
import { litres, minutesAgo, Site } from '../support/site.js';

describe('a ledger that moves house', () => {
  const dir = mkdtempSync(join(tmpdir(), 'chemledger-move-'));
  const file = join(dir, 'ledger.db');
  let double: EventStoreDouble;

  const serve = (log: string) => Service.open('sqlite', { DATA_DIR: dir, EVENT_STORE_URL: log });
  const move = async (from: string, to: string, readModel?: string) => {
    const env = { DATA_DIR: dir, EVENT_STORE_URL: from };
    const ear = new Ear<{ readonly copied: number }>();
    await migrate(readConfig(env), moveOf(env, { to, ...(readModel && { readModel }) }), ear);
    return ear.heard as { readonly copied: number };
  };
  const bytes = async (url: string) => {
    const log = url.startsWith('esdb')
      ? await openEventStoreDb(url)
      : openReader(url.slice('sqlite:'.length));
    const lines = (await everything(log)).map(canonicalEntry);
    await log.close();
    return lines;
  };
  let told: unknown;
  let people: unknown;

  beforeAll(async () => {
    double = await EventStoreDouble.start();
    const service = await serve(`sqlite:${file}`);
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
    await site.somebody('stores', { place: room });
    await site.unit();
    told = await answers(site);
    people = await site.read('/v1/people');
    await service.close();
  }, 120_000);
  afterAll(async () => {
    await double.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  test('goes on copying where it was cut off', async () => {
    const [source, target] = [openReader(file), await openEventStoreDb(double.url)];
    let copied = 0;
    const cut = copy(everyFact(source), target, (facts) => {
      copied += facts;
      if (copied > 100) throw new Error('cut off');
    });
    await expect(cut).rejects.toThrow('cut off');
    await Promise.all([source.close(), target.close()]);
    const all = (await bytes(`sqlite:${file}`)).length;
    double.faults.next('lose', 1);
    const moved = await move(`sqlite:${file}`, double.url);
    expect(moved).toMatchObject({ facts: all, views: views.length });
    // What was on its way when it was cut off may have arrived.
    expect(moved.copied).toBeLessThanOrEqual(all - copied);
    expect(moved.copied).toBeGreaterThan(all - copied - 100);
    expect(await move(`sqlite:${file}`, double.url)).toMatchObject({ facts: all, copied: 0 });
    expect(await bytes(double.url)).toEqual(await bytes(`sqlite:${file}`));
  }, 120_000);

  test('gives the same answers there, goes on, and comes back', async () => {
    const service = await serve(double.url);
    const site = new Site(service);
    expect(await answers(site)).toEqual(told);
    await site.stored(await site.place());
    told = await answers(site);
    await service.close();
    await move(double.url, `sqlite:${file}`);
    await move(double.url, `sqlite:${join(dir, 'another.db')}`);
    expect(await bytes(`sqlite:${file}`)).toEqual(await bytes(double.url));
    expect(await bytes(`sqlite:${join(dir, 'another.db')}`)).toEqual(await bytes(double.url));
    const back = await serve(`sqlite:${file}`);
    expect(await answers(new Site(back))).toEqual(told);
    expect([...service.failures, ...back.failures]).toEqual([]);
    await back.close();
  }, 120_000);

  test('is not copied over another, nor over one that went on by itself, nor while it is served', async () => {
    const other = join(dir, 'other.db');
    await (await Service.open('sqlite', { EVENT_STORE_URL: `sqlite:${other}` })).close();
    await expect(move(double.url, `sqlite:${other}`)).rejects.toThrow('Another ledger is kept there');
    await expect(move(double.url, double.url)).rejects.toThrow('That is where the ledger is');
    const service = await serve(`sqlite:${file}`);
    await new Site(service).place();
    await expect(move(`sqlite:${file}`, double.url)).rejects.toThrow('in use by process');
    await service.close();
    await expect(move(double.url, `sqlite:${file}`)).rejects.toThrow('went on by itself');
  }, 120_000);

  const { name, missing, start } = mongoJavaServer;
  (missing === undefined ? test : test.skip)(
    `takes names and keys along, as ${missing ? `could be seen with ${missing}` : `${name} shows`}`,
    async () => {
      const server = await start();
      const log = `sqlite:${join(dir, 'third.db')}`;
      const readModel = `${server.url}moved`;
      expect(await move(double.url, log, readModel)).toMatchObject({ kept: expect.any(Number) });
      const service = await Service.open('sqlite', {
        ...{ DATA_DIR: dir, EVENT_STORE_URL: log, READ_MODEL_URL: readModel },
      });
      expect(await new Site(service).read('/v1/people')).toEqual(people);
      await service.close();
      await server.stop();
    },
    PREPARING_MS,
  );

  test('is not copied from where there is none', async () => {
    const nothing = join(dir, 'nothing.db');
    await expect(move(`sqlite:${nothing}`, double.url)).rejects.toThrow('There is no ledger');
    await openStore(nothing).close();
    await expect(move(`sqlite:${nothing}`, double.url)).rejects.toThrow('no ledger in the log');
  });
});

/** What every view tells, but for positions, which are others in another log. */
async function answers(site: Site): Promise<unknown> {
  const paths = ['bottles', 'places', 'people', 'units', 'credentials', 'substances?q=acetone'];
  const lists = await Promise.all(paths.map((path) => site.read(`/v1/${path}`)));
  const codes: { code: string }[] = lists[0].items;
  const families = codes.map(({ code }) => site.read(`/v1/bottles/${code}/lineage`));
  const pasts = codes.map(({ code }) => site.read(`/v1/bottles/${code}/history`));
  const told = [...lists, ...(await Promise.all([...families, ...pasts])), await site.read('/v1/scan/A 7')];
  return JSON.parse(JSON.stringify(told), (name, value) => (name === 'position' ? undefined : value));
}
