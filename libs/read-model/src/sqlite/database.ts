import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { LRUCache } from 'lru-cache';
import { Damaged } from '../port.js';
import { inWordsOfThePort } from './errors.js';

export interface SqliteReadModelOptions {
  /** Sees what the writer has committed; for other threads and long queries. The file has to exist. */
  readonly readOnly?: boolean;
  /** With `readOnly`: sees what was committed when it was opened, all of one moment, and nothing that comes later. */
  readonly frozen?: boolean;
  /** FULL for what cannot be built again: a commit is on disk. NORMAL: the last ones may be lost with the power. */
  readonly synchronous?: 'NORMAL' | 'FULL';
  /** What is deleted is wiped off the file and its journal too; costs a sync for each deletion. */
  readonly wiping?: boolean;
  /** Hears where the file turns out to be damaged, before whoever asked does. */
  readonly onDamage?: (damage: Damaged) => void;
}

/**
 * Tables are named by number: `name`, fields and indexes of collection 7 are rows here, its documents are in `c7`, and
 * what they hold in its field 3 stands also in the column `k3`, for SQL to search and sort by. So a rename is an UPDATE
 * and no text of a caller is ever part of SQL.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS collections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    checkpoint INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE IF NOT EXISTS fields (
    collection INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
    path TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (collection, path)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS indexes (
    collection INTEGER NOT NULL REFERENCES collections ON DELETE CASCADE,
    name TEXT NOT NULL,
    spec TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('plain', 'unique', 'sparse unique')),
    number INTEGER NOT NULL,
    PRIMARY KEY (collection, name)
  ) STRICT;`;

/** How long a connection waits for another. */
const PATIENCE_MS = 5_000;

/**
 * How many entries of an index statistics are taken from. Where these are few, half of all documents pass for a thousand,
 * and a question goes through all of them rather than to those that it names.
 */
const ANALYSED = 100_000;

/** What SQLite keeps and is asked with. */
export type Value = string | number | Uint8Array | null;

/** A connection with its prepared statements. Throws Unreachable, Damaged. */
export class Database {
  readonly #db: DatabaseSync;
  readonly #frozen: boolean;
  readonly #wiping: boolean;
  readonly #file: string;
  readonly #onDamage: (damage: Damaged) => void;
  readonly #statements = new LRUCache<string, StatementSync>({ max: 300 });

  constructor(file: string, options: SqliteReadModelOptions) {
    const { readOnly = false, frozen = false, wiping = false, onDamage = () => {} } = options;
    this.#file = file;
    this.#frozen = frozen;
    this.#wiping = wiping;
    this.#onDamage = onDamage;
    this.#db = this.#reach(() => new DatabaseSync(file, { readOnly, timeout: PATIENCE_MS }));
    try {
      this.#prepare(options);
      if (frozen) this.#freeze();
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  rows(sql: string, ...parameters: readonly Value[]): unknown[][] {
    return this.#reach(() => this.#statement(sql).all(...parameters)) as unknown as unknown[][];
  }

  /** The first column of the first row; none without a row. */
  value(sql: string, ...parameters: readonly Value[]): unknown {
    const row = this.#reach(() => this.#statement(sql).get(...parameters));
    return (row as unknown as unknown[] | undefined)?.[0];
  }

  /** Number of rows changed. */
  run(sql: string, ...parameters: readonly Value[]): number {
    return Number(this.#reach(() => this.#statement(sql).run(...parameters)).changes);
  }

  /** Texts of one column, row by row; the statement is its own and is closed with the loop. */
  *texts(sql: string, ...parameters: readonly Value[]): Generator<string> {
    try {
      const statement = this.#db.prepare(sql);
      statement.setReturnArrays(true);
      for (const row of statement.iterate(...parameters)) yield (row as unknown as [string])[0];
    } catch (error) {
      throw this.#told(error);
    }
  }

  /** All that `work` reads is of one moment. */
  read<T>(work: () => T): T {
    return this.#transaction('BEGIN', work);
  }

  write<T>(work: () => T): T {
    return this.#transaction('BEGIN IMMEDIATE', work);
  }

  /** After a deletion: where that is asked for, what was deleted stays in no journal, unless somebody is reading it. */
  wipe(): void {
    if (!this.#wiping) return;
    this.#db.exec('PRAGMA busy_timeout = 0');
    this.value('PRAGMA wal_checkpoint(TRUNCATE)');
    this.#db.exec(`PRAGMA busy_timeout = ${PATIENCE_MS}`);
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }

  /** A transaction that is never ended sees what its first statement saw. */
  #freeze(): void {
    this.run('BEGIN');
    this.value('SELECT count(*) FROM collections');
  }

  #prepare({ readOnly = false, synchronous = 'NORMAL', wiping = false }: SqliteReadModelOptions): void {
    this.#exec(`PRAGMA foreign_keys = ON; PRAGMA cache_size = -32768;`);
    if (readOnly) return;
    this.#exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA analysis_limit = ${ANALYSED};`,
    );
    if (wiping) this.#exec('PRAGMA secure_delete = ON');
    const level = synchronous === 'FULL' ? 2 : 1;
    if (this.value('PRAGMA synchronous') !== level)
      throw new Error(`${this.#file}: synchronous=${synchronous} was not taken`);
    this.write(() => this.#exec(SCHEMA));
  }

  #exec(sql: string): void {
    this.#reach(() => this.#db.exec(sql));
  }

  #reach<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw this.#told(error);
    }
  }

  #told(error: unknown): unknown {
    const told = inWordsOfThePort(this.#file, error);
    if (told instanceof Damaged) this.#onDamage(told);
    return told;
  }

  #transaction<T>(begin: string, work: () => T): T {
    if (this.#frozen) return work();
    this.run(begin);
    try {
      const result = work();
      this.run('COMMIT');
      return result;
    } catch (error) {
      if (this.#db.isTransaction) this.run('ROLLBACK');
      throw error;
    }
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      statement.setReturnArrays(true);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
