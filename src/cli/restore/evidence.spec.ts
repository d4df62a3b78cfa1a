import { describe, expect, it } from '@jest/globals';
import type { Backup } from '@ledger/backup';
import { laterBackups } from './evidence.js';
import { behind, lossOf } from './loss.js';

const backup = (number: number, epoch: string, facts: number, position = facts): Backup => ({
  ...{ format: 1, number, ledger: 'this-one', epoch, facts, segments: [], settings: {} },
  ...{ begunAt: '2027-03-01T03:00:00.000Z', madeAt: '2027-03-01T03:00:01.000Z' },
  last: { id: 'f', stream: 'bottle-A', revision: 0, position, recordedAt: '2027-03-01T02:00:00.000Z' },
  privateData: { file: 'private/x', sha256: 'x', bytes: 1, documents: 1 },
});
const sign = (missing: number, last = false) => ({ where: 'somewhere', missing, last });

describe('what is known to be lost', () => {
  it('is something where anything was seen behind the backup, whatever else says', () => {
    expect(lossOf([sign(0, true), sign(3), sign(2)])).toEqual({ lost: 'something', missing: 3 });
  });

  it('is nothing only where the end was seen', () => {
    expect(lossOf([sign(0, true)])).toEqual({ lost: 'nothing' });
    expect(lossOf([sign(0), sign(0, true)])).toEqual({ lost: 'nothing' });
  });

  it('is unknown otherwise', () => {
    expect(lossOf([])).toEqual({ lost: 'unknown' });
    expect(lossOf([sign(0)])).toEqual({ lost: 'unknown' });
  });

  it('is counted where positions are counted, and else is one at least', () => {
    expect([5, 10, 11, 17].map((position) => behind(backup(1, 'a', 10), position))).toEqual([0, 0, 1, 7]);
    expect([900, 901, 99_000].map((position) => behind(backup(1, 'a', 10, 900), position))).toEqual([
      0, 1, 1,
    ]);
  });
});

describe('later backups', () => {
  const missing = (backups: readonly Backup[], n: number) =>
    laterBackups(backups, backups[n] as Backup).map((one) => one.missing);

  it('of the same log tell how many facts came after', () => {
    expect(missing([backup(1, 'a', 10), backup(2, 'a', 10), backup(3, 'a', 14)], 0)).toEqual([0, 4]);
    expect(missing([backup(1, 'a', 10), backup(2, 'a', 10)], 1)).toEqual([]);
  });

  it('of a log that took over tell that something did', () => {
    expect(missing([backup(1, 'a', 10), backup(2, 'b', 11)], 0)).toEqual([1]);
  });

  it('of a log that went on beside tell nothing', () => {
    expect(missing([backup(1, 'a', 10), backup(2, 'b', 11), backup(3, 'a', 12)], 0)).toEqual([0, 2]);
    expect(
      missing([backup(1, 'a', 10), backup(2, 'b', 11), backup(3, 'a', 12), backup(4, 'b', 12)], 2),
    ).toEqual([0]);
  });

  it('of another ledger tell nothing', () => {
    expect(missing([backup(1, 'a', 10), { ...backup(2, 'b', 11), ledger: 'another' }], 0)).toEqual([]);
  });
});
