import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Backup, BackupFolder, BackupReader, checked, type How, takeBackup } from '@ledger/backup';
import type { EventStore } from '@ledger/event-store';
import type { Entry } from '@ledger/kernel';
import type { ReadModel } from '@ledger/read-model';
import { MemoryEventStore } from '../../libs/event-store/src/memory/index.js';
import { openSqliteReadModel } from '../../libs/read-model/src/sqlite/index.js';

const META = {
  ...{ actor: 'p-1', credential: 'k-1', commandId: 'c', commandHash: 'h' },
  ...{ occurredAt: '2027-03-01T08:00:00.000Z', recordedAt: '2027-03-01T08:00:00.000Z' },
};
/** The nth fact of a log with one bottle in it. */
export const noted = (n: number): Entry => ({
  ...{ id: `fact-${n}`, stream: 'bottle-A', revision: n, type: 'ConditionNoted', v: 1 },
  data: { text: `瓶 ${n}` },
  meta: META,
});

/** A log that begins anew, and holds so many facts. */
export async function logOf(count: number, epoch?: string, fact = noted): Promise<MemoryEventStore> {
  const log = new MemoryEventStore();
  if (epoch !== undefined) Object.assign(log, { epoch });
  for (let n = 0; n < count; n += 1) await log.append('bottle-A', n - 1, [fact(n)]);
  return log;
}

/** A small ledger and the folder of its backups, whose clock goes on by a minute whenever it is asked. */
export class BackupTrial {
  readonly log = new MemoryEventStore();
  minutes = 0;
  dir: string;
  private readonly top = mkdtempSync(join(tmpdir(), 'ledger-backup-'));
  private readonly file = join(this.top, 'private.db');
  private readonly names: ReadModel = openSqliteReadModel(this.file);

  constructor() {
    this.dir = join(this.top, 'backups');
    mkdirSync(this.dir);
  }

  async close(): Promise<void> {
    await this.names.close();
    rmSync(this.top, { recursive: true, force: true });
  }

  async grow(count: number): Promise<void> {
    const from = await this.log.head();
    for (let n = from; n < from + count; n += 1) await this.log.append('bottle-A', n - 1, [noted(n)]);
  }

  /** Keeps a name, or erases it. */
  async name(_id: string, called?: string): Promise<void> {
    const keep = { replaceOne: { filter: { _id }, replacement: { _id, name: called }, upsert: true } };
    const erase = { deleteOne: { filter: { _id } } };
    await this.names.collection('names').bulkWrite([called === undefined ? erase : keep]);
  }

  take(how: Partial<How> = {}, more: { readonly log?: EventStore; readonly ledger?: string } = {}) {
    const source = {
      ...{ ledger: 'this-one', log: this.log, leftOut: ['log'], settings: { SITE_TIME_ZONE: 'UTC' } },
      openPrivate: async () => openSqliteReadModel(this.file, { readOnly: true, frozen: true }),
      ...more,
    };
    return takeBackup(source, this.dir, { now: this.now, bytesPerSecond: 0, segmentBytes: 1_000, ...how });
  }

  async facts(backup: Backup): Promise<readonly Entry[]> {
    const read: Entry[] = [];
    for await (const page of new BackupReader(await this.folder(), backup).facts()) read.push(...page);
    return read;
  }

  async namesIn(backup: Backup): Promise<readonly unknown[]> {
    const docs = await new BackupReader(await this.folder(), backup).privateData();
    return [...docs].map(({ doc }) => doc);
  }

  /** What is wrong with each backup. */
  async damage(): Promise<Readonly<Record<number, readonly string[]>>> {
    const folder = await this.folder();
    const found: Record<number, string[]> = {};
    for await (const { backup, damage } of checked(folder, (await folder.list()).backups, () => {})) {
      found[backup.number] = damage.map(({ code, file, what }) => `${code} ${file}: ${what}`);
    }
    return found;
  }

  folder(): Promise<BackupFolder> {
    return BackupFolder.open(this.dir);
  }

  path(...names: readonly string[]): string {
    return join(this.dir, ...names);
  }

  /** All files in a folder of it and below, in the order of their names. */
  files(folder = '.'): readonly string[] {
    return readdirSync(this.path(folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  }

  private readonly now = (): string => {
    this.minutes += 1;
    return new Date(Date.UTC(2027, 2, 1, 8, this.minutes)).toISOString();
  };
}
