import { NotJson } from '@ledger/kernel';
import { encode, scalarAt } from '../language/values.js';
import type { Doc } from '../port.js';
import type { Database, Value } from './database.js';
import { keyOf } from './translate.js';

/** A document that is there: its row, and what its columns hold. */
export interface Held {
  readonly n: number;
  readonly keys: readonly Value[];
  /** The position of its last fact, where it is a view's. */
  readonly at: number;
}

/** The rows of a table: documents, and beside each what it holds in the fields that have columns. */
export class Rows {
  readonly #paths: readonly (readonly string[])[];
  readonly #columns: readonly string[];
  readonly #select: string;
  readonly #insert: string;

  /** @param columns by the paths of their fields */
  constructor(
    private readonly db: Database,
    private readonly sql: string,
    columns: ReadonlyMap<string, string>,
  ) {
    this.#paths = Array.from(columns.keys(), (path) => path.split('.'));
    this.#columns = [...columns.values()];
    const names = this.#columns.join(', ');
    this.#select = `SELECT n, ${names} FROM ${sql} WHERE _id = ?`;
    const places = this.#columns.map(() => '?').join(', ');
    this.#insert = `INSERT INTO ${sql} (_id, doc, ${names}) VALUES (?, jsonb(?), ${places})`;
  }

  find(id: string): Held | undefined {
    const [row] = this.db.rows(this.#select, id);
    if (row === undefined) return undefined;
    const [n, ...keys] = row as [number, ...Value[]];
    return { n, keys, at: Number(keys[this.#columns.indexOf('at')] ?? -1) };
  }

  insert(doc: Doc): void {
    this.db.run(this.#insert, idOf(doc), encode(doc), ...this.#keysOf(doc));
  }

  /** Only columns that change are set: SQLite writes every index anew that has a column which is. */
  replace({ n, keys: before }: Held, doc: Doc): void {
    const keys = this.#keysOf(doc);
    const changed = this.#columns
      .map((column, i) => ({ column, key: keys[i] as Value, was: before[i] as Value }))
      .filter(({ key, was }) => !isSame(key, was));
    const set = ['doc = jsonb(?)', ...changed.map(({ column }) => `${column} = ?`)].join(', ');
    this.db.run(
      `UPDATE ${this.sql} SET ${set} WHERE n = ?`,
      encode(doc),
      ...changed.map(({ key }) => key),
      n,
    );
  }

  /** NULL where a field is missing. Throws NotScalar. */
  #keysOf(doc: Doc): Value[] {
    return this.#paths.map((path) => {
      const value = scalarAt(doc, path);
      return value === undefined ? null : (keyOf(value) as Value);
    });
  }
}

export function idOf({ _id }: Doc): string {
  if (typeof _id !== 'string') throw new NotJson('_id is a text');
  return _id;
}

/** Booleans are the only values that are kept as bytes. */
const isSame = (a: Value, b: Value): boolean =>
  a instanceof Uint8Array && b instanceof Uint8Array ? a[0] === b[0] : a === b;
