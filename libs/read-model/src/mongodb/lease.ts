import { randomUUID } from 'node:crypto';
import { type Filter, MongoServerError } from 'mongodb';
import type { Held, Lease } from '../lease.js';
import { DUPLICATE_KEY } from './errors.js';
import type { Link } from './link.js';
import { ID, type StandingDocument, standingIn } from './standing.js';

export interface MongoLeaseOptions {
  /** How long it stays with a holder that gives no sign of life, in milliseconds; by default 5 seconds. */
  readonly ttl?: number;
  /** Milliseconds on a clock that never goes back and does not stand still while the process is stopped. */
  readonly now?: () => number;
}

/**
 * A lease in the standing document. No two clocks are compared: a node takes the lease when by its own clock it has
 * watched the holder give no sign of life for the whole time, and only if there still is none at that moment.
 */
export class MongoLease implements Lease {
  readonly ttl: number;
  private readonly now: () => number;
  private readonly me = randomUUID();
  private held: Held | undefined;
  private watched: { fence: number | undefined; beat: number; since: number } | undefined;

  constructor(
    private readonly link: Link,
    { ttl = 5_000, now = () => performance.now() }: MongoLeaseOptions,
  ) {
    this.ttl = ttl;
    this.now = now;
  }

  async acquire(): Promise<Held | undefined> {
    const standing = await this.link.ask((db, signal) => standingIn(db).findOne(ID, { signal }));
    const { fence, beat = 0, holder } = standing ?? {};
    if (holder === this.me && this.held?.fence === fence) return this.held;
    if (holder !== undefined && !this.silent(fence, beat)) return undefined;
    const next = (fence ?? 0) + 1;
    const taken = await this.take(fence, beat, { holder: this.me, fence: next, beat: 0 });
    this.held = taken ? { fence: next } : undefined;
    return this.held;
  }

  async renew(): Promise<boolean> {
    if (!this.held) return false;
    const mine = { ...ID, fence: this.held.fence, holder: this.me };
    const { matchedCount } = await this.link.ask((db) =>
      standingIn(db).updateOne(mine, { $inc: { beat: 1 } }),
    );
    return matchedCount === 1;
  }

  async release(): Promise<void> {
    if (!this.held) return;
    const mine = { ...ID, fence: this.held.fence, holder: this.me };
    this.held = undefined;
    await this.link.ask((db) => standingIn(db).updateOne(mine, { $unset: { holder: '' } }));
  }

  /** False where somebody took it, or gave a sign of life, since it was looked at. */
  private async take(
    fence: number | undefined,
    beat: number,
    standing: Partial<StandingDocument>,
  ): Promise<boolean> {
    const first = fence === undefined;
    const seen: Filter<StandingDocument> = first
      ? { ...ID, fence: { $exists: false } }
      : { ...ID, fence, beat };
    try {
      const { matchedCount, upsertedCount } = await this.link.ask((db) =>
        standingIn(db).updateOne(seen, { $set: standing }, { upsert: first }),
      );
      return matchedCount + upsertedCount === 1;
    } catch (error) {
      if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
      throw error;
    }
  }

  private silent(fence: number | undefined, beat: number): boolean {
    const now = this.now();
    const { watched } = this;
    if (watched && watched.fence === fence && watched.beat === beat) return now - watched.since >= this.ttl;
    this.watched = { fence, beat, since: now };
    return false;
  }
}
