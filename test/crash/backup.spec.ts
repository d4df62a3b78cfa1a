import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { canonicalEntry } from '@ledger/kernel';
import { openReader } from '../../libs/event-store/src/sqlite/index.js';
import { openSqliteReadModel } from '../../libs/read-model/src/sqlite/index.js';
import { DataFolder } from '../support/data-folder.js';
import { differing, documentsOf, everything, folded } from '../support/folded.js';
import { ADMIN_KEY } from '../support/service.js';
import { Load, send } from './load.js';

/** Each takes some seconds, so there are fewer than of the service. */
const KILLS = Math.ceil(Number(process.env.CRASHES ?? '5') / 4);
const HANDS = 8;
const KEYED = { ADMIN_KEY, RATE_LIMIT: '0', LOG_LEVEL: 'error' };

const top = mkdtempSync(join(tmpdir(), 'ledger-crash-backup-'));
const backups = join(top, 'backups');
const original = new DataFolder(join(top, 'data'), KEYED);
const restored = new DataFolder(join(top, 'restored'), KEYED);
afterAll(async () => {
  await Promise.all([original.remove(), restored.remove()]);
  rmSync(top, { recursive: true, force: true });
});

interface Verified {
  readonly backups: readonly { readonly backup: number; readonly damage: readonly object[] }[];
}
interface Made {
  readonly backup: number;
  readonly facts: number;
  readonly reused: number;
}

/** Kills a command after a while; false where it had ended before. */
async function killed(
  folder: DataFolder,
  args: readonly string[],
  ms: number,
  settings = {},
): Promise<boolean> {
  const running = folder.begin(args, settings);
  const ended = once(running, 'exit');
  await Promise.race([delay(ms), ended]);
  running.kill('SIGKILL');
  const [code] = await ended;
  return code === null;
}

async function factsIn(folder: DataFolder) {
  const log = openReader(join(folder.dir, 'ledger.db'));
  const facts = await everything(log);
  await log.close();
  return facts;
}

test(
  `${KILLS} backups and ${KILLS} restores that are killed under load lose nothing that was whole`,
  async () => {
    mkdirSync(backups);
    await original.start();
    const base = original.url;
    const opened = await Promise.all(
      ['North', 'South'].map((name) => send(base, { path: '/v1/places', body: { name, kind: 'cupboard' } })),
    );
    const load = new Load(opened.map(({ body }) => (body as { id: string }).id));
    const working = load.run(base, HANDS);

    let whole: Made | undefined;
    let kills = 0;
    for (let n = 0; n < KILLS; n += 1) {
      // At a megabyte a second, so that it takes some seconds.
      if (await killed(original, ['backup', backups], 300 + Math.random() * 4_000, { BACKUP_RATE: '1' }))
        kills += 1;
      if (existsSync(join(backups, 'backups'))) {
        const { status, out } = await original.ledger('verify', '--backup', backups, '--json');
        expect([status, (JSON.parse(out) as Verified).backups?.flatMap(({ damage }) => damage)]).toEqual([
          0,
          [],
        ]);
      }
      if (n === Math.floor(KILLS / 2)) whole = await original.json<Made>('backup', backups);
    }
    const last = await original.json<Made>('backup', backups);
    expect(last.reused).toBeGreaterThan(3);
    expect(last.facts).toBeGreaterThan(whole?.facts ?? 0);
    await original.stop('SIGKILL');
    await working;

    const args = ['restore', backups, '--reason', 'killed', '--old', original.dir, '--accept-loss'];
    let cut = 0;
    let done = false;
    for (let n = 0; n < KILLS && !done; n += 1) {
      done = !(await killed(restored, args, 700 + Math.random() * 2_500));
      if (done || !existsSync(join(restored.dir, 'restoring'))) continue;
      cut += 1;
      const { status, err } = await restored.ledger('key', 'list');
      expect(status).toBe(1);
      expect(err).toMatch(/There is no ledger at|was cut off/);
      await expect(restored.start()).rejects.toThrow('was cut off');
    }
    if (!done) await restored.json(...args);
    process.stderr.write(
      `backups under load: ${JSON.stringify({ killed: kills, cut, acknowledged: load.acknowledged.length, ...last })}\n`,
    );

    const [before, after] = [await factsIn(original), await factsIn(restored)];
    expect(after).toHaveLength(last.facts + 1);
    expect(after.slice(0, -1).map(canonicalEntry)).toEqual(before.slice(0, last.facts).map(canonicalEntry));
    expect(before.length).toBeGreaterThanOrEqual(last.facts);

    await restored.start();
    expect((await restored.ledger('verify')).out).toContain('Everything is as it should be.');
    await restored.stop();
    const model = openSqliteReadModel(join(restored.dir, 'views.db'), { readOnly: true });
    const log = openReader(join(restored.dir, 'ledger.db'));
    expect(differing(await documentsOf(model), await folded(log))).toEqual([]);
    await Promise.all([model.close(), log.close()]);
  },
  KILLS * 60_000 + 120_000,
);
