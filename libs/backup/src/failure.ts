/** Why there can be no backup, or none can be read, and what to do about it. */
export class BackupFailure extends Error {
  override readonly name = 'BackupFailure';
  constructor(
    readonly code: string,
    message: string,
    readonly hint: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const NO_ROOM = ['ENOSPC', 'EDQUOT', 'EFBIG'];
const NOT_OURS = ['EACCES', 'EPERM', 'EROFS'];

/** What a file system said, in words for whoever keeps the backups; anything else as it is. */
export function inWords(error: unknown, dir: string): unknown {
  if (!(error instanceof Error && 'syscall' in error)) return error;
  const code = String((error as NodeJS.ErrnoException).code);
  const before = 'The backups before it are untouched, and the next run goes on where this one ended.';
  if (NO_ROOM.includes(code)) {
    const hint = `Make room there, or keep fewer backups. ${before}`;
    return new BackupFailure('backup.no-room', `There is no room left in ${dir}.`, hint, { cause: error });
  }
  if (NOT_OURS.includes(code)) {
    const hint = 'Let the user that the service runs as read and write there.';
    return new BackupFailure('backup.closed', `${dir} is closed to this process: ${code}.`, hint, {
      cause: error,
    });
  }
  const hint = `Look whether it is mounted and its disk is well. ${before}`;
  return new BackupFailure('backup.io', `${dir} failed: ${error.message}.`, hint, { cause: error });
}
