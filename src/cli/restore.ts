import { resolve } from 'node:path';
import { type Backup, BackupFolder, BackupReader } from '@ledger/backup';
import type { Config } from '../config.js';
import type { Restoration } from '../site/site.events.js';
import { Failure } from './failure.js';
import { type Loss, lossOf, type Sign } from './restore/loss.js';
import { OldFolder } from './restore/old.js';
import { Published } from './restore/published.js';
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
  const { backups } = await folder.list();
  const backup = chosen(backups, options.backup, folder.dir);
  const reader = new BackupReader(folder, backup);
  const erased = new Set<string>();
  const loss = await lossAt(config, reader, backups, options, erased, teller);
  let done: Remade | undefined;
  await fill(config, async (staged) => {
    done = await remake(staged, { reader, erased, loss, options }, teller);
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

/** Reads the whole backup, and looks for signs of what came after it. Refuses a loss that was not accepted. */
async function lossAt(
  config: Config,
  reader: BackupReader,
  backups: readonly Backup[],
  { old, published, acceptLoss = false }: RestoreOptions,
  erased: Set<string>,
  teller: Teller,
): Promise<Loss> {
  const { backup } = reader;
  const signs: Sign[] = laterBackups(backups, backup);
  const before = old === undefined ? undefined : new OldFolder(config, old);
  await before?.look(backup);
  for (const person of before?.erased ?? []) erased.add(person);
  const stated = published === undefined ? undefined : new Published(published);
  const found = await lookFor([stated?.fact, before?.last], reader, teller);
  signs.push(...(before?.signs ?? []));
  if (before?.last !== undefined)
    signs.push({ where: `the log in ${old}`, missing: found.has(before.last) ? 0 : 1, last: true });
  if (stated) signs.push(stated.sign(backup, found));
  const loss = lossOf(signs);
  if (loss.lost !== 'nothing' && !acceptLoss) throw refused(backup, loss, signs);
  return loss;
}

/** Facts that later backups of the same ledger have. */
function laterBackups(backups: readonly Backup[], backup: Backup): Sign[] {
  return backups
    .filter(({ ledger, number }) => ledger === backup.ledger && number > backup.number)
    .map(({ number, epoch, facts }) => ({
      where: `backup ${number}`,
      missing: epoch === backup.epoch ? facts - backup.facts : 1,
      last: false,
    }));
}

/** Reads all facts of the backup, and says which of some are there. Throws where anything of it is damaged. */
async function lookFor(
  ids: readonly (string | undefined)[],
  reader: BackupReader,
  teller: Teller,
): Promise<ReadonlySet<string>> {
  const meter = teller.meter('check');
  const found = new Set<string>();
  let read = 0;
  for await (const facts of reader.facts()) {
    for (const { id } of facts) if (ids.includes(id)) found.add(id);
    read += facts.length;
    meter.reach(read, reader.backup.facts);
  }
  await reader.privateData();
  meter.end();
  return found;
}

function refused(
  { number, last, madeAt }: Backup,
  { lost, missing = 0 }: Loss,
  signs: readonly Sign[],
): Failure {
  const ends = `Backup ${number} of ${madeAt} ends with fact ${last.id}, recorded at ${last.recordedAt}.`;
  if (lost === 'unknown') {
    return new Failure(
      `${ends} Nobody can tell from here whether anything was recorded after it.`,
      'Name the old data folder in --old, or in --published the last position or fact that anybody has seen. Or say --accept-loss: the ledger will say that you did.',
      'restore.loss-unknown',
    );
  }
  const seen = signs.filter((sign) => sign.missing > 0).map(({ where }) => where);
  return new Failure(
    `${ends} At least ${counted(missing, 'fact')} came after it, as ${seen.join(' and ')} shows.`,
    'Restore a later backup if there is one. Or say --accept-loss: they are gone then, and the ledger will say so.',
    'restore.loss',
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
