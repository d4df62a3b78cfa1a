import { Damaged, Unreachable } from '../port.js';

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html) of files that are not what was written. */
const SPOILT: ReadonlySet<number> = new Set([
  11, // CORRUPT
  26, // NOTADB
]);

/** And those that say that the disk, or another process, does not let us have the file now. */
const OUT_OF_REACH: ReadonlySet<number> = new Set([
  5, // BUSY
  8, // READONLY
  10, // IOERR
  13, // FULL
  14, // CANTOPEN
]);

/** What an error of SQLite says about the database in a file; any other error as it is. */
export function inWordsOfThePort(file: string, error: unknown): unknown {
  const code = resultCode(error);
  if (code === undefined) return error;
  const { message } = error as Error;
  if (SPOILT.has(code)) return new Damaged(file, message, { cause: error });
  if (OUT_OF_REACH.has(code)) return new Unreachable(`${file}: ${message}`, { cause: error });
  return error;
}

function resultCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined;
  return Number(error.errcode) & 0xff;
}
