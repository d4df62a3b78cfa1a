import { resolve } from 'node:path';
import { type Backup, BackupFolder, BackupReader } from '@ledger/backup';
import type { Config } from '../config.js';
import type { Restoration } from '../site/site.events.js';
import { Failure } from './failure.js';
import { examine, laterBackups, laterUnread } from './restore/evidence.js';
import { type Remade, remake } from './restore/remaking.js';
import { fill, requireEmpty } from './restore/staging.js';
import { counted, type Teller } from './teller.js';
import { reportLines } from './verify.js';

export interface RestoreOptions {
  readonly reason: string;
  /** The number of a backup; left out: the last one. */
  readonly backup?: number;
  readonly old?: string;
  readonly published?: string;
  readonly acceptLoss?: boolean;
}

/**
 * Makes an empty data folder the ledger that it was when a backup was made, in a log of its own: positions of what came
 * after the backup are never given to anything else. Answers whether the log is as it should be.
 */
export async function restore(
  config: Config,
  named: string,
  options: RestoreOptions,
  teller: Teller,
): Promise<boolean> {
  if (!isReason(options.reason))
    throw new Failure('A reason has from 1 to 500 characters.', 'Say in --reason why; it is kept for ever.');
  requireEmpty(config);
  const folder = await BackupFolder.open(resolve(named));
  const { backups, damaged } = await folder.list();
  const backup = chosen(backups, options.backup, folder.dir);
  const reader = new BackupReader(folder, backup);
  const later = [...laterBackups(backups, backup), ...laterUnread(damaged, backup)];
  const evidence = await examine(config, reader, later, options, teller);
  let done: Remade | undefined;
  await fill(config, async (staged) => {
    done = await remake(staged, { reader, ...evidence, options }, teller);
  });
  const { restoration, known, leftOut, report } = done as unknown as Remade;
  const { from, to, lost, missing } = restoration;
  teller.result({ backup: backup.number, from, to, lost, missing, leftOut, verified: report }, [
    `Restored ${counted(backup.facts, 'fact')} in ${counted(known.streams.size, 'stream')} from backup ${backup.number} of ${backup.madeAt}.`,
    ...lines(restoration, leftOut),
    ...settingsLines(backup, config),
    ...reportLines(report),
  ]);
  return report.found === 0;
}

/** As for every command. */
const isReason = (text: string): boolean => text.trim() !== '' && text.length <= 500 && text.isWellFormed();

function chosen(backups: readonly Backup[], number: number | undefined, dir: string): Backup {
  const backup = number === undefined ? backups.at(-1) : backups.findLast((one) => one.number === number);
  const there = backups.map((one) => one.number).join(', ');
  if (!backup) {
    throw new Failure(
      `There is no ${number === undefined ? 'backup' : `backup ${number}`} in ${dir}.`,
      there === '' ? 'Name the folder that `ledger backup` was told.' : `There are ${there}.`,
    );
  }
  if (number === undefined) requireOneCourse(backups, backup);
  return backup;
}

/** Where a copy of the ledger was backed up beside it, nobody but a person can say which of them is meant. */
function requireOneCourse(backups: readonly Backup[], { epoch }: Backup): void {
  const begun = backups.find((one) => one.epoch === epoch)?.number ?? 0;
  const beside = backups.findLast((one) => one.epoch !== epoch && one.number > begun);
  if (!beside) return;
  const last = backups.findLast((one) => one.epoch === epoch);
  const lines = [beside, last].map((one) => `${one?.number} of ${one?.madeAt} (log ${one?.epoch})`);
  throw new Failure(
    `There are backups of two logs that went on side by side; the last are ${lines.join(' and ')}.`,
    'Say which is meant with --backup <number>.',
  );
}

function* lines({ from, to, lost, missing = 0 }: Restoration, leftOut: number): Generator<string> {
  if (lost === 'nothing') yield 'Nothing that was published is missing, as far as was said and seen.';
  if (lost === 'something')
    yield `At least ${counted(missing, 'fact')} that came after it are gone, as you accepted.`;
  if (lost === 'unknown') yield 'Whether anything came after it is not known, as you accepted.';
  if (leftOut > 0)
    yield `Left out ${counted(leftOut, 'name or key')} that the log does not know, or says are erased.`;
  yield `Positions are others (${to.epoch}, not ${from.epoch}): whoever follows the feed is answered 410 once, and goes on by afterId. The last fact of before is ${from.last}.`;
  yield 'The ledger says all this itself, as LedgerRestored. Start the service: it builds its views anew.';
}

/** What somebody has to set again, who has lost the machine. */
function settingsLines({ settings }: Backup, config: Config): readonly string[] {
  const others = Object.entries(settings).filter(([name, value]) => config.settings[name] !== value);
  if (others.length === 0) return [];
  return [`It was made with other settings: ${others.map(([name, value]) => `${name}=${value}`).join(' ')}`];
}
