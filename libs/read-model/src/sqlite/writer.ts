import { NotJson } from '@ledger/kernel';
import {
  BadQuery,
  type BulkOperation,
  type BulkResult,
  type Change,
  type Doc,
  type Filter,
  type IndexOptions,
  type Sort,
  storedBy,
} from '../port.js';
import { asDuplicateKey, type Catalogue, type Table } from './catalogue.js';
import type { Database } from './database.js';
import { firstId } from './question.js';
import { type Held, idOf } from './rows.js';

/**
 * Statistics are taken after this many writes where there are twice the documents they were last taken of, else when as
 * many writes have been made as would make it so; and then whenever as many again have been made as by then.
 */
const FIRST_ANALYSIS = 1000;

/** All that changes a read model, each in one transaction. */
export class Writer {
  /** Writes to a collection by its number, since this was opened, and when to take statistics next. */
  readonly #written = new Map<number, { writes: number; due: number }>();

  constructor(
    private readonly db: Database,
    readonly catalogue: Catalogue,
  ) {}

  /** All of it or nothing. */
  project(changes: readonly Change[]): void {
    this.db.write(() => {
      for (const change of changes) this.#project(change);
    });
  }

  bulk<D extends Doc>(name: string, operations: readonly BulkOperation<D>[]): BulkResult {
    const result = this.#bulk(name, operations);
    if (result.deletedCount > 0) this.db.wipe();
    return result;
  }

  #bulk<D extends Doc>(name: string, operations: readonly BulkOperation<D>[]): BulkResult {
    return this.db.write(() =>
      this.#changing(name, (table) => {
        const result = { matchedCount: 0, upsertedCount: 0, deletedCount: 0 };
        for (const operation of operations) {
          if ('deleteOne' in operation) {
            const id = firstId(this.db, table, operation.deleteOne.filter);
            if (id === undefined) continue;
            result.deletedCount += this.db.run(`DELETE FROM ${table.sql} WHERE _id = ?`, id);
            continue;
          }
          const { filter, replacement, upsert = false } = operation.replaceOne;
          const id = firstId(this.db, table, filter);
          if (id !== undefined) {
            if (idOf(replacement) !== id) throw new BadQuery(`the _id of ${id} cannot change`);
            table.rows.replace(table.rows.find(id) as Held, replacement);
            result.matchedCount += 1;
          } else if (upsert) {
            this.#insert(table, filter, replacement);
            result.upsertedCount += 1;
          }
        }
        this.#analyse(table, operations.length);
        return result;
      }),
    );
  }

  createIndex(name: string, spec: Sort, options: IndexOptions): string {
    return this.db.write(() => {
      const before = this.catalogue.find(name);
      const index = this.catalogue.createIndex(name, spec, options);
      const table = this.catalogue.ensure(name);
      // An index that was there has changed nothing: the table is the one it was.
      if (table !== before) this.catalogue.analyse(table);
      return index;
    });
  }

  rename(from: string, to: string): void {
    this.db.write(() => this.catalogue.rename(from, to));
  }

  drop(name: string): void {
    this.db.write(() => this.catalogue.drop(name));
  }

  #project({ view, writes, checkpoint }: Change): void {
    if (!Number.isSafeInteger(checkpoint) || checkpoint < 0)
      throw new NotJson(`${view}: checkpoint ${checkpoint}`);
    this.#changing(view, (table) => {
      for (const write of writes) {
        const doc = storedBy(write);
        if (!Number.isSafeInteger(doc.at) || doc.at < 0) throw new NotJson(`${doc._id}: at is a position`);
        const held = table.rows.find(idOf(doc));
        if (held === undefined) table.rows.insert(doc);
        else if (!(held.at >= doc.at)) table.rows.replace(held, doc);
      }
      this.db.run(
        'UPDATE collections SET checkpoint = max(checkpoint, ?) WHERE id = ?',
        checkpoint,
        table.id,
      );
      this.#analyse(table, writes.length);
    });
  }

  #insert(table: Table, filter: Filter, replacement: Doc): void {
    const id = idOf(replacement);
    if (typeof filter._id === 'string' && filter._id !== id)
      throw new BadQuery(`the _id of ${id} cannot change`);
    table.rows.insert(replacement);
  }

  /** Inside a write. */
  #changing<T>(name: string, work: (table: Table) => T): T {
    const table = this.catalogue.ensure(name);
    try {
      return work(table);
    } catch (error) {
      throw asDuplicateKey(error, table);
    }
  }

  #analyse(table: Table, writes: number): void {
    const held = this.#written.get(table.id) ?? { writes: 0, due: this.#firstAnalysis(table) };
    held.writes += writes;
    if (held.writes >= held.due) {
      this.catalogue.analyse(table);
      held.due = held.writes * 2;
    }
    this.#written.set(table.id, held);
  }

  #firstAnalysis(table: Table): number {
    // The last number tells how many documents there are, unless many were deleted.
    const documents = Number(this.db.value(`SELECT max(n) FROM ${table.sql}`));
    return Math.max(FIRST_ANALYSIS, 2 * this.catalogue.analysed(table) - documents);
  }
}
