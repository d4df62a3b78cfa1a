import type { Db } from 'mongodb';
import { parseFilter } from '../language/filter.js';
import { checkPipeline } from '../language/pipeline.js';
import { checkJson } from '../language/values.js';
import {
  BadQuery,
  type BulkOperation,
  type BulkResult,
  type Collection,
  type Cursor,
  type Doc,
  type Filter,
  type FindOptions,
  type IndexOptions,
  type Projection,
  type Sort,
  type Stage,
} from '../port.js';
import type { Link } from './link.js';

/** A read that is called off when the signal says so. */
interface Abortable {
  readonly signal?: AbortSignal;
}
type DriverCursor<T> = Cursor<T> & { next(): Promise<T | null>; close(): Promise<void> };

/** What is asked of the driver's collection: the port, and that reads can be called off. */
type DriverCollection = Pick<Collection, 'bulkWrite' | 'createIndex'> & {
  find(filter: Filter, options: FindOptions & Abortable): DriverCursor<Doc>;
  findOne(filter: Filter, options: Omit<FindOptions, 'limit'> & Abortable): Promise<Doc | null>;
  aggregate<T extends object>(pipeline: Stage[], options: Abortable): DriverCursor<T>;
  countDocuments(filter: Filter, options: Abortable): Promise<number>;
};

/**
 * The driver's own collection, held to the port: what is not of its language is refused before it is sent (the
 * server would run `$where` and write with `$out`), documents are JSON, and errors of the connection are named.
 */
export class GuardedCollection implements Collection {
  constructor(
    private readonly link: Link,
    private readonly name: string,
  ) {}

  find(filter: Filter, options: FindOptions = {}): Cursor<Doc> {
    return new GuardedCursor(this.link, (db, abortable) => {
      check(filter, options.projection);
      return this.of(db).find(filter, { ...options, ...abortable });
    });
  }

  async findOne(filter: Filter, options: Omit<FindOptions, 'limit'> = {}): Promise<Doc | null> {
    check(filter, options.projection);
    return this.link.ask((db, signal) => this.of(db).findOne(filter, { ...options, signal }));
  }

  aggregate<T extends object = object>(pipeline: readonly Stage[]): Cursor<T> {
    return new GuardedCursor(this.link, (db, abortable) => {
      checkPipeline(pipeline);
      return this.of(db).aggregate<T>([...pipeline], abortable);
    });
  }

  async countDocuments(filter: Filter = {}): Promise<number> {
    parseFilter(filter);
    return this.link.ask((db, signal) => this.of(db).countDocuments(filter, { signal }));
  }

  async bulkWrite(operations: readonly BulkOperation[]): Promise<BulkResult> {
    for (const operation of operations) {
      if ('deleteOne' in operation) parseFilter(operation.deleteOne.filter);
      else {
        parseFilter(operation.replaceOne.filter);
        checkJson(operation.replaceOne.replacement);
      }
    }
    if (operations.length === 0) return { matchedCount: 0, upsertedCount: 0, deletedCount: 0 };
    return this.link.work((db) => this.of(db).bulkWrite(operations));
  }

  /** A plain index ends in `_id`, so that a sort which does too comes from it. */
  async createIndex(spec: Sort, options: IndexOptions = {}): Promise<string> {
    const name = options.name ?? Object.entries(spec).flat().join('_');
    const keys: Sort = options.unique || '_id' in spec ? spec : { ...spec, _id: 1 };
    return this.link.work((db) => this.of(db).createIndex(keys, { ...options, name }));
  }

  private of(db: Db): DriverCollection {
    return db.collection<Doc>(this.name);
  }
}

/** Asks again whenever it is walked through, as the port's cursors do. */
class GuardedCursor<T> implements Cursor<T> {
  constructor(
    private readonly link: Link,
    private readonly open: (db: Db, abortable: Abortable) => DriverCursor<T>,
  ) {}

  async toArray(): Promise<T[]> {
    return this.link.ask((db, signal) => this.open(db, { signal }).toArray());
  }

  /** Whoever walks may take any time; each step has its own. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    const cursor = await this.link.ask(async (db) => this.open(db, {}));
    const next = () => this.link.ask(() => cursor.next());
    try {
      for (let doc = await next(); doc !== null; doc = await next()) yield doc;
    } finally {
      await this.link.ask(() => cursor.close());
    }
  }
}

function check(filter: Filter, projection: Projection = {}): void {
  parseFilter(filter);
  if (Object.values(projection).some((choice) => choice !== 0 && choice !== 1)) {
    throw new BadQuery('projection: 0 or 1');
  }
}
