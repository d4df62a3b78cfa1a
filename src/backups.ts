import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { BackupFailure, BackupFolder, type Named } from '@ledger/backup';
import type { Logger } from 'pino';
import { backUp } from './backup.js';
import type { Config } from './config.js';
import type { Clock } from './ledger/clock.js';

/** How often it is looked whether a backup is due, or somebody made one by hand. */
const LOOK_MS = 60_000;
/** How soon a backup that failed is tried again, where it is not due sooner. */
const RETRY_MS = 10 * 60_000;
/** How long a run may take to end when the service does. */
const PATIENCE_MS = 1_000;

/** What a run came to, as far as it is told. */
export interface Made {
  readonly number: number;
  readonly facts: number;
  readonly newFacts: number;
  readonly bytes: number;
  readonly removed: readonly number[];
  /** Files that should be backups, and cannot be read. */
  readonly damaged: readonly string[];
}
/** Why there was none, and what to do. */
export interface NotMade {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** Makes one backup. */
export type Make = (config: Config, dir: string, signal: AbortSignal) => Promise<Made | NotMade>;

/** How backups stand. */
export interface BackupStanding {
  /** The last backup of the log in the folder, whoever made it. */
  readonly last?: Omit<Named, 'epoch'>;
  /** Since when one is being made. */
  readonly running?: string;
  /** Why the last try came to nothing; left out once there is one that did not. */
  readonly failed?: NotMade & { readonly at: string };
  /** The last one is older than twice the time between two, or there is none and could be none made. */
  readonly late: boolean;
}

export interface BackupsParts {
  readonly config: Config;
  /** The log that is backed up. */
  readonly epoch: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly make: Make;
  /** Hears when the last one was made. */
  readonly onLast: (madeAt: Date) => void;
  readonly stopping: AbortSignal;
}

/** Makes backups by themselves, as the configuration says. */
export class Backups {
  private readonly ended = new AbortController();
  private readonly stopping: AbortSignal;
  private running: Promise<void> = Promise.resolve();
  private last: Named | undefined;
  private since: string | undefined;
  private failed: (NotMade & { readonly at: string }) | undefined;
  private toldLate = false;

  constructor(private readonly parts: BackupsParts) {
    this.stopping = AbortSignal.any([this.ended.signal, parts.stopping]);
  }

  start(): void {
    const { backup, production } = this.parts.config;
    if (backup.dir !== undefined) this.running = this.run(backup.dir);
    else if (production)
      this.parts.logger.warn(
        'this service makes no backups by itself: set BACKUP_DIR, or see that something else does',
      );
  }

  async stop(): Promise<void> {
    this.ended.abort();
    await this.running;
  }

  /** Undefined where none are made by themselves. */
  get standing(): BackupStanding | undefined {
    if (this.parts.config.backup.dir === undefined) return undefined;
    const { last, since, failed } = this;
    return {
      ...(last && { last: { number: last.number, madeAt: last.madeAt } }),
      ...(since && { running: since }),
      ...(failed && { failed }),
      late: this.late,
    };
  }

  private get late(): boolean {
    return this.last ? this.age(this.last) > 2 * this.parts.config.backup.everyMs : this.failed !== undefined;
  }

  private async run(dir: string): Promise<void> {
    const signal = this.stopping;
    let notBefore = 0;
    while (!signal.aborted) {
      await this.look(dir);
      const wait = Math.max(this.due(), notBefore - performance.now());
      if (wait <= 0) {
        await this.makeOne(dir);
        notBefore = this.failed
          ? performance.now() + Math.min(RETRY_MS, this.parts.config.backup.everyMs)
          : 0;
      } else await sleep(Math.min(wait, LOOK_MS), undefined, { signal }).catch(() => {});
    }
  }

  /** In how many milliseconds. A clock that was set back makes none wait. */
  private due(): number {
    if (!this.last) return 0;
    const age = this.age(this.last);
    return age < 0 ? 0 : this.parts.config.backup.everyMs - age;
  }

  private age({ madeAt }: Named): number {
    return Date.parse(this.parts.clock.now()) - Date.parse(madeAt);
  }

  private async look(dir: string): Promise<void> {
    try {
      this.last = await (await BackupFolder.open(dir)).last(this.parts.epoch);
      if (this.last) this.parts.onLast(new Date(this.last.madeAt));
      // Somebody made one by hand.
      if (this.last && this.failed && this.last.madeAt > this.failed.at) this.failed = undefined;
    } catch (error) {
      // What is wrong is told when a backup is due, unless there is one under way of somebody else's.
      this.parts.logger.debug({ err: error }, 'the folder of backups cannot be read');
    }
    if (this.late && !this.toldLate)
      this.parts.logger.warn({ last: this.last?.madeAt }, 'the last backup is older than it should be');
    this.toldLate = this.late;
  }

  private async makeOne(dir: string): Promise<void> {
    const begun = performance.now();
    this.since = this.parts.clock.now();
    const made = await this.parts.make(this.parts.config, dir, this.stopping);
    this.since = undefined;
    if (this.stopping.aborted && 'hint' in made) return;
    if ('hint' in made) {
      this.failed = { ...made, at: this.parts.clock.now() };
      this.parts.logger.error(made, 'no backup was made');
      return;
    }
    this.failed = undefined;
    this.parts.logger.info({ ...made, ms: Math.round(performance.now() - begun) }, 'a backup was made');
    if (made.damaged.length > 0)
      this.parts.logger.warn(
        { damaged: made.damaged },
        'backups that cannot be read stay until somebody removes them',
      );
  }
}

/** In this thread. */
export const backUpHere: Make = async (config, dir, signal) => {
  try {
    const how = { now: () => new Date().toISOString(), keep: config.backup.keep, signal };
    const { backup, bytes, newFacts, removed, damaged } = await backUp(config, dir, how);
    const { number, facts } = backup;
    return { number, facts, newFacts, bytes, removed: removed.map((one) => one.number), damaged };
  } catch (error) {
    if (error instanceof BackupFailure) {
      const { code, message, hint } = error;
      return { code, message, hint };
    }
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return {
      code: 'backup.failed',
      message,
      hint: 'Run `ledger verify`: the log, or names and keys, cannot be read.',
    };
  }
};

/** In a thread of its own, so that answering never waits for it. */
export const backUpInWorker: Make = async (config, dir, signal) => {
  const worker = new Worker(new URL('./backup.worker.js', import.meta.url), { workerData: { config, dir } });
  const { promise, resolve } = Promise.withResolvers<Made | NotMade>();
  const hint = 'This is a bug of the ledger.';
  worker.once('message', resolve);
  worker.once('error', (error) => resolve({ code: 'backup.failed', message: String(error), hint }));
  worker.once('exit', () => resolve({ code: 'backup.failed', message: 'It ended without a word.', hint }));
  const stop = () => {
    worker.postMessage('stop');
    setTimeout(() => void worker.terminate(), PATIENCE_MS).unref();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', stop);
  }
};
