import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Config } from '../../config.js';
import { alone, RESTORING } from '../../drivers.js';
import { Failure } from '../failure.js';

/** What lies about at the top of a file system that is otherwise empty. */
const NOBODYS = ['lost+found', '.DS_Store', '.snapshot'];
const PRIVATE = 'private.db';

/**
 * Fills an empty data folder with a ledger, all of it or nothing: it is made in a folder inside, put in its place, and
 * counts when that folder is gone. While it is there, no service opens what lies beside it, and a restore begins anew.
 */
export async function fill(config: Config, work: (staged: Config) => Promise<void>): Promise<void> {
  const { dataDir } = config;
  const file = requireEmpty(config);
  // The lock of the service: neither runs while the other does.
  await alone(file, async () => {
    requireEmpty(config);
    const stage = join(dataDir, RESTORING);
    const staged = join(stage, basename(file));
    await clear(dataDir, file);
    mkdirSync(stage, { mode: 0o700 });
    try {
      await work({ ...config, dataDir: stage, eventStore: { kind: 'sqlite', file: staged } });
      await rename(staged, file);
      await rename(join(stage, PRIVATE), join(dataDir, PRIVATE));
      await sync(dataDir);
    } catch (error) {
      await clear(dataDir, file).catch(() => {});
      throw error;
    }
    await rm(stage, { recursive: true });
    await sync(dataDir);
  });
}

/**
 * Refuses a data folder with anything in it, and makes it where there is none. Answers where the log will be. What a
 * restore that was cut off has left may go: it had found the folder empty.
 */
export function requireEmpty({ dataDir, eventStore, readModel }: Config): string {
  if (eventStore.kind !== 'sqlite' || readModel.kind !== 'sqlite' || dirname(eventStore.file) !== dataDir) {
    throw new Failure(
      'A ledger is restored into files in one folder.',
      'Leave out EVENT_STORE_URL and READ_MODEL_URL, name a new folder in DATA_DIR, and go on from there, with `ledger migrate` for other stores.',
    );
  }
  const { file } = eventStore;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (existsSync(join(dataDir, RESTORING))) return file;
  const isLock = (name: string) => name.startsWith(`${basename(file)}.lock`);
  const there = readdirSync(dataDir).filter((name) => !NOBODYS.includes(name) && !isLock(name));
  if (there.length === 0) return file;
  throw new Failure(
    `${dataDir} is not empty: there is ${there.slice(0, 3).join(', ')}.`,
    'Move what is there to another folder, and name that in --old: it tells what is not in the backup.',
  );
}

/** The folder that others look for goes last. */
async function clear(dataDir: string, file: string): Promise<void> {
  for (const made of [file, join(dataDir, PRIVATE)]) {
    for (const end of ['', '-wal', '-shm']) await rm(`${made}${end}`, { force: true });
  }
  await rm(join(dataDir, RESTORING), { recursive: true, force: true });
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
