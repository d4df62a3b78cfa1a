import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BackupFailure, type How, type Taken, takeBackup } from '@ledger/backup';
import { Locked, type LogReader } from '@ledger/event-store';
import type { ReadModel } from '@ledger/read-model';
import type { Config } from './config.js';
import { alone, openLogBeside, openPrivateStore } from './drivers.js';
import { LOG } from './ledger/belonging.js';
import { type SiteFact, siteStream } from './site/site.events.js';

/**
 * Backs up the ledger of a configuration, beside the service or without it: everything is read through connections of
 * its own. One at a time for each data folder. Throws BackupFailure, Corrupt or Unavailable.
 */
export async function backUp(config: Config, dir: string, how: Omit<How, 'bytesPerSecond'>): Promise<Taken> {
  const { dataDir, settings, backup } = config;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  try {
    return await alone(join(dataDir, 'backup'), async () => {
      const log = await openLogBeside(config);
      try {
        const source = { log, settings, ledger: await ledgerIn(log), leftOut: [LOG] };
        const { bytesPerSecond } = backup;
        return await takeBackup({ ...source, openPrivate: () => openMoment(config) }, dir, {
          ...how,
          bytesPerSecond,
        });
      } finally {
        await log.close();
      }
    });
  } catch (error) {
    if (!(error instanceof Locked)) throw error;
    throw new BackupFailure(
      'backup.running',
      `A backup is being made by process ${error.pid}.`,
      'Wait for it to end.',
      { cause: error },
    );
  }
}

/** The name that a ledger has for ever. */
export async function ledgerIn(log: LogReader): Promise<string> {
  const [first] = await log.read(siteStream);
  const founded = first as SiteFact | undefined;
  if (founded?.type === 'SiteFounded') return founded.data.ledger;
  throw new BackupFailure('backup.no-ledger', 'There is no ledger in the log.', 'Name another log.');
}

async function openMoment(config: Config): Promise<ReadModel> {
  const file = join(config.dataDir, 'private.db');
  if (config.readModel.kind === 'memory' || (config.readModel.kind === 'sqlite' && !existsSync(file))) {
    throw new BackupFailure(
      'backup.no-private',
      'Names and hashes of keys are not there.',
      `A backup without them would be of no use. See what happened to ${file}.`,
    );
  }
  return openPrivateStore(config, { readOnly: true, frozen: true });
}
