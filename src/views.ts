import { Damaged, type ReadModel } from '@ledger/read-model';
import type { Logger } from 'pino';
import type { Config } from './config.js';
import { openReadModel, putViewsAside } from './drivers.js';

/** The views as the whole process reads them, and what is done where their file is damaged: they can be made again. */
export interface Views {
  readonly model: ReadModel;
  /** Ends the service, whose next start makes the views again. */
  damaged(damage: Damaged): void;
}

/** Opens the views. A file that is seen to be damaged at once is put aside, and another begun. */
export async function openViews(
  config: Config,
  logger: Logger,
  onFailure: (error: unknown) => void,
): Promise<Views> {
  const putAside = (damage: Damaged) =>
    logger.error({ err: damage, aside: putViewsAside(config) }, 'the views are damaged: they are made again');
  let told = true;
  const damaged = (damage: Damaged) => {
    if (told) return;
    told = true;
    putAside(damage);
    onFailure(damage);
  };
  const open = async () => {
    const model = await openReadModel(config, { onDamage: damaged });
    told = false;
    return { model, damaged };
  };
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof Damaged)) throw error;
    putAside(error);
    return open();
  }
}
