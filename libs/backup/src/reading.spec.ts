import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BackupTrial, logOf, noted } from '../../../test/support/backup-trial.js';
import type { Backup } from './backup.js';

let trial: BackupTrial;
let first: Backup;
let second: Backup;

beforeEach(async () => {
  trial = new BackupTrial();
  await trial.grow(40);
  await trial.name('p-1', 'Li Wei');
  first = (await trial.take()).backup;
  await trial.grow(40);
  second = (await trial.take()).backup;
});
afterEach(() => trial.close());

describe('damage in a folder of backups', () => {
  it('is found where a bit has turned, and named', async () => {
    const { file = '' } = first.segments[1] ?? {};
    const bytes = readFileSync(trial.path(file));
    const at = bytes.indexOf('"revision"', bytes.length / 2);
    bytes[at + 1] = (bytes[at + 1] ?? 0) ^ 1;
    writeFileSync(trial.path(file), bytes);
    const found = await trial.damage();
    expect(found[1]).toEqual(found[2]);
    expect(found[1]).toEqual([
      expect.stringMatching(
        /^file\.changed segments\/\S+: its bytes are not those that were written, first in line \d+$/,
      ),
    ]);
    await expect(trial.facts(second)).rejects.toThrow(`${file} is damaged`);
  });

  it('is found wherever in a file the bit is', async () => {
    const { file } = second.privateData;
    const whole = readFileSync(trial.path(file));
    for (let at = 0; at < whole.length; at += 7) {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
      writeFileSync(trial.path(file), bytes);
      expect((await trial.damage())[2]).toHaveLength(1);
      await expect(trial.namesIn(second)).rejects.toThrow('is damaged');
    }
  });

  it('is found where a file is missing or cut, and the backups without it stay whole', async () => {
    const { file: tail = '' } = second.segments.at(-1) ?? {};
    rmSync(trial.path(tail));
    expect(await trial.damage()).toEqual({ 1: [], 2: [`file.missing ${tail}: it is not there`] });
    writeFileSync(trial.path(second.privateData.file), '');
    const both = await trial.damage();
    expect(both[2]).toHaveLength(2);
    expect(both[1]).toEqual([expect.stringMatching(/^file\.cut private\//)]);
  });

  it('is found where segments are not of one chain', async () => {
    const [one, two, ...others] = second.segments;
    if (!one || !two) throw new TypeError('two segments were made');
    const mixed = { ...second, number: 3, segments: [two, one, ...others] };
    await (await trial.folder()).add(mixed);
    const broken = (file = '') => `chain.broken ${file}: it does not follow the segment before it`;
    expect((await trial.damage())[3]).toEqual([two.file, one.file, others[0]?.file].map(broken));
    await expect(trial.facts(mixed)).rejects.toThrow(`${two.file} is damaged`);
  });

  it('of a backup’s own file is noticed, and nothing is removed then', async () => {
    const [file = ''] = trial.files('backups');
    writeFileSync(file, readFileSync(file, 'utf8').replace('fact-39', 'fact-38'));
    expect(await (await trial.folder()).list()).toMatchObject({
      backups: [{ number: 2 }],
      damaged: [{ file: expect.stringContaining('backups/000001-'), named: { number: 1 } }],
    });
    const segments = trial.files('segments');
    expect((await trial.take({ keep: 1 })).damaged).toEqual([expect.stringContaining('backups/000001-')]);
    expect(trial.files('segments')).toEqual(segments);
  });

  it('is mended from the log where a whole segment is gone', async () => {
    const file = trial.path(first.segments[0]?.file ?? '');
    const text = readFileSync(file, 'utf8');
    rmSync(file);
    await trial.take();
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(await trial.damage()).toEqual({ 1: [], 2: [], 3: [] });
  });

  it('is not mended from a log that has changed', async () => {
    rmSync(trial.path(first.segments[0]?.file ?? ''));
    const log = await logOf(80, trial.log.epoch, (n) =>
      n === 3 ? { ...noted(n), data: { text: 'other' } } : noted(n),
    );
    await expect(trial.take({}, { log })).rejects.toThrow('The log is not what was backed up');
  });
});
