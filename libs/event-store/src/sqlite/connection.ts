import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { newEpoch } from '../epoch.js';
import { Corrupt, Unavailable } from '../errors.js';

/** `cled` in the file's header says whose file it is. */
const APPLICATION_ID = 0x636c6564;
const FORMAT = 1;

/** Primary result codes of SQLite: https://www.sqlite.org/rescode.html */
const BUSY = 5;
const CORRUPT = 11;
const FULL = 13;
const NOT_A_DATABASE = 26;

const SCHEMA = `
  CREATE TABLE log (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    epoch TEXT NOT NULL,
    format INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE facts (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    id TEXT NOT NULL UNIQUE,
    bytes TEXT NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;
  CREATE TRIGGER facts_never_change BEFORE UPDATE ON facts BEGIN SELECT RAISE(ABORT, 'facts are never changed'); END;
  CREATE TRIGGER facts_never_go BEFORE DELETE ON facts BEGIN SELECT RAISE(ABORT, 'facts are never deleted'); END;
  CREATE TRIGGER facts_never_give_way BEFORE INSERT ON facts
    WHEN EXISTS (SELECT 1 FROM facts WHERE position = NEW.position)
      OR EXISTS (SELECT 1 FROM facts WHERE stream = NEW.stream AND revision = NEW.revision)
      OR EXISTS (SELECT 1 FROM facts WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'facts are never replaced'); END;
  PRAGMA application_id = ${APPLICATION_ID};
`;

export interface Opened {
  readonly db: DatabaseSync;
  readonly epoch: string;
}

/** Opens the log for writing and makes it where there is none. The caller holds the lock. */
export function openForWriting(file: string): Opened {
  return opened(file, { timeout: 5_000 }, (db) => {
    if (pragma(db, 'application_id') === 0 && pragma(db, 'schema_version') === 0) make(db);
    const epoch = epochOf(db);
    makeDurable(db);
    // Nobody else writes, so whoever keeps us waiting from here on is a mistake to be told of at once.
    db.exec('PRAGMA busy_timeout = 0');
    return epoch;
  });
}

/** Opens the log for reading beside its writer, in this process or another. */
export function openForReading(file: string): Opened {
  return opened(file, { readOnly: true, timeout: 5_000 }, epochOf);
}

function opened(
  file: string,
  options: { readonly readOnly?: boolean; readonly timeout: number },
  prepare: (db: DatabaseSync) => string,
): Opened {
  const db = attempt(() => new DatabaseSync(file, options));
  try {
    return { db, epoch: attempt(() => prepare(db)) };
  } catch (error) {
    db.close();
    throw error;
  }
}

function epochOf(db: DatabaseSync): string {
  if (pragma(db, 'application_id') !== APPLICATION_ID)
    throw new Corrupt(`${db.location()} is not a ledger's log`);
  const log = db.prepare('SELECT epoch, format FROM log').get();
  if (log?.format !== FORMAT) throw new Corrupt(`the log has format ${log?.format}, known is ${FORMAT}`);
  return String(log.epoch);
}

/**
 * A commit returns when its facts are on the disk: write-ahead log, synced at every commit (on macOS by F_FULLFSYNC,
 * as its fsync stops at the drive's cache). SQLite ignores a setting it cannot keep, so both are read back.
 */
export function makeDurable(db: DatabaseSync): void {
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON');
  const [mode, synchronous] = [pragma(db, 'journal_mode'), pragma(db, 'synchronous')];
  if (mode !== 'wal' || synchronous !== 2) {
    throw new Unavailable(
      'not-stored',
      `SQLite does not keep facts durably: ${mode}, synchronous ${synchronous}`,
    );
  }
}

function make(db: DatabaseSync): void {
  db.exec(`BEGIN IMMEDIATE; ${SCHEMA}`);
  db.prepare('INSERT INTO log (one, epoch, format) VALUES (1, ?, ?)').run(newEpoch(), FORMAT);
  db.exec('COMMIT');
}

function pragma(db: DatabaseSync, name: string): SQLOutputValue | undefined {
  return Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];
}

/** Runs statements, and says in the port's words what went wrong with them: Corrupt, or Unavailable (not-stored). */
export function attempt<T>(statements: () => T): T {
  try {
    return statements();
  } catch (error) {
    throw inWordsOfThePort(error);
  }
}

export function inWordsOfThePort(error: unknown): unknown {
  const code = resultCode(error);
  if (code === undefined) return error;
  const message = String(error);
  if (code === CORRUPT || code === NOT_A_DATABASE) return new Corrupt(message, undefined, { cause: error });
  return new Unavailable('not-stored', message, { cause: error });
}

/**
 * The disk had no room for the write-ahead log, so its last frame, which makes a commit of those before it, is not there:
 * nothing is stored once it is rolled back. (An error of another kind may come after that frame.)
 * https://www.sqlite.org/fileformat2.html#the_write_ahead_log
 */
export const isFull = (error: unknown): boolean => resultCode(error) === FULL;

export const isBusy = (error: unknown): boolean => resultCode(error) === BUSY;

/** The primary result code of an error of node:sqlite, undefined for any other error. */
function resultCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined;
  return Number(error.errcode) & 0xff;
}
