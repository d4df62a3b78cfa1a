import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BackupTrial, logOf, noted } from '../../../test/support/backup-trial.js';

let trial: BackupTrial;
beforeEach(() => {
  trial = new BackupTrial();
});
afterEach(() => trial.close());

const notes = (count: number) => Array.from({ length: count }, (_, n) => noted(n));

describe('a backup', () => {
  it('holds every fact and every name of its moment', async () => {
    await trial.grow(20);
    await trial.name('p-1', 'Li Wei');
    const { backup, newFacts } = await trial.take();
    await trial.grow(5);
    await trial.name('p-1', 'Li');
    expect([backup.number, backup.facts, newFacts]).toEqual([1, 20, 20]);
    expect(backup.last).toMatchObject({ id: 'fact-19', stream: 'bottle-A', revision: 19, position: 20 });
    expect(await trial.facts(backup)).toEqual(notes(20));
    expect(await trial.namesIn(backup)).toEqual([{ _id: 'p-1', name: 'Li Wei' }]);
    expect(backup.settings).toEqual({ SITE_TIME_ZONE: 'UTC' });
    expect(await trial.damage()).toEqual({ 1: [] });
  });

  it('is its owner’s alone', async () => {
    await trial.grow(3);
    await trial.take();
    for (const file of trial.files()) expect(statSync(file).mode & 0o777).toBe(0o600);
    for (const folder of ['backups', 'segments', 'private'])
      expect(statSync(trial.path(folder)).mode & 0o777).toBe(0o700);
  });

  it('leaves the segments of the one before where they are, and adds to them', async () => {
    await trial.grow(40);
    const first = await trial.take();
    const written = new Map(trial.files('segments').map((file) => [file, statSync(file).mtimeMs]));
    await trial.grow(40);
    const second = await trial.take();
    expect(second.newFacts).toBe(40);
    expect(second.reused).toBe(first.backup.segments.filter(({ whole }) => whole).length);
    expect(second.reused).toBeGreaterThan(2);
    for (const [file, mtime] of written) expect(statSync(file).mtimeMs).toBe(mtime);
    expect(await trial.facts(first.backup)).toHaveLength(40);
    expect(await trial.facts(second.backup)).toHaveLength(80);
    expect(await trial.damage()).toEqual({ 1: [], 2: [] });
  });

  it('of a ledger where nothing happened writes no segment', async () => {
    await trial.grow(40);
    await trial.take();
    const before = trial.files('segments');
    const { newFacts, backup } = await trial.take();
    expect([newFacts, backup.facts, backup.last.id]).toEqual([0, 40, 'fact-39']);
    expect(trial.files('segments')).toEqual(before);
  });

  it('counts up whatever the clock says', async () => {
    await trial.grow(3);
    await trial.take();
    trial.minutes = -120;
    expect((await trial.take()).backup.number).toBe(2);
    const folder = await trial.folder();
    expect((await folder.list()).backups.map(({ number }) => number)).toEqual([1, 2]);
    expect(await folder.last(trial.log.epoch)).toMatchObject({ number: 2 });
    expect(await folder.last('another')).toBeUndefined();
    await expect(trial.take()).resolves.toMatchObject({ backup: { number: 3 } });
  });
});

describe('a backup that is cut off', () => {
  it('leaves the ones before as they are, and the next goes on behind the last whole segment', async () => {
    await trial.grow(40);
    const first = await trial.take();
    await trial.grow(60);
    const stop = new AbortController();
    let seen = 0;
    const onProgress = () => {
      seen += 1;
      if (seen === 3) stop.abort(new Error('cut off'));
    };
    await expect(trial.take({ signal: stop.signal, onProgress })).rejects.toThrow('cut off');
    expect(await trial.damage()).toEqual({ 1: [] });
    expect(await trial.facts(first.backup)).toHaveLength(40);
    const again = await trial.take();
    const whole = first.backup.segments.filter((segment) => segment.whole).length;
    expect(again.reused).toBeGreaterThan(whole);
    expect(await trial.facts(again.backup)).toEqual(notes(100));
    expect(await trial.damage()).toEqual({ 1: [], 2: [] });
  });

  it('takes nothing over that is not of this log', async () => {
    await trial.grow(40);
    await trial.take();
    const [whole = ''] = trial.files('segments');
    rmSync(trial.path('backups'), { recursive: true });
    // As long, and as well formed, but of another history.
    writeFileSync(whole, readFileSync(whole, 'utf8').replaceAll('瓶', '杯'));
    const { reused, backup } = await trial.take();
    expect(reused).toBe(0);
    expect(trial.path(backup.segments[0]?.file ?? '')).toBe(whole);
    expect((await trial.damage())[1]).toHaveLength(1);
  });
});

describe('the log behind a backup', () => {
  it('must be the one that was backed up, and not shorter', async () => {
    await trial.grow(40);
    await trial.take();
    const shorter = await logOf(30, trial.log.epoch);
    await expect(trial.take({}, { log: shorter })).rejects.toThrow('The log ends before backup 1');
    const other = await logOf(60, trial.log.epoch, (n) => ({
      ...noted(n),
      id: n < 30 ? `fact-${n}` : `x-${n}`,
    }));
    await expect(trial.take({}, { log: other })).rejects.toThrow('holds another fact at the end of backup 1');
    expect(await trial.damage()).toEqual({ 1: [] });
  });

  it('may be another after a restore: all of it is kept beside the old one', async () => {
    await trial.grow(40);
    await trial.take();
    const { backup, reused } = await trial.take({}, { log: await logOf(50) });
    expect([backup.number, backup.facts, reused]).toEqual([2, 50, 0]);
    expect(await trial.damage()).toEqual({ 1: [], 2: [] });
  });
});
