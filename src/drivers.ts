import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EventStore, Flaw, LogReader, RawLog, Row } from '@ledger/event-store';
import type { Position } from '@ledger/kernel';
import { ALONE, type Damaged, type Lease, type ReadModel } from '@ledger/read-model';
import { MemoryEventStore } from '../libs/event-store/src/memory/index.js';
import { GatheredRows, lock, openReader, openStore } from '../libs/event-store/src/sqlite/index.js';
import type { openMongoReadModel as OpenMongoReadModel } from '../libs/read-model/src/mongodb/index.js';
import { openSqliteReadModel } from '../libs/read-model/src/sqlite/index.js';
import type { Config } from './config.js';

/** The only file that chooses what stands behind the ports. */

// What speaks to servers is large, and is loaded where there is one.
const openEventStoreDb = async (url: string) =>
  (await import('../libs/event-store/src/eventstoredb/index.js')).openEventStoreDb(url);
const openMongoReadModel = async (...options: Parameters<typeof OpenMongoReadModel>) =>
  (await import('../libs/read-model/src/mongodb/index.js')).openMongoReadModel(...options);

/** A folder in the data folder where a ledger is restored. While it is there, what lies beside it may be half of one. */
export const RESTORING = 'restoring';

/** A restore into the data folder was cut off. */
export class HalfRestored extends Error {
  override readonly name = 'HalfRestored';
  constructor(readonly dir: string) {
    super(`a restore into ${dir} was cut off`);
  }
}

/** Throws HalfRestored, and whatever the store throws. */
export async function openLog(
  { eventStore, dataDir }: Config,
  onCommit: (head: Position) => void,
): Promise<EventStore> {
  if (existsSync(join(dataDir, RESTORING))) throw new HalfRestored(dataDir);
  if (eventStore.kind === 'memory') return new MemoryEventStore();
  if (eventStore.kind === 'eventstoredb') return openEventStoreDb(eventStore.url);
  mkdirSync(dirname(eventStore.file), { recursive: true, mode: 0o700 });
  return openStore(eventStore.file, { onCommit });
}

/**
 * Whether the views are better written in a thread of their own: writing to SQLite keeps the one it is done in from
 * anything else, and a log in a file can be read by two.
 */
export const threadable = ({ eventStore, readModel }: Config): boolean =>
  eventStore.kind === 'sqlite' && readModel.kind === 'sqlite';

/** A second way into the same log, for that thread. */
export function openLogReader({ eventStore }: Config): (LogReader & { notify(): void }) | undefined {
  return eventStore.kind === 'sqlite' ? openReader(eventStore.file) : undefined;
}

/** The log for whoever only reads what is there, in a process or thread of its own. */
export async function openLogBeside({ eventStore }: Config): Promise<LogReader> {
  if (eventStore.kind === 'eventstoredb') return openEventStoreDb(eventStore.url);
  if (eventStore.kind === 'sqlite') return openReader(eventStore.file);
  throw new TypeError('a log in memory is nobody else’s');
}

/** Does what one process at a time may do on a data folder. Throws Locked. */
export async function alone<T>(file: string, work: () => Promise<T>): Promise<T> {
  const held = lock(file);
  try {
    return await work();
  } finally {
    held.close();
  }
}

/** A log for whoever checks it, beside those who write it or without them. */
export interface LogAsKept {
  readonly epoch: string;
  /** Its facts as they are kept; hears what only the engine can tell, and how far it has read where it must read ahead. */
  rows(onFlaw: (flaw: Flaw) => void, onRead: (read: number, all: number) => void): Promise<RawLog>;
  close(): Promise<void>;
}

/** Undefined where nothing outlives the process. What a server keeps is first gathered in a file of the data folder. */
export async function openLogAsKept({ eventStore, dataDir }: Config): Promise<LogAsKept | undefined> {
  if (eventStore.kind === 'memory') return undefined;
  if (eventStore.kind === 'sqlite') {
    const log = openReader(eventStore.file);
    return { epoch: log.epoch, rows: async () => log, close: () => log.close() };
  }
  const log = await openEventStoreDb(eventStore.url);
  const folder = scratchFolder(dataDir);
  let gathered: RawLog | undefined;
  return {
    epoch: log.epoch,
    rows: async (onFlaw, onRead) => {
      const pages = counted(log.rows(onFlaw), await log.head(), onRead);
      gathered = await GatheredRows.of(join(folder, 'rows.db'), log.epoch, pages);
      return gathered;
    },
    close: async () => {
      await gathered?.close();
      await log.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** How many rows there are in all is guessed from how far apart those that were read stand. */
async function* counted(
  pages: AsyncIterable<readonly Row[]>,
  head: Position,
  onRead: (read: number, all: number) => void,
): AsyncGenerator<readonly Row[]> {
  let read = 0;
  for await (const rows of pages) {
    yield rows;
    read += rows.length;
    const { position = head } = rows.at(-1) ?? {};
    onRead(read, Math.round((read * head) / position));
  }
}

export interface ReadModelUse {
  readonly readOnly?: boolean;
  /** What the lease gave: views are written only while it is the last one given. */
  readonly fence?: number;
  /** Hears where the file of the views turns out to be damaged. */
  readonly onDamage?: (damage: Damaged) => void;
}

export async function openReadModel({ readModel }: Config, use: ReadModelUse = {}): Promise<ReadModel> {
  const { readOnly = false, fence, onDamage = () => {} } = use;
  if (readModel.kind === 'memory') return openSqliteReadModel(':memory:');
  if (readModel.kind === 'mongodb')
    return openMongoReadModel(readModel.url, fence === undefined ? {} : { fence });
  mkdirSync(dirname(readModel.file), { recursive: true, mode: 0o700 });
  return openSqliteReadModel(readModel.file, { readOnly, onDamage });
}

/** Puts a damaged file of views out of the way, for whoever wants to look at it. Answers where it is now. */
export function putViewsAside({ readModel }: Config): string {
  if (readModel.kind !== 'sqlite') throw new TypeError('only views in a file are put aside');
  const aside = `${readModel.file}.damaged`;
  renameSync(readModel.file, aside);
  // What belongs to the file by its name would be taken for a part of the next one.
  for (const part of ['-wal', '-shm']) rmSync(readModel.file + part, { force: true });
  return aside;
}

/** Does something with an empty read model on this machine that is gone afterwards. */
export async function withScratch<T>(
  { dataDir }: Config,
  work: (model: ReadModel) => Promise<T>,
): Promise<T> {
  const folder = scratchFolder(dataDir);
  const model = openSqliteReadModel(join(folder, 'views.db'));
  try {
    return await work(model);
  } finally {
    await model.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function scratchFolder(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return mkdtempSync(join(dataDir, 'scratch-'));
}

export interface PrivateStoreUse {
  readonly readOnly?: boolean;
  /** With `readOnly`: all of one moment, where the engine can; else one document after the other. */
  readonly frozen?: boolean;
}

/** Names and hashes of keys: kept as safely as the log itself, and where all nodes find them. */
export async function openPrivateStore(
  { readModel, dataDir }: Config,
  { readOnly = false, frozen = false }: PrivateStoreUse = {},
): Promise<ReadModel> {
  if (readModel.kind === 'memory') return openSqliteReadModel(':memory:', { synchronous: 'FULL' });
  if (readModel.kind === 'mongodb')
    return openMongoReadModel(readModel.url, { database: privateDatabase(readModel.url) });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, 'private.db');
  return openSqliteReadModel(file, { synchronous: 'FULL', wiping: true, readOnly, frozen });
}

/** Beside the database of the views, which may be dropped and built again. */
const privateDatabase = (url: string): string => {
  const [, database] = /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]+)/.exec(url) ?? [];
  return `${database ?? 'ledger'}_private`;
};

/** Who of many nodes writes the views. A read model in a file has one writer anyway. */
export async function openLease({
  readModel,
}: Config): Promise<{ readonly lease: Lease; close(): Promise<void> }> {
  if (readModel.kind !== 'mongodb') return { lease: ALONE, close: async () => {} };
  const model = await openMongoReadModel(readModel.url);
  return { lease: model.lease(), close: () => model.close() };
}
