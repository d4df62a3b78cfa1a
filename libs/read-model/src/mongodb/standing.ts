import { NotJson, type Position } from '@ledger/kernel';
import type { Collection, Db, Filter, WithId } from 'mongodb';
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

/**
 * The checkpoints as one writer sees them: the holder of a fence, or whoever writes where there is no lease. A holder
 * moves them on only from where it left them. Elsewhere they are in a database that was restored from a copy, or
 * emptied: what lies between is not in its documents, and has to be folded again.
 */
export class Standing {
  /** Where each checkpoint may be, as far as the holder knows: an answer may have been lost on the way. */
  private readonly left = new Map<string, readonly Position[]>();

  constructor(
    private readonly link: Link,
    private readonly fence: number | undefined,
  ) {}

  async checkpoint(view: string): Promise<Position> {
    const found = (await this.read())?.checkpoints?.[view] ?? 0;
    this.left.set(view, [found]);
    return found;
  }

  /** Throws `Superseded` where the lease is another's by now. */
  async confirm(): Promise<void> {
    if (this.fence !== undefined && (await this.read())?.fence !== this.fence) throw this.superseded();
  }

  /** Throws `Superseded` also where the checkpoint is not where this holder left it. */
  async advance(view: string, checkpoint: Position): Promise<void> {
    const field = fieldOf(view);
    if (this.fence === undefined) return this.change({ $max: { [field]: checkpoint } });
    if (!this.left.has(view)) await this.checkpoint(view);
    const left = [...(this.left.get(view) ?? []), checkpoint];
    this.left.set(view, left);
    // A checkpoint that is not there is null to a filter.
    await this.change({ $max: { [field]: checkpoint } }, { [field]: { $in: left.map((at) => at || null) } });
    this.left.set(
      view,
      left.filter((at) => at >= checkpoint),
    );
  }

  async set(view: string, checkpoint: Position): Promise<void> {
    await this.change({ $set: { [fieldOf(view)]: checkpoint } });
    this.left.delete(view);
  }

  async forget(view: string): Promise<void> {
    await this.change({ $unset: { [fieldOf(view)]: '' } });
    this.left.delete(view);
  }

  private read(): Promise<WithId<StandingDocument> | null> {
    return this.link.ask((db, signal) => standingIn(db).findOne(ID, { signal }));
  }

  private async change(
    update: { readonly [operator: `$${string}`]: { [field: string]: number | string } },
    where: Filter<StandingDocument> = {},
  ): Promise<void> {
    const alone = this.fence === undefined;
    const mine = alone ? ID : { ...ID, fence: this.fence, ...where };
    const { matchedCount, upsertedCount } = await this.link.ask((db) =>
      standingIn(db).updateOne(mine, update, { upsert: alone }),
    );
    if (matchedCount + upsertedCount === 0) throw this.superseded();
  }

  private superseded(): Superseded {
    return new Superseded(
      `fence ${this.fence} is not the last, or the database is not as its holder left it: what was written is read anew`,
    );
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
