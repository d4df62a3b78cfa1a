import { Corrupt, Locked } from '@ledger/event-store';
import { BadConfig } from './config.js';
import { HalfRestored } from './drivers.js';

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

/** Why the service could not be started, in words for whoever starts it. What nobody thought of is told with its stack. */
export function unstarted(error: unknown): string {
  if (error instanceof BadConfig) return `The configuration is not right:\n${error.message}`;
  if (error instanceof HalfRestored)
    return `A restore into ${error.dir} was cut off.\nRun \`ledger restore\` again: it begins anew. Or empty the folder.`;
  if (error instanceof Locked)
    return `${error.message}: another service runs on it.\nStop that one, or name another DATA_DIR.`;
  if (error instanceof Corrupt)
    return `The ledger cannot be read: ${error.message}\nRestore it from a backup, or name another DATA_DIR.`;
  const { code = '', message, stack } = error as NodeJS.ErrnoException;
  const hint = HINTS[code];
  return hint === undefined ? (stack ?? String(error)) : `${message}\n${hint}`;
}
