import type { Backup } from '@ledger/backup';
import { Failure } from '../failure.js';
import { behind, type Sign } from './loss.js';

const FACT = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The last that anybody outside has seen, as whoever restores states it: a position of the log, or the id of a fact. */
export class Published {
  /** The fact to look for in the backup, where it is named by its id. */
  readonly fact: string | undefined;

  constructor(private readonly stated: string) {
    const id = stated.toLowerCase();
    this.fact = FACT.test(id) ? id : undefined;
  }

  /** @param found facts that were looked for in the backup and are there */
  sign(backup: Backup, found: ReadonlySet<string>): Sign {
    const where = `what you say was published (${this.stated})`;
    if (this.fact !== undefined) return { where, missing: found.has(this.fact) ? 0 : 1, last: true };
    const [, of, number = ''] = /^([a-z0-9]{1,32})\.([0-9a-z]{1,11})$/.exec(this.stated) ?? [];
    const position = Number.parseInt(number, 36);
    if (of === undefined || !Number.isSafeInteger(position))
      throw new Failure(
        'That is neither a position nor the id of a fact.',
        'Give one as a client has seen it.',
      );
    if (of !== backup.epoch) {
      throw new Failure(
        `The position is of the log ${of}, and the backup of the log ${backup.epoch}: they cannot be compared.`,
        'Give the id of a fact in --published.',
      );
    }
    return { where, missing: behind(backup, position), last: true };
  }
}
