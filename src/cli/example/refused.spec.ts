import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { MemoryEventStore } from '../../../libs/event-store/src/memory/index.js';
import { openSqliteReadModel } from '../../../libs/read-model/src/sqlite/index.js';
import { AccessService } from '../../access/access.service.js';
import { Vault } from '../../access/vault.js';
import { deciders, reactions } from '../../areas.js';
import { readConfig } from '../../config.js';
import { Metrics } from '../../health/metrics.js';
import { Ledger } from '../../ledger/ledger.js';
import { Lives } from '../../ledger/lives.js';
import { Progress } from '../../ledger/progress.js';
import { Names } from '../../people/names.js';
import { Founding } from '../../site/founding.js';
import { readCatalogue } from '../../substance/catalogue.js';
import { exampleOf, ledgerOf } from './name.js';
import { plan, type Recipe } from './plan/plan.js';
import { type Asking, Run, ToldClock } from './run.js';

jest.setTimeout(300_000);

const dir = mkdtempSync(join(tmpdir(), 'ledger-refused-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** A ledger that was just founded, without views: so many facts are asked of it in seconds. */
async function founded(of: Recipe, clock: ToldClock): Promise<Asking> {
  const { timeZone } = of;
  const store = new MemoryEventStore();
  const lives = new Lives(store, deciders);
  const hidden = openSqliteReadModel(':memory:');
  const [vault, names] = [new Vault(hidden), new Names(hidden)];
  const ledger = new Ledger(store, lives, reactions, {
    ...{ access: new AccessService(lives, vault, () => clock.now()), tally: new Metrics() },
    ...{ now: () => clock.now(), timeZone, backdatingDays: 30 },
    findReceipt: async () => undefined,
    // Places are opened before there are bottles.
    bottlesIn: async () => 0,
  });
  const name = { ledger: ledgerOf(of), example: exampleOf(of) };
  const founding = new Founding(ledger, readConfig({ DATA_DIR: dir, SITE_TIME_ZONE: timeZone }), name);
  const site = await founding.site();
  const administrator = await founding.administrator(vault, names);
  await founding.catalogue(await readCatalogue(), () => {});
  return { site, administrator, ledger, lives, names, store, progress: new Progress() };
}

const recipes = fc.record({
  seed: fc.integer({ min: 0, max: 0xffffffff }),
  scale: fc.constantFrom(0.1, 0.4, 1),
  until: fc.constantFrom('2024-02-29', '2025-12-31', '2026-04-05', '2026-10-25'),
  timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York'),
});

describe('a plan', () => {
  test('is refused nothing, whatever it is made up from, and leads to as many facts as it says', async () => {
    await fc.assert(
      fc.asyncProperty(recipes, async (of) => {
        const { size, begins, moments } = plan(of);
        const clock = new ToldClock(begins);
        const house = await founded(of, clock);
        const before = await house.store.head();
        await new Run(house, clock).go(moments(), () => {});
        expect((await house.store.head()) - before).toBe(size.facts);
      }),
      { numRuns: Number(process.env.RUNS ?? 3), endOnFailure: true },
    );
  });
});
