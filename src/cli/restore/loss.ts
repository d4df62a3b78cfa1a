import type { Backup } from '@ledger/backup';
import type { Position } from '@ledger/kernel';
import type { Restoration } from '../../site/site.events.js';

/** Something by which it can be told whether a ledger went on after a backup. */
export interface Sign {
  /** In words: where it was seen. */
  readonly where: string;
  /** How many facts that are not in the backup were seen there at least. */
  readonly missing: number;
  /** Nothing that anybody was told of can lie behind what was seen there. */
  readonly last: boolean;
}

export type Loss = Pick<Restoration, 'lost' | 'missing'>;

/**
 * What can be known of facts that were recorded after a backup, and perhaps answered and handed out. A sign of some is
 * a proof of loss. That there are none is known only where the end of what was published was seen; else nobody can tell.
 */
export function lossOf(signs: readonly Sign[]): Loss {
  const missing = Math.max(0, ...signs.map((sign) => sign.missing));
  if (missing > 0) return { lost: 'something', missing };
  return { lost: signs.some(({ last }) => last) ? 'nothing' : 'unknown' };
}

/** How many facts stand behind a backup, up to a position of its log. Not every log has a fact at each position. */
export function behind({ last, facts }: Backup, position: Position): number {
  if (position <= last.position) return 0;
  return last.position === facts ? position - facts : 1;
}
