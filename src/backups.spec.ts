import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pino from 'pino';
import { type BackupStanding, Backups, type Make } from './backups.js';
import { readConfig } from './config.js';
import { Clock } from './ledger/clock.js';

const EPOCH = 'gpwk5ztz';

class StandingClock extends Clock {
  constructor(private readonly time: string) {
    super();
  }
  now(): string {
    return this.time;
  }
}

let dir: string;
let made: number;
let said: string[];
let told: string[];
let running: Backups | undefined;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ledger-backups-'));
  mkdirSync(join(dir, 'backups'));
  made = 0;
  said = [];
  told = [];
});
afterEach(async () => {
  await running?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** The name of a backup is all that is looked at. */
const backedUp = (number: number, time: string, epoch = EPOCH) =>
  writeFileSync(join(dir, 'backups', `${String(number).padStart(6, '0')}-${time}-${epoch}.json`), '');

const succeed: Make = async () => {
  made += 1;
  backedUp(10 + made, '20270301T120000Z');
  return { number: 10 + made, facts: 1, newFacts: 1, bytes: 1, removed: [], damaged: [] };
};
const fail: Make = async () => {
  made += 1;
  return { code: 'backup.no-room', message: 'There is no room left.', hint: 'Make room.' };
};

/** Backups of every 24 hours, at noon of the first of March, when the first one that was due has been tried. */
async function atNoon(make: Make, env: Record<string, string> = { BACKUP_DIR: dir }): Promise<Backups> {
  const log = { write: (line: string) => void said.push(JSON.parse(line).msg) };
  running = new Backups({
    config: readConfig({ DATA_DIR: join(dir, '..', 'elsewhere'), ...env }),
    ...{ epoch: EPOCH, make, stopping: new AbortController().signal },
    ...{ clock: new StandingClock('2027-03-01T12:00:00.000Z'), logger: pino({}, log) },
    onLast: (madeAt) => void told.push(madeAt.toISOString()),
  });
  running.start();
  const settled = ({ last, failed }: BackupStanding) => failed !== undefined || last !== undefined;
  while (env.BACKUP_DIR && !(running.standing && settled(running.standing))) await delay(5);
  // Whatever follows from what was seen has begun by now.
  await delay(0);
  return running;
}

/** The same when one has been tried. */
async function tried(make: Make): Promise<Backups> {
  const backups = await atNoon(make);
  while (made === 0) await delay(5);
  await delay(0);
  return backups;
}

describe('backups by themselves', () => {
  it('are made at once where there is none, and then not before the time', async () => {
    const { standing } = await atNoon(succeed);
    expect(made).toBe(1);
    expect(standing).toEqual({ last: { number: 11, madeAt: '2027-03-01T12:00:00.000Z' }, late: false });
    expect(told).toEqual(['2027-03-01T12:00:00.000Z']);
    expect(said).toEqual(['a backup was made']);
  });

  it('wait for the time, whoever made the last one', async () => {
    backedUp(7, '20270228T120001Z');
    const { standing } = await atNoon(succeed);
    expect(made).toBe(0);
    expect(standing).toEqual({ last: { number: 7, madeAt: '2027-02-28T12:00:01.000Z' }, late: false });
  });

  it('are due after the time, and late after twice as long', async () => {
    backedUp(7, '20270228T120000Z');
    expect((await tried(fail)).standing).toMatchObject({ late: false, failed: { code: 'backup.no-room' } });
    expect(made).toBe(1);
    await running?.stop();
    rmSync(join(dir, 'backups', `000007-20270228T120000Z-${EPOCH}.json`));
    backedUp(6, '20270227T115959Z');
    [said, made] = [[], 0];
    expect((await tried(fail)).standing).toMatchObject({ late: true });
    expect(said).toEqual(['the last backup is older than it should be', 'no backup was made']);
  });

  it('do not wait for a clock that was set back', async () => {
    backedUp(7, '20270301T130000Z');
    await tried(succeed);
    expect(made).toBe(1);
  });

  it('do not take those of another log for their own', async () => {
    backedUp(7, '20270301T115900Z', '7n2m4c0q');
    await atNoon(succeed);
    expect(made).toBe(1);
  });

  it('are late where there is none and none can be made, and are not tried again at once', async () => {
    const { standing } = await atNoon(fail);
    expect(made).toBe(1);
    expect(standing).toEqual({
      failed: {
        ...{ at: '2027-03-01T12:00:00.000Z', code: 'backup.no-room' },
        ...{ message: 'There is no room left.', hint: 'Make room.' },
      },
      late: true,
    });
  });

  it('are none where no folder is named, which is said in production', async () => {
    expect((await atNoon(succeed, {})).standing).toBeUndefined();
    expect([made, said]).toEqual([0, []]);
    await atNoon(succeed, { NODE_ENV: 'production' });
    expect(made).toBe(0);
    expect(said).toEqual([expect.stringContaining('makes no backups by itself')]);
  });
});
