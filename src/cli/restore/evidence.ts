import type { Backup, BackupReader, Listed } from '@ledger/backup';
import type { Config } from '../../config.js';
import { Failure } from '../failure.js';
import { counted, type Teller } from '../teller.js';
import { type Loss, lossOf, type Sign } from './loss.js';
import { OldFolder } from './old.js';
import { Published } from './published.js';

/** What whoever restores has said of it. */
export interface Statement {
  readonly old?: string;
  readonly published?: string;
  readonly acceptLoss?: boolean;
}

export interface Evidence {
  readonly loss: Loss;
  /** People whose names were erased after the backup, as far as is known. */
  readonly erased: ReadonlySet<string>;
}

/** Reads the whole backup, and looks for signs of what came after it. Refuses a loss that was not accepted. */
export async function examine(
  config: Config,
  reader: BackupReader,
  later: readonly Sign[],
  { old, published, acceptLoss = false }: Statement,
  teller: Teller,
): Promise<Evidence> {
  const { backup } = reader;
  const signs = [...later];
  const before = old === undefined ? undefined : new OldFolder(config, old);
  await before?.look(backup);
  const stated = published === undefined ? undefined : new Published(published);
  const found = await lookFor([stated?.fact, before?.last], reader, teller);
  signs.push(...(before?.signs ?? []));
  if (before?.last !== undefined)
    signs.push({ where: `the log in ${old}`, missing: found.has(before.last) ? 0 : 1, last: true });
  if (stated) signs.push(stated.sign(backup, found));
  const loss = lossOf(signs);
  if (loss.lost !== 'nothing' && !acceptLoss) throw refused(backup, loss, signs);
  return { loss, erased: before?.erased ?? new Set() };
}

/**
 * Facts that later backups of the same ledger have. Those of another log count where that one took over, and not where
 * both went on side by side.
 */
export function laterBackups(backups: readonly Backup[], backup: Backup): readonly Sign[] {
  const sameLog = backups.filter(({ epoch }) => epoch === backup.epoch);
  const tookOver = ({ epoch }: Backup) => {
    const begun = backups.find((one) => one.epoch === epoch)?.number ?? 0;
    return sameLog.every(({ number }) => number < begun);
  };
  return backups
    .filter(({ ledger, number }) => ledger === backup.ledger && number > backup.number)
    .map((one) => ({
      where: `backup ${one.number}`,
      missing: one.epoch === backup.epoch ? one.facts - backup.facts : Number(tookOver(one)),
      last: false,
    }));
}

/** Backups that cannot be read; their names tell that they came later. */
export function laterUnread(damaged: Listed['damaged'], backup: Backup): readonly Sign[] {
  return damaged
    .filter(({ named }) => named === undefined || named.number > backup.number)
    .map(({ file }) => ({ where: `${file}, which cannot be read,`, missing: 1, last: false }));
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
