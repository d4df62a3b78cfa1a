import type { Position } from '@ledger/kernel';
import { MongoClient, type MongoClientOptions, MongoServerError } from 'mongodb';
import { checkJson } from '../language/values.js';
import type { Lease } from '../lease.js';
import {
  BadQuery,
  type Building,
  type Change,
  type Collection,
  type Doc,
  type IndexSpec,
  type ReadModel,
  storedBy,
  type ViewDoc,
  type Write,
} from '../port.js';
import { GuardedCollection } from './collection.js';
import { writeGuarded } from './guarded.js';
import { MongoLease, type MongoLeaseOptions } from './lease.js';
import { Link, PATIENCE, type Patience } from './link.js';
import { checkPosition, STANDING, Standing } from './standing.js';

export type { MongoLeaseOptions } from './lease.js';

export interface MongoReadModelOptions {
  /** By default the one that the URL names, or `ledger`. */
  readonly database?: string;
  /** What `Lease.acquire` gave: views and checkpoints are written only while it is the last one given. */
  readonly fence?: number;
  readonly patience?: Patience;
  /** How the server's logs and `currentOp` name this client. */
  readonly appName?: string;
}

/** A read model on MongoDB, with the lease that makes one node of many the projector. */
export interface MongoReadModel extends ReadModel {
  lease(options?: MongoLeaseOptions): Lease;
}

/**
 * Half of what an answer may take (the driver's is 30 s): a client that finds no server says so before its question is
 * called off. `maxIdleTimeMS` is below the few minutes after which firewalls forget a connection.
 */
const finding = ({ answer }: Patience) =>
  ({
    serverSelectionTimeoutMS: answer / 2,
    connectTimeoutMS: answer / 2,
    maxIdleTimeMS: 120_000,
  }) satisfies MongoClientOptions;

/** Without `wtimeoutMS` a write waits until it is given up when the majority is gone. */
const CERTAIN = {
  writeConcern: { w: 'majority', wtimeoutMS: 8_000 },
  readPreference: 'primary',
} satisfies MongoClientOptions;

/** Documents hold no `undefined`, and 64-bit integers (sums and counts of the server) come as numbers. */
const JSON_ONLY = { ignoreUndefined: true, promoteLongs: true } satisfies MongoClientOptions;

/**
 * Connects to MongoDB 5.0 or later: a replica set in production, whose primary is asked and whose majority must
 * have kept what is written. Throws `Unreachable` where no server answers, `Superseded` where the fence is old.
 */
export async function openMongoReadModel(
  url: string,
  options: MongoReadModelOptions = {},
): Promise<MongoReadModel> {
  const { appName = 'chemledger', database, fence, patience = PATIENCE } = options;
  const another = () => new MongoClient(url, { ...finding(patience), ...CERTAIN, ...JSON_ONLY, appName });
  const { dbName } = another().options;
  const link = new Link(another, database ?? (dbName === 'test' ? 'ledger' : dbName), patience);
  const model = new MongoViews(link, fence);
  try {
    await link.connect();
    await model.takeOver();
    return model;
  } catch (error) {
    await link.close();
    throw error;
  }
}

class MongoViews implements MongoReadModel {
  private readonly standing: Standing;

  constructor(
    private readonly link: Link,
    private readonly fence: number | undefined,
  ) {
    this.standing = new Standing(link, fence);
  }

  /**
   * What earlier holders were building anew is dropped before any checkpoint is read. One of them that wakes up
   * between its question for the fence and its `rename` finds nothing to rename.
   */
  async takeOver(): Promise<void> {
    if (this.fence === undefined) return;
    await this.standing.confirm();
    for (const name of await this.names()) {
      const [, fence] = /\+(\d+)$/.exec(name) ?? [];
      if (fence !== undefined && Number(fence) < this.fence) await this.drop(name);
    }
  }

  collection<D extends Doc = Doc>(name: string): Collection<D> {
    return new GuardedCollection(this.link, name) as Collection as Collection<D>;
  }

  async project(view: string, writes: readonly Write[], checkpoint: Position): Promise<void> {
    checkPosition('checkpoint', checkpoint);
    const docs = latest(writes);
    for (const doc of docs) {
      checkPosition('at', doc.at);
      checkJson(doc);
    }
    await writeGuarded(this.link, view, docs);
    await this.standing.advance(view, checkpoint);
  }

  async projectAll(changes: readonly Change[]): Promise<void> {
    for (const { view, writes, checkpoint } of changes) await this.project(view, writes, checkpoint);
  }

  async build(view: string, indexes: readonly IndexSpec[]): Promise<Building> {
    return {
      add: async (docs) => {
        for (const doc of docs) checkJson(doc);
        await writeGuarded(this.link, view, docs);
      },
      finish: async (checkpoint) => {
        for (const { fields, options = {} } of indexes)
          await this.collection(view).createIndex(fields, options);
        await this.project(view, [], checkpoint);
      },
    };
  }

  checkpoint(view: string): Promise<Position> {
    return this.standing.checkpoint(view);
  }

  beside(view: string): string {
    return `${view}+${this.fence ?? ''}`;
  }

  /**
   * The checkpoint never stands beyond what the collection of its name holds, whenever this is cut off: it goes
   * back first where it must, and forward last.
   */
  async rename(from: string, to: string): Promise<void> {
    if (from === to) return;
    if (!(await this.names()).includes(from)) throw new BadQuery(`no collection ${from}`);
    const [built, read] = [await this.checkpoint(from), await this.checkpoint(to)];
    await this.standing.set(to, Math.min(built, read));
    await this.link.work((db) => db.renameCollection(from, to, { dropTarget: true }));
    await this.standing.set(to, built);
    await this.standing.forget(from);
  }

  /** The checkpoint first: documents without one are only folded again. */
  async drop(name: string): Promise<void> {
    await this.standing.forget(name);
    try {
      await this.link.work((db) => db.dropCollection(name));
    } catch (error) {
      if (!(error instanceof MongoServerError && error.message === 'ns not found')) throw error;
    }
  }

  async names(): Promise<string[]> {
    const found = await this.link.ask((db, signal) =>
      db.listCollections({}, { nameOnly: true, signal }).toArray(),
    );
    return found.map(({ name }) => name).filter((name) => name !== STANDING && !name.startsWith('system.'));
  }

  lease(options: MongoLeaseOptions = {}): Lease {
    return new MongoLease(this.link, options);
  }

  async close(): Promise<void> {
    await this.link.close();
  }
}

/** One write for each document: its last, and of equals the first. */
function latest(writes: readonly Write[]): ViewDoc[] {
  const docs = new Map<string, ViewDoc>();
  for (const write of writes) {
    const doc = storedBy(write);
    const held = docs.get(doc._id);
    if (held === undefined || held.at < doc.at) docs.set(doc._id, doc);
  }
  return [...docs.values()];
}
