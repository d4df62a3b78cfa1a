import { scalarAt } from '../language/values.js';
import { BadQuery, DuplicateKey, type IndexOptions, type Sort } from '../port.js';
import type { Database } from './database.js';
import { sortFields } from './order.js';
import { Rows } from './rows.js';
import { columnField, type Field, type Fields, ID, isIndexable } from './translate.js';

type Kind = 'plain' | 'unique' | 'sparse unique';

/** A collection as it is in the database. */
export interface Table {
  readonly id: number;
  readonly name: string;
  /** Name of the SQL table. */
  readonly sql: string;
  readonly fields: Fields;
  readonly rows: Rows;
  /** Names of the indexes by the names they have in SQL. */
  readonly indexes: ReadonlyMap<string, string>;
}

/** Guards and queries ask every document for these, so they need no declaring. */
const ALWAYS = ['at', 'gone'];

/** Which collections and indexes there are; `user_version` counts their changes, by whichever connection. */
export class Catalogue {
  #revision: unknown;
  #tables: ReadonlyMap<string, Table> = new Map();

  constructor(private readonly db: Database) {}

  /** Inside a transaction: what is there at its moment. */
  find(name: string): Table | undefined {
    const revision = this.db.value('PRAGMA user_version');
    if (revision !== this.#revision) {
      this.#tables = this.#load();
      this.#revision = revision;
    }
    return this.#tables.get(name);
  }

  names(): string[] {
    return this.db.rows('SELECT name FROM collections ORDER BY name').map(([name]) => name as string);
  }

  /** Inside a write: the collection, new where there is none. */
  ensure(name: string): Table {
    const found = this.find(name);
    if (found !== undefined) return found;
    if (name === '' || !name.isWellFormed()) throw new BadQuery('a collection has a name');
    const table = this.begin(name, []);
    this.indexIds(table);
    return table;
  }

  /** Inside a write: a new collection with columns for some fields, and no index, not even one of ids. */
  begin(name: string, paths: readonly string[]): Table {
    const id = this.db.value('INSERT INTO collections (name) VALUES (?) RETURNING id', name);
    this.db.run(
      `CREATE TABLE c${id} (n INTEGER PRIMARY KEY, _id TEXT NOT NULL, doc BLOB NOT NULL, at ANY, gone ANY) STRICT`,
    );
    this.#changed();
    for (const path of paths) this.#ensureColumn(this.find(name) as Table, path);
    return this.find(name) as Table;
  }

  /** Inside a write. */
  indexIds({ sql, name }: Table): void {
    try {
      this.db.run(`CREATE UNIQUE INDEX ${sql}_id ON ${sql} (_id)`);
    } catch (error) {
      throw isUniqueViolation(error) ? new DuplicateKey(name, '_id_') : error;
    }
  }

  /** Inside a write. */
  drop(name: string): void {
    const table = this.find(name);
    if (table === undefined) return;
    this.db.run(`DROP TABLE ${table.sql}`);
    this.db.run('DELETE FROM collections WHERE id = ?', table.id);
    this.#changed();
  }

  /** Inside a write: `to` is what `from` was. */
  rename(from: string, to: string): void {
    if (from === to) return;
    const table = this.find(from);
    if (table === undefined) throw new BadQuery(`no collection ${from}`);
    this.drop(to);
    this.db.run('UPDATE collections SET name = ? WHERE id = ?', to, table.id);
    this.#changed();
  }

  /** Inside a write. */
  createIndex(
    collection: string,
    spec: Sort,
    { unique = false, sparse = false, name }: IndexOptions,
  ): string {
    const fields = sortFields(spec);
    const paths = fields.map(([path]) => path);
    if (paths.length === 0 || !paths.every(isIndexable)) {
      throw new BadQuery(`cannot index ${paths.join(', ')}: names of letters, digits and _`);
    }
    const called = name ?? fields.map(([path, direction]) => `${path}_${direction}`).join('_');
    const kind: Kind = unique ? (sparse ? 'sparse unique' : 'unique') : 'plain';
    const table = this.ensure(collection);
    const text = JSON.stringify(spec);
    const [held] = this.db.rows(
      'SELECT spec, kind FROM indexes WHERE collection = ? AND name = ?',
      table.id,
      called,
    );
    if (held !== undefined) {
      if (held[0] === text && held[1] === kind) return called;
      throw new BadQuery(`${collection} has another index ${called}`);
    }
    for (const path of paths) this.#ensureColumn(table, path);
    const number = Number(
      this.db.value('SELECT ifnull(max(number), 0) + 1 FROM indexes WHERE collection = ?', table.id),
    );
    this.#createSqlIndex(this.find(collection) as Table, number, fields, kind, called);
    this.db.run('INSERT INTO indexes VALUES (?, ?, ?, ?, ?)', table.id, called, text, kind, number);
    this.#changed();
    return called;
  }

  /**
   * A plain index ends in `_id`, so that a sort which does too comes from it. In a sparse one documents without
   * the fields are told apart by their ids; a partial index would say the same, but serve no queries.
   */
  #createSqlIndex(
    table: Table,
    number: number,
    fields: readonly (readonly [string, 1 | -1])[],
    kind: Kind,
    called: string,
  ): void {
    const held = fields.map(([path, direction]) => ({ field: table.fields.get(path) as Field, direction }));
    const terms = held.map(({ field, direction }) => (direction === 1 ? field.key : `${field.key} DESC`));
    if (kind === 'plain' && held.every(({ field }) => field !== ID)) terms.push('_id');
    if (kind === 'sparse unique') {
      terms.push(`CASE WHEN ${held.map(({ field }) => field.exists).join(' OR ')} THEN '' ELSE _id END`);
    }
    const create = kind === 'plain' ? 'CREATE INDEX' : 'CREATE UNIQUE INDEX';
    try {
      this.db.run(`${create} ${table.sql}_${number} ON ${table.sql} (${terms.join(', ')})`);
    } catch (error) {
      throw isUniqueViolation(error) ? new DuplicateKey(table.name, called) : error;
    }
  }

  /**
   * Inside a write: takes statistics, without which SQLite takes the wrong one of two indexes. Other connections
   * read them again only when the schema changes, so it does.
   */
  analyse(table: Table): void {
    this.db.run(`ANALYZE ${table.sql}`);
    this.db.run('CREATE VIEW analysed AS SELECT 1');
    this.db.run('DROP VIEW analysed');
  }

  /** How many documents there were when statistics were last taken; none where they never were. */
  analysed({ sql }: Table): number {
    if (this.db.value("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'") === undefined) return 0;
    const stat = this.db.value('SELECT stat FROM sqlite_stat1 WHERE tbl = ? LIMIT 1', sql);
    return Number.parseInt(String(stat ?? 0), 10);
  }

  /** Gives a field a column, filled from the documents that there are. */
  #ensureColumn(table: Table, path: string): void {
    if (table.fields.has(path)) return;
    for (const doc of this.db.texts(`SELECT json(doc) FROM ${table.sql}`))
      scalarAt(JSON.parse(doc), path.split('.'));
    const number = Number(
      this.db.value('SELECT ifnull(max(number), 0) + 1 FROM fields WHERE collection = ?', table.id),
    );
    const at = `'$.${path}'`;
    this.db.run(`ALTER TABLE ${table.sql} ADD COLUMN k${number} ANY`);
    this.db.run(`UPDATE ${table.sql} SET k${number} = CASE json_type(doc, ${at})
      WHEN 'null' THEN -1e999 WHEN 'true' THEN x'01' WHEN 'false' THEN x'00' ELSE doc ->> ${at} END`);
    this.db.run('INSERT INTO fields VALUES (?, ?, ?)', table.id, path, number);
    this.#changed();
  }

  #changed(): void {
    this.db.run(`PRAGMA user_version = ${Number(this.db.value('PRAGMA user_version')) + 1}`);
  }

  #load(): ReadonlyMap<string, Table> {
    const tables = new Map<string, Table>();
    for (const [id, name] of this.db.rows('SELECT id, name FROM collections') as [number, string][]) {
      const numbered = this.db.rows('SELECT path, number FROM fields WHERE collection = ?', id);
      const columns = new Map([
        ...ALWAYS.map((path) => [path, path] as const),
        ...numbered.map(([path, number]) => [path as string, `k${number}`] as const),
      ]);
      const fields = new Map([...columns].map(([path, column]) => [path, columnField(column)]));
      fields.set('_id', ID);
      const held = this.db.rows('SELECT name, number FROM indexes WHERE collection = ?', id);
      const indexes = new Map(held.map(([called, number]) => [`c${id}_${number}`, called as string]));
      const sql = `c${id}`;
      tables.set(name, { id, name, sql, fields, indexes, rows: new Rows(this.db, sql, columns) });
    }
    return tables;
  }
}

const SQLITE_CONSTRAINT_UNIQUE = 2067;

const isUniqueViolation = (error: unknown): error is { readonly message: string } =>
  typeof error === 'object' &&
  error !== null &&
  'errcode' in error &&
  error.errcode === SQLITE_CONSTRAINT_UNIQUE;

/** SQLite's complaint about a unique index in the words of the port. */
export function asDuplicateKey(error: unknown, table: Table): unknown {
  if (!isUniqueViolation(error)) return error;
  const [, sqlName = ''] = /index '(\w+)'/.exec(error.message) ?? [];
  return new DuplicateKey(table.name, table.indexes.get(sqlName) ?? '_id_');
}
