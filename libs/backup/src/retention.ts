import { type Backup, filesOf } from './backup.js';
import type { BackupFolder } from './folder.js';

/** What no backup names may belong to one that is being made. */
const ABANDONED_MS = 24 * 60 * 60 * 1_000;

/**
 * Which backups make room for the newest ones. A log that was restored is another: a trial of a restore, with the same
 * settings, must not drive out the backups of the ledger itself. So others go when they are older than all that stay.
 */
function outdated(
  backups: readonly Backup[],
  { epoch }: Pick<Backup, 'epoch'>,
  keep: number,
): readonly Backup[] {
  const own = backups.filter((one) => one.epoch === epoch);
  const stay = own.slice(-keep);
  const [oldest] = stay;
  if (!oldest || stay.length < keep) return [];
  return backups.filter((one) => (one.epoch === epoch ? !stay.includes(one) : one.madeAt < oldest.madeAt));
}

/**
 * Removes backups beyond those that are to stay, with the files that only they need; and what runs left behind that
 * were cut off a day ago or more. Answers the backups it removed.
 */
export async function prune(
  folder: BackupFolder,
  newest: Backup,
  { keep, now }: { readonly keep?: number; readonly now: () => string },
): Promise<readonly Backup[]> {
  const { backups, damaged } = await folder.list();
  const gone = keep === undefined ? [] : outdated(backups, newest, keep);
  const stay = backups.filter((one) => !gone.includes(one));
  const needed = new Set(stay.flatMap((one) => filesOf(one).map(({ file }) => file)));
  for (const backup of gone) {
    // First the backup, then what it is made of: one that cannot be read as whole must not look as if it could.
    await folder.forget(backup);
    for (const { file } of filesOf(backup)) if (!needed.has(file)) await folder.remove(file);
  }
  // Nobody can say what a damaged one needs.
  if (damaged.length > 0) return gone;
  const since = Date.parse(now()) - ABANDONED_MS;
  for (const { file, writtenAt } of await folder.files()) {
    if (!needed.has(file) && writtenAt < since) await folder.remove(file);
  }
  return gone;
}
