import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Backup } from '@ledger/backup';
import { everyFact, type LogReader } from '@ledger/event-store';
import { idOf, type Recorded } from '@ledger/kernel';
import type { ReadModel } from '@ledger/read-model';
import { ledgerIn } from '../../backup.js';
import type { Config } from '../../config.js';
import { openLogBeside, openPrivateStore, openReadModel } from '../../drivers.js';
import { Belonging } from '../../ledger/belonging.js';
import { REACTIONS_CHECKPOINT } from '../../ledger/follower.js';
import { Failure } from '../failure.js';
import { behind, type Sign } from './loss.js';

/** What is left of the data folder that is to be replaced. */
export class OldFolder {
  readonly signs: Sign[] = [];
  /** People whose name was erased there after the backup. */
  readonly erased = new Set<string>();
  /** The last fact of a log that does not have the last fact of the backup: the backup may have it. */
  last: string | undefined;
  private readonly config: Config;

  constructor(config: Config, dir: string) {
    const dataDir = resolve(dir);
    this.config = {
      ...{ ...config, dataDir },
      eventStore: { kind: 'sqlite', file: join(dataDir, 'ledger.db') },
      readModel: { kind: 'sqlite', file: join(dataDir, 'views.db') },
    };
  }

  async look(backup: Backup): Promise<void> {
    const { dataDir } = this.config;
    if (!existsSync(dataDir))
      throw new Failure(`There is no folder ${dataDir}.`, 'Name the old data folder.');
    try {
      const log = await openLogBeside(this.config);
      await this.lookAtLog(log, backup).finally(() => log.close());
    } catch (error) {
      if (error instanceof Failure) throw error;
      // What cannot be read says nothing; what has been read from it may.
      await this.lookAtCheckpoints(backup);
    }
  }

  private async lookAtLog(log: LogReader, backup: Backup): Promise<void> {
    if ((await ledgerIn(log)) !== backup.ledger)
      throw new Failure(`Another ledger is in ${this.config.dataDir}.`, 'Name the folder of this one.');
    const head = await log.head();
    const shared = await log.find(backup.last.id);
    let missing = 0;
    const note = (last: boolean) =>
      this.signs.push({ where: `the log in ${this.config.dataDir}`, missing, last });
    if (!shared) {
      const [fact] = await log.readAll({ after: head - 1, limit: 1 });
      this.last = fact?.id;
      return;
    }
    try {
      for await (const fact of everyFact(log, shared.position)) {
        missing += 1;
        this.heard(fact);
      }
    } catch (error) {
      note(false);
      throw error;
    }
    note(true);
  }

  private heard({ type, stream }: Recorded): void {
    if (type === 'NameErased') this.erased.add(idOf(stream));
  }

  /** How far views and reactions had read: somebody may have looked at what they had. */
  private async lookAtCheckpoints(backup: Backup): Promise<void> {
    const look = async (open: () => Promise<ReadModel>, names: (model: ReadModel) => Promise<string[]>) => {
      const model = await open().catch(() => undefined);
      if (!model) return;
      try {
        const reached = await new Belonging(model, backup.epoch).reached(await names(model));
        const missing = behind(backup, Math.max(0, ...reached));
        this.signs.push({ where: `checkpoints in ${this.config.dataDir}`, missing, last: false });
      } finally {
        await model.close();
      }
    };
    const views = async (model: ReadModel) => (await model.names()).filter((name) => name.includes('@'));
    await look(() => openReadModel(this.config, { readOnly: true }), views).catch(() => {});
    await look(
      () => openPrivateStore(this.config, { readOnly: true }),
      async () => [REACTIONS_CHECKPOINT],
    ).catch(() => {});
  }
}
