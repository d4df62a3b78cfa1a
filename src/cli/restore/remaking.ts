import type { BackupReader } from '@ledger/backup';
import { deciders, reactions } from '../../areas.js';
import type { Config } from '../../config.js';
import { openLog, openLogAsKept, openPrivateStore } from '../../drivers.js';
import { sayRestored } from '../../restored.js';
import type { Restoration } from '../../site/site.events.js';
import type { Teller } from '../teller.js';
import type { Report } from '../verify/report.js';
import { verify } from '../verify/verification.js';
import type { Evidence } from './evidence.js';
import { fillLog, fillPrivate, type Known } from './filling.js';

/** What a ledger is made of again. */
export interface Remaking extends Evidence {
  readonly reader: BackupReader;
  readonly options: { readonly reason: string; readonly published?: string };
}

export interface Remade {
  readonly restoration: Restoration;
  readonly known: Known;
  /** How many names and keys were left out. */
  readonly leftOut: number;
  readonly report: Report;
}

/** Makes a ledger in an empty folder what it was in a backup, lets it say so itself, and reads all of it again. */
export async function remake(
  staged: Config,
  { reader, erased, loss, options }: Remaking,
  teller: Teller,
): Promise<Remade> {
  const { epoch, facts, last, madeAt } = reader.backup;
  const log = await openLog(staged, () => {});
  try {
    const meter = teller.meter('restore');
    const known = await fillLog(reader, log, (done) => meter.reach(done, facts));
    meter.end();
    const model = await openPrivateStore(staged);
    const leftOut = await fillPrivate(await reader.privateData(), model, known, erased).finally(() =>
      model.close(),
    );
    const restoration: Restoration = {
      ...{ from: { epoch, facts, last: last.id, madeAt }, to: { epoch: log.epoch }, ...loss },
      ...(options.published !== undefined && { published: options.published }),
      ...(loss.lost !== 'nothing' && { accepted: true }),
    };
    await sayRestored(log, staged, restoration, options.reason);
    return { restoration, known, leftOut, report: await verified(staged, teller) };
  } finally {
    await log.close();
  }
}

/** What should follow from the last facts may not have been recorded when the backup was made: it follows later. */
async function verified(staged: Config, teller: Teller): Promise<Report> {
  const kept = await openLogAsKept(staged);
  if (!kept) throw new TypeError('a ledger is restored into a file');
  const meter = teller.meter('verify');
  try {
    const log = await kept.rows(
      () => {},
      () => {},
    );
    const onProgress = (read: number, all: number) => meter.reach(read, all);
    return await verify({ log, deciders, reactions, checkpoints: [], followedTo: 0, onProgress });
  } finally {
    meter.end();
    await kept.close();
  }
}
