import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { BackupStanding } from '../../src/backups.js';
import { build, DataFolder } from '../support/data-folder.js';
import { total } from '../support/metrics.js';

/** Every command is a process of its own, of which a busy machine starts few a second. */
jest.setTimeout(120_000);

const top = mkdtempSync(join(tmpdir(), 'ledger-backups-'));
const folder = new DataFolder();
const dir = join(top, 'kept');

beforeAll(async () => {
  build();
  mkdirSync(dir);
  await folder.start();
});
afterAll(async () => {
  await folder.remove();
  rmSync(top, { recursive: true, force: true });
});

describe('a backup by hand', () => {
  test('is made beside the service, told in words and for machines, and verified', async () => {
    const { status, out, err } = await folder.ledger('backup', dir);
    expect(status).toBe(0);
    expect(out).toMatch(/^Backup 1 in .* holds [\d,]+ facts, up to [0-9a-f-]{36} of \S+Z \(\d MB\)\.$/m);
    expect(err).toMatch(/^backup: [\d,]+ of [\d,]+ facts$/m);
    expect(await folder.place('Room')).toBe(201);
    const made = await folder.json<{ backup: number; reused: number; newFacts: number }>('backup', dir);
    expect(made).toMatchObject({ backup: 2, newFacts: 1 });
    expect(made.reused).toBeGreaterThan(2);
    const verified = await folder.ledger('verify', '--backup', dir);
    expect(verified.out).toMatch(/^Backup 2 of \S+Z, [\d,]+ facts: whole$/m);
    expect(verified.status).toBe(0);
  });

  test('says why it is not made', async () => {
    const refused: readonly (readonly [readonly string[], string])[] = [
      [['backup'], 'Name a folder, or set BACKUP_DIR'],
      [['backup', folder.dir], 'lies in the data folder'],
      [['backup', join(top, 'none')], 'There is no folder'],
      [['backup', dir, '--keep', '0'], 'It is a number from 1 on'],
      [['backup', top], 'There are other things in'],
      [['verify', '--backup', top], 'There is no backup in'],
    ];
    for (const [args, why] of refused) {
      const { status, out, err } = await folder.ledger(...args);
      expect([args, status, out]).toEqual([args, 1, '']);
      expect(err).toContain(why);
    }
  });

  test('is damaged when a segment is not what it was, and names it', async () => {
    const copy = join(top, 'copy');
    mkdirSync(copy);
    await folder.json('backup', copy);
    const [epoch = ''] = readdirSync(join(copy, 'segments'));
    const [first = ''] = readdirSync(join(copy, 'segments', epoch)).sort();
    rmSync(join(copy, 'segments', epoch, first));
    const { status, out } = await folder.ledger('verify', '--backup', copy);
    expect(status).toBe(1);
    expect(out).toContain(`file.missing: segments/${epoch}/${first}: it is not there`);
    await folder.json('backup', copy);
    expect((await folder.ledger('verify', '--backup', copy)).status).toBe(0);
  });

  test('is made once at a time', async () => {
    const other = join(top, 'slow');
    mkdirSync(other);
    const slow = folder.begin(['backup', other], { BACKUP_RATE: '1' });
    const ended = once(slow, 'exit');
    while (!existsSync(join(other, 'segments'))) await delay(20);
    slow.kill('SIGSTOP');
    const { status, err } = await folder.ledger('backup', other);
    slow.kill('SIGCONT');
    expect(status).toBe(1);
    expect(err).toContain(`A backup is being made by process ${slow.pid}.`);
    expect((await ended)[0]).toBe(0);
  });

  // A file system of its own that is too small, in a namespace that only the test sees.
  const own = ['-Urm', 'sh', '-c', 'mount -t tmpfs -o size=1m tmpfs "$0"', top];
  const mountable = spawnSync('unshare', own).status === 0;
  if (!mountable) process.stderr.write('no file system can be mounted here: a full disk is not tried\n');
  (mountable ? test : test.skip)('says when there is no room, and goes on from there when there is', () => {
    const disk = join(top, 'disk');
    mkdirSync(disk);
    const script = `
      ledger() { "${process.execPath}" --disable-warning=ExperimentalWarning dist/src/cli.js "$@" --json; }
      mount -t tmpfs -o size=3m tmpfs "${disk}" && mkdir "${disk}/backups"
      ledger backup "${disk}/backups"; ledger verify --backup "${disk}/backups"
      mount -o remount,size=20m "${disk}"
      ledger backup "${disk}/backups"; ledger verify --backup "${disk}/backups"`;
    const { PATH, HOME } = process.env;
    const { stdout } = spawnSync('unshare', ['-Urm', 'sh', '-c', script], {
      env: { PATH, HOME, DATA_DIR: folder.dir },
      encoding: 'utf8',
    });
    const [full, none, made, whole] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(full.error).toMatchObject({
      code: 'backup.no-room',
      message: `There is no room left in ${disk}/backups.`,
    });
    expect(none.error.message).toContain('There is no backup in');
    expect(made.reused).toBeGreaterThan(0);
    expect(whole).toMatchObject({ whole: true, backups: [{ backup: 1, damage: [] }] });
  });
});

describe('backups by themselves', () => {
  const scheduled = join(top, 'scheduled');
  const often = { BACKUP_DIR: scheduled, BACKUP_EVERY: '1s', BACKUP_KEEP: '2', LOG_LEVEL: 'info' };

  beforeAll(async () => {
    mkdirSync(scheduled);
    await folder.stop();
    await folder.start(often);
  });

  /** How backups stand, when they stand so. */
  async function standing(so: (backup: BackupStanding) => boolean): Promise<BackupStanding> {
    for (;;) {
      const { status, backup } = (await (await folder.get('/health/ready')).json()) as {
        status: string;
        backup: BackupStanding;
      };
      expect(status).toBe('ready');
      if (so(backup)) return backup;
      await delay(100);
    }
  }

  test('are made again and again, and as many stay as should', async () => {
    const { last, failed } = await standing((backup) => (backup.last?.number ?? 0) > 3);
    expect(failed).toBeUndefined();
    expect(Date.parse(last?.madeAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
    expect(readdirSync(join(scheduled, 'backups')).length).toBeLessThanOrEqual(3);
    expect((await folder.ledger('verify', '--backup', scheduled)).status).toBe(0);
    expect(folder.said).toContain('"msg":"a backup was made"');
    const page = await (await folder.get('/metrics')).text();
    const told = total(page, 'chemledger_last_backup_timestamp_seconds') * 1_000;
    expect(told).toBeGreaterThanOrEqual(Date.parse(last?.madeAt ?? ''));
  });

  test('are missed when their folder goes away, without keeping the service from its work', async () => {
    renameSync(scheduled, `${scheduled}-gone`);
    // A backup that was being made is told of as disturbed; the next one misses the folder.
    const { failed, late } = await standing(
      (backup) => backup.failed?.code === 'backup.no-folder' && backup.late,
    );
    expect(failed).toMatchObject({ message: `There is no folder ${scheduled}.` });
    expect(late).toBe(true);
    expect(folder.said).toContain('"msg":"no backup was made"');
    expect(await folder.place('Another room')).toBe(201);
    renameSync(`${scheduled}-gone`, scheduled);
    const back = await standing((backup) => backup.failed === undefined && !backup.late);
    expect(back.last?.number).toBeGreaterThan(3);
  });

  test('are told to an administrator only', async () => {
    expect(await (await folder.get('/health/ready', 'nobody-has-this-key')).json()).toEqual({
      status: 'ready',
    });
  });

  test('do not go into a folder of another ledger', async () => {
    const other = new DataFolder();
    await other.start({ BACKUP_DIR: scheduled });
    await folder.stop();
    for (;;) {
      const { backup } = (await (await other.get('/health/ready')).json()) as { backup: BackupStanding };
      if (backup.failed) {
        expect(backup.failed.code).toBe('backup.other-ledger');
        break;
      }
      await delay(100);
    }
    await other.remove();
  });

  test('end with the service, and go on with the next', async () => {
    await folder.start({ ...often, BACKUP_RATE: '1', BACKUP_DIR: dir });
    await folder.stop();
    expect((await folder.ledger('verify', '--backup', dir)).status).toBe(0);
    await folder.start({ ...often, BACKUP_DIR: dir });
    await standing((backup) => (backup.last?.number ?? 0) > 2 && !backup.failed);
  });
});
