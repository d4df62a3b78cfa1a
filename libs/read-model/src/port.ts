import type { Json, Position } from '@ledger/kernel';

/**
 * The read side, in the words of the MongoDB driver: everything in `Collection` is a structural subset of the
 * driver's, so that `mongodb` needs no translation of queries.
 *
 * Documents are JSON: plain objects, arrays, strings without lone surrogates, finite numbers, booleans, null.
 * Properties that are undefined are left out; anything else is refused with `NotJson`. Names of fields are not
 * empty, do not begin with `$`, hold no dot and no NUL, and are not `__proto__`.
 */
export interface Doc {
  readonly _id: string;
}

/** A document of a view: `at` is the position of the last fact in it. */
export type ViewDoc = Doc & { readonly at: number };

/** What is left of a removed document of a view. Readers leave these out with `living`. */
export type Tombstone = ViewDoc & { readonly gone: true; readonly part?: string };

/**
 * A filter of MongoDB's language: `$and $or $nor`, and for a field (dots lead into objects and through arrays) a
 * value or `$eq $ne $gt $gte $lt $lte $in $nin $exists $regex $options $size $all $elemMatch $not`. Whatever else
 * begins with `$` is refused with `BadQuery`.
 */
export type Filter = { readonly [field: string]: Json | undefined };

/** Fields in order of weight, 1 ascending, -1 descending. Add `_id` last for one order that never changes. */
export type Sort = { readonly [field: string]: 1 | -1 };

/** Fields to give (1) or to leave out (0), not both, but for `_id`, which is given unless left out. */
export type Projection = { readonly [field: string]: 0 | 1 };

export interface FindOptions {
  /** Of equals one or the other may come first: to go from page to page it ends in `_id`. */
  readonly sort?: Sort;
  readonly skip?: number;
  /** 0 is no limit, as in MongoDB. */
  readonly limit?: number;
  readonly projection?: Projection;
}

export type Stage = { readonly [operator: `$${string}`]: Json };

export interface Cursor<T> extends AsyncIterable<T> {
  toArray(): Promise<T[]>;
}

export type BulkOperation<D extends Doc = Doc> =
  | { readonly replaceOne: { readonly filter: Filter; readonly replacement: D; readonly upsert?: boolean } }
  | { readonly deleteOne: { readonly filter: Filter } };

export interface BulkResult {
  readonly matchedCount: number;
  readonly upsertedCount: number;
  readonly deletedCount: number;
}

export interface IndexOptions {
  readonly name?: string;
  /** Refuses a second document with the same values; a missing field counts as null, as in MongoDB. */
  readonly unique?: boolean;
  /** With `unique`: documents with none of the fields may be many. Tombstones have none, so views want this. */
  readonly sparse?: boolean;
}

export interface IndexSpec {
  readonly fields: Sort;
  readonly options?: IndexOptions;
}

export interface Collection<D extends Doc = Doc> {
  find(filter: Filter, options?: FindOptions): Cursor<D>;
  findOne(filter: Filter, options?: Omit<FindOptions, 'limit'>): Promise<D | null>;
  /**
   * Stages `$match $sort $skip $limit $project $addFields $set $unset $group $unwind $facet $count $sortByCount`.
   * The first `$match` uses indexes; what it lets through is held in memory.
   */
  aggregate<T extends object = object>(pipeline: readonly Stage[]): Cursor<T>;
  countDocuments(filter?: Filter): Promise<number>;
  /** In order, up to the first error. Throws `DuplicateKey`, or the driver's error with `code` 11000. */
  bulkWrite(operations: readonly BulkOperation<D>[]): Promise<BulkResult>;
  /**
   * Declares what queries filter and sort by. An indexed field holds a string, number, boolean, null or nothing
   * in every document: the embedded engine refuses others with `NotScalar`. The same index again changes
   * nothing. Returns the name, by default as MongoDB makes it (`place_1_state_-1`).
   */
  createIndex(spec: Sort, options?: IndexOptions): Promise<string>;
}

/** A change to a view by the fact at position `at`. A tombstone still says what `part` it belonged to. */
export type Write =
  | { readonly replace: ViewDoc }
  | { readonly remove: string; readonly at: number; readonly part?: string };

/** What a write stores. */
export function storedBy(write: Write): ViewDoc {
  if ('replace' in write) return write.replace;
  const { remove, at, part } = write;
  const tombstone: Tombstone = { _id: remove, at, gone: true, ...(part !== undefined && { part }) };
  return tombstone;
}

/** What some facts make of a view: its documents, and how far it has come with them. */
export interface Change {
  readonly view: string;
  readonly writes: readonly Write[];
  readonly checkpoint: Position;
}

/** A collection that is being filled, and has no readers yet. Cut off, it is dropped and begun again. */
export interface Building {
  /** None of them is there already. */
  add(docs: readonly ViewDoc[]): Promise<void>;
  /** Makes the indexes. Throws `DuplicateKey` where the documents do not allow one of them. */
  finish(checkpoint: Position): Promise<void>;
}

export interface ReadModel {
  collection<D extends Doc = Doc>(name: string): Collection<D>;
  /**
   * Writes documents of a view and its checkpoint together, or, where the engine cannot, the checkpoint when all
   * documents are kept: after a crash some may be ahead of it. A document whose stored `at` is the write's or
   * greater is left alone, so replays change nothing; a removal leaves a tombstone; the checkpoint
   * only grows. Throws `Superseded` where another projects now, or the checkpoint is not where this writer left it.
   */
  project(view: string, writes: readonly Write[], checkpoint: Position): Promise<void>;
  /** `project` for several views. An engine that can writes all of them together or none. */
  projectAll(changes: readonly Change[]): Promise<void>;
  /** Begins a collection that is not there, to be filled at once: indexes are made when all documents are in it. */
  build(view: string, indexes: readonly IndexSpec[]): Promise<Building>;
  /** 0 where there is none. */
  checkpoint(view: string): Promise<Position>;
  /** The name under which this writer alone builds a view anew, until `rename` puts it in its place. */
  beside(view: string): string;
  /** Makes `to` what `from` is, at once, with its indexes and checkpoint; `from` is no more. */
  rename(from: string, to: string): Promise<void>;
  /** Nothing where there is none. */
  drop(name: string): Promise<void>;
  names(): Promise<string[]>;
  close(): Promise<void>;
}

/** The filter without removed documents. */
export const living = (filter: Filter = {}): Filter => ({ ...filter, gone: { $exists: false } });

/** A unique index holds another document with these values. */
export class DuplicateKey extends Error {
  override readonly name = 'DuplicateKey';
  /** MongoDB's code for it. */
  readonly code = 11000;
  /** @param index name of the index, `_id_` for the id */
  constructor(
    readonly collection: string,
    readonly index: string,
  ) {
    super(`${collection}: another document has the same values in index ${index}`);
  }
}

/** An indexed field of a document holds an array or an object. */
export class NotScalar extends Error {
  override readonly name = 'NotScalar';
}

/** The read model cannot be reached, or does not answer in time. What was being written may be kept or not. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** What is kept is not what was written, and cannot be read on. What can be made again is better made again. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
  /** @param where the file it was seen in */
  constructor(
    readonly where: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${where}: ${message}`, options);
  }
}

/**
 * Another node holds the lease by now, or the database is not as this one left it (restored from a copy, or emptied): it
 * must not go on writing views, and whoever holds the lease begins with what it reads there.
 */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/** A filter, sort, projection, pipeline or index that this language does not have. */
export class BadQuery extends Error {
  override readonly name = 'BadQuery';
}

/** All of these at once; empty ones ask for nothing. */
export function every(...filters: readonly Filter[]): Filter {
  const parts = filters.filter((filter) => Object.keys(filter).length > 0);
  return parts.length > 1 ? { $and: parts as readonly Json[] } : (parts[0] ?? {});
}
