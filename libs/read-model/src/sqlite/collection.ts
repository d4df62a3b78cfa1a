import { setImmediate } from 'node:timers/promises';
import { parseFilter } from '../language/filter.js';
import type { Members } from '../language/values.js';
import type {
  BulkOperation,
  BulkResult,
  Collection,
  Cursor,
  Doc,
  Filter,
  FindOptions,
  IndexOptions,
  Sort,
  Stage,
} from '../port.js';
import { runPipeline } from './aggregate.js';
import type { Table } from './catalogue.js';
import type { Database } from './database.js';
import { matches } from './match.js';
import { numbers } from './numbers.js';
import { answer, type Question, question } from './question.js';
import { orderBy, where } from './translate.js';
import type { Writer } from './writer.js';

/** How many documents a cursor reads at a time, before it lets others have the thread. */
const BATCH = 200;

export class SqliteCollection<D extends Doc> implements Collection<D> {
  constructor(
    private readonly db: Database,
    private readonly name: string,
    private readonly writer: Writer,
  ) {}

  find(filter: Filter, options: FindOptions = {}): Cursor<D> {
    return {
      toArray: async () => this.#all(question(filter, options)) as unknown as D[],
      [Symbol.asyncIterator]: () => this.#each(question(filter, options)) as unknown as AsyncIterator<D>,
    };
  }

  async findOne(filter: Filter, options: Omit<FindOptions, 'limit'> = {}): Promise<D | null> {
    const [first = null] = this.#all(question(filter, { ...options, limit: 1 }));
    return first as D | null;
  }

  aggregate<T extends object>(pipeline: readonly Stage[]): Cursor<T> {
    const run = (): T[] => {
      const [first, ...rest] = pipeline;
      const leading = first?.$match as Filter | undefined;
      const docs = this.#all(question(leading ?? {}, {}));
      return [...runPipeline(docs, leading === undefined ? pipeline : rest)] as unknown as T[];
    };
    return {
      toArray: async () => run(),
      async *[Symbol.asyncIterator]() {
        yield* run();
      },
    };
  }

  async countDocuments(filter: Filter = {}): Promise<number> {
    const condition = parseFilter(filter);
    return this.#reading(0, (table) => {
      const { sql, parameters, exact } = where(condition, table.fields);
      if (exact)
        return Number(this.db.value(`SELECT count(*) FROM ${table.sql} WHERE ${sql}`, ...parameters));
      let count = 0;
      for (const text of this.db.texts(`SELECT json(doc) FROM ${table.sql} WHERE ${sql}`, ...parameters)) {
        if (matches(JSON.parse(text), condition)) count += 1;
      }
      return count;
    });
  }

  async bulkWrite(operations: readonly BulkOperation<D>[]): Promise<BulkResult> {
    return this.writer.bulk(this.name, operations);
  }

  async createIndex(spec: Sort, options: IndexOptions = {}): Promise<string> {
    return this.writer.createIndex(this.name, spec, options);
  }

  #reading<T>(without: T, work: (table: Table) => T): T {
    return this.db.read(() => {
      const table = this.writer.catalogue.find(this.name);
      return table === undefined ? without : work(table);
    });
  }

  #all(asked: Question): Members[] {
    return this.#reading([], (table) => [...answer(this.db, table, asked)].map(asked.shape));
  }

  /**
   * The numbers of the documents as they stand now, in order, then the documents by batches: what is changed
   * meanwhile comes as it is then, if it still passes. No statement stays open, so nobody waits for a slow reader.
   */
  async *#each(asked: Question): AsyncGenerator<Members> {
    const found = this.#reading(undefined, (table) => {
      if (orderBy(asked.sort, table.fields) === undefined)
        return { docs: [...answer(this.db, table, asked)] };
      const { exact } = where(asked.condition, table.fields);
      return { table, numbers: numbers(this.db, table, asked), exact };
    });
    if (found === undefined) return;
    if (found.docs !== undefined) {
      yield* found.docs.map(asked.shape);
      return;
    }
    let skip = found.exact ? 0 : asked.skip;
    let left = asked.limit;
    for (let at = 0; at < found.numbers.length; at += BATCH) {
      for (const doc of this.#batch(found.table, found.numbers.slice(at, at + BATCH))) {
        if (!matches(doc, asked.condition)) continue;
        if (skip > 0) {
          skip -= 1;
          continue;
        }
        if (left === 0) return;
        left -= 1;
        yield asked.shape(doc);
      }
      await setImmediate();
    }
  }

  #batch(table: Table, numbers: readonly unknown[]): Members[] {
    return this.db.read(() => {
      if (this.db.value('SELECT 1 FROM collections WHERE id = ?', table.id) === undefined) {
        throw new Error(`${table.name} was dropped while it was read`);
      }
      const texts = numbers.map((n) =>
        this.db.value(`SELECT json(doc) FROM ${table.sql} WHERE n = ?`, n as number),
      );
      return texts.filter((text) => text !== undefined).map((text) => JSON.parse(text as string));
    });
  }
}
