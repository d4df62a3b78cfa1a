import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { BackupFolder, checked, type Taken } from '@ledger/backup';
import { backUp } from '../backup.js';
import { type Config, within } from '../config.js';
import { Failure } from './failure.js';
import { requireLedger } from './service.js';
import { counted, megabytes, type Teller } from './teller.js';

export interface BackupOptions {
  readonly keep?: number;
}

/** Makes a backup, beside a service that may run. */
export async function backup(
  config: Config,
  named: string | undefined,
  { keep }: BackupOptions,
  teller: Teller,
): Promise<void> {
  requireLedger(config);
  const dir = named === undefined ? config.backup.dir : resolve(named);
  if (dir === undefined)
    throw new Failure('It must be said where the backup goes.', 'Name a folder, or set BACKUP_DIR.');
  if (within(config.dataDir, dir))
    throw new Failure(`${dir} lies in the data folder, and would be lost with it.`, 'Name another folder.');
  const meter = teller.meter('backup', config.eventStore.kind === 'sqlite' ? 'facts' : 'bytes of the log');
  const taken = await backUp(config, dir, {
    now: () => new Date().toISOString(),
    onProgress: (done, all) => meter.reach(done, all),
    ...(keep !== undefined && { keep }),
  }).finally(() => meter.end());
  const { number, epoch, madeAt, facts, last } = taken.backup;
  const { bytes, newFacts, reused } = taken;
  const removed = taken.removed.map((one) => one.number);
  const { damaged } = taken;
  teller.result(
    { backup: number, epoch, madeAt, facts, newFacts, bytes, reused, last: last.id, removed, damaged },
    [
      ...told(taken, dir),
      ...(sameDisk(config, dir)
        ? ['It is on the same file system as the ledger: keep a copy elsewhere.']
        : []),
    ],
  );
}

function* told({ backup, bytes, newFacts, removed, damaged }: Taken, dir: string): Generator<string> {
  const { number, facts, last } = backup;
  yield `Backup ${number} in ${dir} holds ${counted(facts, 'fact')}, up to ${last.id} of ${last.recordedAt} (${megabytes(bytes)}).`;
  yield `Of these, ${counted(newFacts, 'fact')} had been in no backup before.`;
  if (removed.length > 0) yield `Removed ${counted(removed.length, 'older backup')}.`;
  for (const file of damaged) yield `${file} ${UNREADABLE}`;
}

function sameDisk({ dataDir }: Config, dir: string): boolean {
  return statSync(dataDir).dev === statSync(dir).dev;
}

/** Reads every file in a folder of backups again. Answers whether all of it is as it was written. */
export async function verifyBackups(named: string, teller: Teller): Promise<boolean> {
  const dir = resolve(named);
  const folder = await BackupFolder.open(dir);
  const { backups, damaged } = await folder.list();
  if (backups.length + damaged.length === 0)
    throw new Failure(`There is no backup in ${dir}.`, 'Name the folder that `ledger backup` was told.');
  const segments = new Map(backups.flatMap((one) => one.segments.map(({ file, facts }) => [file, facts])));
  const all = [...segments.values()].reduce((sum, facts) => sum + facts, 0);
  const meter = teller.meter('verify');
  let read = 0;
  const onSegment = (facts: number) => {
    read += facts;
    meter.reach(read, all);
  };
  const report = [];
  for await (const { backup, damage } of checked(folder, backups, onSegment)) {
    const { number, epoch, madeAt, facts } = backup;
    report.push({ backup: number, epoch, madeAt, facts, damage });
  }
  meter.end();
  const whole = damaged.length === 0 && report.every(({ damage }) => damage.length === 0);
  teller.result({ whole, backups: report, unreadable: damaged.map(({ file }) => file) }, [
    ...report.flatMap(({ backup, madeAt, facts, damage }) => [
      `Backup ${backup} of ${madeAt}, ${counted(facts, 'fact')}: ${damage.length === 0 ? 'whole' : 'damaged'}`,
      ...damage.map(({ code, file, what }) => `  ${code}: ${file}: ${what}`),
    ]),
    ...damaged.map(({ file }) => `${file} ${UNREADABLE}`),
    ...(whole ? [] : [MEND]),
  ]);
  return whole;
}

const UNREADABLE =
  'cannot be read as a backup. Nothing that it may need is removed, names among it, until somebody removes the file.';
const MEND =
  'A segment that is damaged is written again from the log: remove its file, and make a backup. Look at the disk.';
