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
import { inWordsOfThePort, reached } from './errors.js';

/** What is asked of the driver's collection: the port, but for the list of stages, which the driver wants its own. */
type DriverCollection = Omit<Collection, 'aggregate'> & {
  aggregate<T extends object = object>(pipeline: Stage[]): Cursor<T>;
};

/**
 * The driver's own collection, held to the port: what is not of its language is refused before it is sent (the
 * server would run `$where` and write with `$out`), documents are JSON, and errors of the connection are named.
 */
export class GuardedCollection implements Collection {
  /** @param driver a collection of the driver; that it fits the port is for the compiler to see */
  constructor(private readonly driver: DriverCollection) {}

  find(filter: Filter, options: FindOptions = {}): Cursor<Doc> {
    return new GuardedCursor(() => {
      check(filter, options.projection);
      return this.driver.find(filter, options);
    });
  }

  async findOne(filter: Filter, options: Omit<FindOptions, 'limit'> = {}): Promise<Doc | null> {
    check(filter, options.projection);
    return reached(this.driver.findOne(filter, options));
  }

  aggregate<T extends object = object>(pipeline: readonly Stage[]): Cursor<T> {
    return new GuardedCursor(() => {
      checkPipeline(pipeline);
      return this.driver.aggregate<T>([...pipeline]);
    });
  }

  async countDocuments(filter: Filter = {}): Promise<number> {
    parseFilter(filter);
    return reached(this.driver.countDocuments(filter));
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
    return reached(this.driver.bulkWrite(operations));
  }

  /** A plain index ends in `_id`, so that a sort which does too comes from it. */
  async createIndex(spec: Sort, options: IndexOptions = {}): Promise<string> {
    const name = options.name ?? Object.entries(spec).flat().join('_');
    const keys: Sort = options.unique || '_id' in spec ? spec : { ...spec, _id: 1 };
    return reached(this.driver.createIndex(keys, { ...options, name }));
  }
}

/** Asks again whenever it is walked through, as the port's cursors do. */
class GuardedCursor<T> implements Cursor<T> {
  constructor(private readonly ask: () => Cursor<T>) {}

  async toArray(): Promise<T[]> {
    return reached(this.ask().toArray());
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    try {
      yield* this.ask();
    } catch (error) {
      throw inWordsOfThePort(error);
    }
  }
}

function check(filter: Filter, projection: Projection = {}): void {
  parseFilter(filter);
  if (Object.values(projection).some((choice) => choice !== 0 && choice !== 1)) {
    throw new BadQuery('projection: 0 or 1');
  }
}
