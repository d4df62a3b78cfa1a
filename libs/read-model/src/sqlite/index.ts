import type { Position } from '@ledger/kernel';
import type { Building, Change, Collection, Doc, IndexSpec, ReadModel, Write } from '../port.js';
import { SqliteBuilding } from './building.js';
import { Catalogue } from './catalogue.js';
import { SqliteCollection } from './collection.js';
import { Database, type SqliteReadModelOptions } from './database.js';
import { Writer } from './writer.js';

export type { SqliteReadModelOptions } from './database.js';

/**
 * A read model in one SQLite file, or in memory (`:memory:`). One connection writes; others, of other threads,
 * are opened read-only and see what is committed.
 */
export function openSqliteReadModel(file: string, options: SqliteReadModelOptions = {}): ReadModel {
  const db = new Database(file, options);
  return new SqliteReadModel(db, new Writer(db, new Catalogue(db)));
}

class SqliteReadModel implements ReadModel {
  constructor(
    private readonly db: Database,
    private readonly writer: Writer,
  ) {}

  collection<D extends Doc = Doc>(name: string): Collection<D> {
    return new SqliteCollection<D>(this.db, name, this.writer);
  }

  async project(view: string, writes: readonly Write[], checkpoint: Position): Promise<void> {
    this.writer.project([{ view, writes, checkpoint }]);
  }

  async projectAll(changes: readonly Change[]): Promise<void> {
    this.writer.project(changes);
  }

  async build(view: string, indexes: readonly IndexSpec[]): Promise<Building> {
    return new SqliteBuilding(this.db, this.writer.catalogue, view, indexes);
  }

  async checkpoint(view: string): Promise<Position> {
    return Number(this.db.value('SELECT checkpoint FROM collections WHERE name = ?', view) ?? 0);
  }

  beside(view: string): string {
    return `${view}+`;
  }

  async rename(from: string, to: string): Promise<void> {
    this.writer.rename(from, to);
  }

  async drop(name: string): Promise<void> {
    this.writer.drop(name);
  }

  async names(): Promise<string[]> {
    return this.writer.catalogue.names();
  }

  async close(): Promise<void> {
    this.db.close();
  }
}
