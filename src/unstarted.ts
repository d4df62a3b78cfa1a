import { Corrupt, Locked, Unavailable } from '@ledger/event-store';
import { Damaged, Unreachable } from '@ledger/read-model';
import { BadConfig } from './config.js';
import { HalfRestored } from './drivers.js';
import { LogWentBack } from './ledger/belonging.js';

/** What to look at where the system says no, by its code. */
const HINTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Another program listens there: end it, or choose another PORT.',
  EADDRNOTAVAIL: 'HOST is no address of this machine.',
  ENOTFOUND: 'HOST is no address of this machine.',
  EACCES: 'Look at who owns the data folder, and who may listen on that port.',
  EPERM: 'Look at who owns the data folder.',
  EROFS: 'The disk takes no writing: name another DATA_DIR.',
  ENOSPC: 'The disk is full.',
  ENOTDIR: 'Name a folder in DATA_DIR.',
};

/** What to do where the service goes no further, in words for whoever runs it. */
export function nextAfter(error: unknown): string {
  if (error instanceof Corrupt)
    return 'Something has changed the log. Restore it from a backup; `ledger verify` tells how much of it is as it was.';
  if (error instanceof Damaged) return 'Start it again: it makes its views anew.';
  return 'Look at the disk, then start it again: nothing that was answered is lost.';
}

/** Why the service could not be started, in words for whoever starts it. What nobody thought of is told with its stack. */
export function unstarted(error: unknown): string {
  if (error instanceof BadConfig) return `The configuration is not right:\n${error.message}`;
  if (error instanceof HalfRestored)
    return `A restore into ${error.dir} was cut off.\nRun \`ledger restore\` again: it begins anew. Or empty the folder.`;
  if (error instanceof Locked)
    return `${error.message}: another service runs on it.\nStop that one, or name another DATA_DIR.`;
  if (error instanceof Corrupt)
    return `The ledger cannot be read: ${error.message}\nRestore it from a backup, or name another DATA_DIR.`;
  if (error instanceof LogWentBack)
    return `The log has lost its end: ${error.message}.\nPut the newer log back. If it is lost, move this folder away, and restore a backup into an empty one with --old: \`ledger restore <backups> --old <this folder>\`. If there is none, make one of this log first.`;
  if (error instanceof Damaged)
    return `A file is damaged: ${error.message}\nViews are put aside: start it again. Names and keys (private.db) come only from a backup: \`ledger restore\`.`;
  if (error instanceof Unreachable || error instanceof Unavailable)
    return `The data cannot be read or written: ${error.message}\nLook at the disk: whether it is there, has room, and takes writing. Or name another DATA_DIR.`;
  const { code = '', message, stack } = error as NodeJS.ErrnoException;
  const hint = HINTS[code];
  return hint === undefined ? (stack ?? String(error)) : `${message}\n${hint}`;
}
