import { NotJson, type Position } from '@ledger/kernel';
import type { Collection, Db, WithId } from 'mongodb';
import { BadQuery, Superseded } from '../port.js';
import type { Link } from './link.js';

/** The collection of the one document below. */
export const STANDING = '_standing';
export const standingIn = (db: Db): Collection<StandingDocument> => db.collection(STANDING);

/**
 * Who projects, and how far each view has come: one document, because what the database decides about one document
 * it decides at once. A checkpoint is written only while the fence is the writer's own, so nobody writes one whose
 * lease another has taken since.
 */
export interface StandingDocument {
  readonly _id: 'standing';
  /** Grows whenever the lease changes hands. */
  readonly fence?: number;
  /** Left out where nobody holds the lease. */
  readonly holder?: string;
  /** Grows with every sign of life of the holder. */
  readonly beat?: number;
  readonly checkpoints?: { readonly [view: string]: Position };
}

export const ID = { _id: 'standing' } as const;

/** The checkpoints as one writer sees them: the holder of a fence, or whoever writes where there is no lease. */
export class Standing {
  constructor(
    private readonly link: Link,
    private readonly fence: number | undefined,
  ) {}

  async checkpoint(view: string): Promise<Position> {
    return (await this.read())?.checkpoints?.[view] ?? 0;
  }

  /** Throws `Superseded` where the lease is another's by now. */
  async confirm(): Promise<void> {
    if (this.fence !== undefined && (await this.read())?.fence !== this.fence) throw this.superseded();
  }

  advance(view: string, checkpoint: Position): Promise<void> {
    return this.change({ $max: { [fieldOf(view)]: checkpoint } });
  }

  set(view: string, checkpoint: Position): Promise<void> {
    return this.change({ $set: { [fieldOf(view)]: checkpoint } });
  }

  forget(view: string): Promise<void> {
    return this.change({ $unset: { [fieldOf(view)]: '' } });
  }

  private read(): Promise<WithId<StandingDocument> | null> {
    return this.link.ask((db, signal) => standingIn(db).findOne(ID, { signal }));
  }

  private async change(update: { readonly [operator: `$${string}`]: { [field: string]: number | string } }) {
    const mine = this.fence === undefined ? ID : { ...ID, fence: this.fence };
    const alone = this.fence === undefined;
    const { matchedCount, upsertedCount } = await this.link.ask((db) =>
      standingIn(db).updateOne(mine, update, { upsert: alone }),
    );
    if (matchedCount + upsertedCount === 0) throw this.superseded();
  }

  private superseded(): Superseded {
    return new Superseded(`fence ${this.fence} is not the last: another node projects`);
  }
}

export function checkPosition(what: string, position: Position): void {
  if (!Number.isSafeInteger(position) || position < 0)
    throw new NotJson(`${what} ${position} is no position`);
}

/** The path of a view's checkpoint. */
function fieldOf(view: string): string {
  if (!/^[^.$\0][^.\0]*$/.test(view)) throw new BadQuery(`no view can be called ${JSON.stringify(view)}`);
  return `checkpoints.${view}`;
}
