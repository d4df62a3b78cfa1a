import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { canonical } from '@ledger/kernel';
import pino from 'pino';
import { differing, documentsOf, everything, folded } from '../../../test/support/folded.js';
import { readConfig } from '../../config.js';
import { type House, openHouse } from '../../house.js';
import { AddUnit } from '../../unit/unit.commands.js';
import { exampleOf, ledgerOf } from './name.js';
import { plan, type Recipe } from './plan/plan.js';
import { OtherwiseRecorded, Run, ToldClock } from './run.js';

const recipe: Recipe = { seed: 3, scale: 0.1, until: '2026-06-30', timeZone: 'Asia/Shanghai' };

/** A ledger in memory, filled in this thread. */
class Filled {
  private constructor(
    readonly house: House,
    private readonly clock: ToldClock,
    private readonly dir: string,
    private readonly of: Recipe,
  ) {}

  static async open(of: Recipe): Promise<Filled> {
    const dir = mkdtempSync(join(tmpdir(), 'ledger-run-'));
    const env = {
      DATA_DIR: dir,
      EVENT_STORE_URL: 'memory:',
      READ_MODEL_URL: 'memory:',
      SITE_TIME_ZONE: of.timeZone,
    };
    const clock = new ToldClock(plan(of).begins);
    const house = await openHouse(readConfig(env), pino({ level: 'silent' }), {
      ...{ clock, oneThread: true, name: { ledger: ledgerOf(of), example: exampleOf(of) } },
    });
    return new Filled(house, clock, dir, of);
  }

  /** All of the plan, or its first moments. Answers how far it was seen to be. */
  async run(moments = Number.POSITIVE_INFINITY): Promise<number> {
    let reached = 0;
    await new Run(this.house, this.clock).go(first(moments, plan(this.of).moments()), (facts) => {
      reached = facts;
    });
    return reached;
  }

  async close(): Promise<void> {
    await this.house.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

describe('a plan that is run', () => {
  const open: Filled[] = [];
  afterEach(async () => {
    for (const filled of open.splice(0)) await filled.close();
  });
  const filling = async (of: Recipe) => {
    const filled = await Filled.open(of);
    open.push(filled);
    return filled;
  };

  test('leaves views that are what a fold of the whole log is', async () => {
    const filled = await filling(recipe);
    const { store, progress, model } = filled.house;
    const founded = await store.head();
    const { facts } = plan(recipe).size;
    expect(await filled.run()).toBe(facts);
    expect((await store.head()) - founded).toBe(facts);
    await progress.settled(await store.head());
    expect(differing(await documentsOf(model), await folded(store))).toEqual([]);
  });

  test('goes on wherever it was left, and comes to the same facts', async () => {
    const [once, twice] = [await filling(recipe), await filling(recipe)];
    await once.run();
    for (const moments of [3, 700, 1_200]) await twice.run(moments);
    await twice.run();
    await twice.run();
    const facts = async ({ house }: Filled) =>
      (await everything(house.store)).map((fact) => canonical({ ...fact }));
    expect(await facts(twice)).toEqual(await facts(once));
  });

  test('does not go on where somebody else has recorded', async () => {
    const filled = await filling(recipe);
    await filled.run(800);
    const { ledger, administrator } = filled.house;
    const asker = { actor: administrator.person, credential: 'console', stream: { begin: 'unit' } };
    const id = { commandId: '0d3c52c0-6a51-4f0a-9a2e-0d1c8b7a4e5d', commandHash: 'x', repeatable: false };
    await ledger.execute('AddUnit', Object.assign(new AddUnit(), { name: 'Another', kind: 'group' }), {
      ...asker,
      ...id,
    });
    await expect(filled.run()).rejects.toThrow(OtherwiseRecorded);
  });
});

function* first<T>(count: number, things: Iterable<T>): Generator<T> {
  let left = count;
  for (const thing of things) {
    if (left === 0) return;
    left -= 1;
    yield thing;
  }
}
