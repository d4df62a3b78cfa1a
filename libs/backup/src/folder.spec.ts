import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BackupTrial, logOf } from '../../../test/support/backup-trial.js';

let trial: BackupTrial;
beforeEach(() => {
  trial = new BackupTrial();
});
afterEach(() => trial.close());

describe('a folder for backups', () => {
  it('has to be there', async () => {
    trial.dir = trial.path('not-mounted');
    await expect(trial.take()).rejects.toThrow(`There is no folder ${trial.dir}`);
  });

  it('is not made anew where it goes while a backup is made, for its disk may have gone', async () => {
    await trial.grow(5);
    const folder = await trial.folder();
    const elsewhere = `${trial.dir}-elsewhere`;
    renameSync(trial.dir, elsewhere);
    await expect(folder.keep('segments/epoch/1.jsonl', '{}')).rejects.toMatchObject({ code: 'ENOENT' });
    expect(existsSync(trial.dir)).toBe(false);
    // Where it was mounted there is a folder still.
    mkdirSync(trial.dir);
    await expect(folder.keep('private/1', '{}')).rejects.toMatchObject({ code: 'backup.no-folder' });
    expect(readdirSync(trial.dir)).toEqual([]);
    rmSync(elsewhere, { recursive: true });
  });

  it('holds nothing else', async () => {
    writeFileSync(trial.path('diary.txt'), '');
    await expect(trial.take()).rejects.toThrow('There are other things in');
    rmSync(trial.path('diary.txt'));
    mkdirSync(trial.path('lost+found'));
    await trial.grow(1);
    await expect(trial.take()).resolves.toMatchObject({ backup: { number: 1 } });
  });

  it('is of one ledger, also before its first backup is whole', async () => {
    const another = () => trial.take({}, { ledger: 'another' });
    await trial.grow(40);
    await trial.take();
    await expect(another()).rejects.toThrow('are of the ledger this-one, and this one is another');
    rmSync(trial.path('backups'), { recursive: true });
    await expect(another()).rejects.toThrow('are of the ledger this-one');
  });

  it('keeps as many backups as it is told, and nothing that only older ones need', async () => {
    await trial.grow(5);
    await trial.name('p-1', 'Li Wei');
    await trial.take();
    await trial.name('p-1');
    for (let n = 0; n < 3; n += 1) {
      await trial.grow(5);
      await trial.take();
    }
    const { removed } = await trial.take({ keep: 2 });
    expect(removed.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(trial.files().filter((file) => readFileSync(file, 'utf8').includes('Li Wei'))).toEqual([]);
    expect([trial.files('private').length, trial.files('backups').length]).toEqual([1, 2]);
    const { backups } = await (await trial.folder()).list();
    const named = new Set(backups.flatMap(({ segments }) => segments.map(({ file }) => trial.path(file))));
    expect(new Set(trial.files('segments'))).toEqual(named);
    expect(await trial.damage()).toEqual({ 4: [], 5: [] });
  });

  it('keeps what another log of the ledger has there, as long as it is newer', async () => {
    await trial.grow(5);
    for (let n = 0; n < 3; n += 1) await trial.take({ keep: 3 });
    const log = await logOf(1);
    const gone: number[][] = [];
    for (let n = 0; n < 4; n += 1) {
      const { removed } = await trial.take({ keep: 3 }, { log });
      gone.push(removed.map(({ number }) => number));
    }
    expect(gone).toEqual([[], [], [1, 2, 3], [4]]);
  });

  it('is cleared of what was left behind a day ago', async () => {
    await trial.grow(5);
    await trial.take();
    const left = trial.path('private', '.data.1.part');
    writeFileSync(left, 'Li Wei');
    trial.minutes = Math.floor(Date.now() / 60_000) - Date.UTC(2027, 2, 1, 8) / 60_000;
    await trial.take();
    expect(readFileSync(left, 'utf8')).toBe('Li Wei');
    trial.minutes += 24 * 60 + 2;
    await trial.take();
    expect(trial.files('private').filter((file) => file.endsWith('.part'))).toEqual([]);
  });
});
