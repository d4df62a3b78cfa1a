import { setImmediate as turn } from 'node:timers/promises';
import type { Position } from '@ledger/kernel';
import type { Building, IndexSpec, ViewDoc } from '../port.js';
import type { Catalogue, Table } from './catalogue.js';
import type { Database } from './database.js';

/** Rows without an index, until all are there: sorting them once is faster than finding the place of each. */
export class SqliteBuilding implements Building {
  readonly #table: Table;

  constructor(
    private readonly db: Database,
    private readonly catalogue: Catalogue,
    name: string,
    private readonly indexes: readonly IndexSpec[],
  ) {
    const paths = new Set(
      indexes.flatMap(({ fields }) => Object.keys(fields)).filter((path) => path !== '_id'),
    );
    this.#table = db.write(() => catalogue.begin(name, [...paths]));
  }

  async add(docs: readonly ViewDoc[]): Promise<void> {
    this.db.write(() => {
      for (const doc of docs) this.#table.rows.insert(doc);
    });
  }

  async finish(checkpoint: Position): Promise<void> {
    const { id, name } = this.#table;
    this.db.write(() => this.catalogue.indexIds(this.#table));
    for (const { fields, options = {} } of this.indexes) {
      await turn();
      this.db.write(() => this.catalogue.createIndex(name, fields, options));
    }
    this.db.write(() => this.catalogue.analyse(this.#table));
    this.db.run('UPDATE collections SET checkpoint = ? WHERE id = ?', checkpoint, id);
  }
}
