import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EventStore, LogReader, RawLog } from '@ledger/event-store';
import type { Position } from '@ledger/kernel';
import type { ReadModel } from '@ledger/read-model';
import { MemoryEventStore } from '../libs/event-store/src/memory/index.js';
import { openReader, openStore } from '../libs/event-store/src/sqlite/index.js';
import { openSqliteReadModel } from '../libs/read-model/src/sqlite/index.js';
import type { Config } from './config.js';

/** The only file that chooses what stands behind the ports. */

export function openLog({ eventStore }: Config, onCommit: (head: Position) => void): EventStore {
  if (eventStore.kind === 'memory') return new MemoryEventStore();
  mkdirSync(dirname(eventStore.file), { recursive: true, mode: 0o700 });
  return openStore(eventStore.file, { onCommit });
}

/** A second way into the same log, for a thread of its own; undefined where the log lives in one thread's memory. */
export function openLogReader({ eventStore }: Config): (LogReader & { notify(): void }) | undefined {
  return eventStore.kind === 'memory' ? undefined : openReader(eventStore.file);
}

/** The log as it is kept, read-only, beside its writer or without one; undefined where it lives in memory. */
export function openRawLog({ eventStore }: Config): RawLog | undefined {
  return eventStore.kind === 'memory' ? undefined : openReader(eventStore.file);
}

export function openReadModel({ readModel }: Config, readOnly = false): ReadModel {
  if (readModel.kind === 'memory') return openSqliteReadModel(':memory:');
  mkdirSync(dirname(readModel.file), { recursive: true, mode: 0o700 });
  return openSqliteReadModel(readModel.file, { readOnly });
}

/** Names and hashes of keys: kept as safely as the log itself. */
export function openPrivateStore({ readModel, dataDir }: Config, readOnly = false): ReadModel {
  if (readModel.kind === 'memory') return openSqliteReadModel(':memory:', { synchronous: 'FULL' });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return openSqliteReadModel(join(dataDir, 'private.db'), { synchronous: 'FULL', readOnly });
}
