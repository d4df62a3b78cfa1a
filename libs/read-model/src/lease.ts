import { setTimeout as sleep } from 'node:timers/promises';
import { Superseded, Unreachable } from './port.js';

/** What a node holds that may project and run reactions. */
export interface Held {
  /** Greater than that of every earlier holder. */
  readonly fence: number;
}

/**
 * One node of many at a time. Whoever held it before may not know yet that it does not: writes carry the fence, and
 * the database refuses those of an earlier one.
 */
export interface Lease {
  /** How long it stays with a holder that gives no sign of life, in milliseconds. */
  readonly ttl: number;
  /** Undefined while another holds it. Asked again and again, it is given when the holder falls silent. */
  acquire(): Promise<Held | undefined>;
  /** A sign of life. False where another holds it by now. */
  renew(): Promise<boolean>;
  /** Lets another take it at once. */
  release(): Promise<void>;
}

/** Timers cannot wait for longer than 24 days; a minute is long enough. */
const LONGEST = 60_000;

/** For a read model that one process alone can open: always held. */
export const ALONE: Lease = {
  ttl: Number.POSITIVE_INFINITY,
  acquire: async () => ({ fence: 1 }),
  renew: async () => true,
  release: async () => {},
};

/**
 * Does `work` whenever the lease is held, until `stop`. The signal that `work` is given aborts when the lease is
 * lost, or when this node could not renew it for its whole time by its own clock, which goes on while a process is
 * stopped: others may have it then. `work` ends with its signal. What it throws ends the holding: `Unreachable` and
 * `Superseded` until the lease is held again, anything else for good.
 */
export async function whileHeld(
  lease: Lease,
  work: (held: Held, lost: AbortSignal) => Promise<void>,
  stop: AbortSignal,
): Promise<void> {
  const pause = Math.min(lease.ttl / 5, 1_000);
  while (!stop.aborted) {
    const held = await outOfReachAs(undefined, lease.acquire());
    if (held) await holding(lease, held, work, stop);
    await sleep(pause, undefined, { signal: stop }).catch(() => {});
  }
}

async function holding(
  lease: Lease,
  held: Held,
  work: (held: Held, lost: AbortSignal) => Promise<void>,
  stop: AbortSignal,
): Promise<void> {
  const ended = new AbortController();
  const lost = AbortSignal.any([stop, ended.signal]);
  const renewing = keep(lease, lost).finally(() => ended.abort());
  renewing.catch(() => {});
  try {
    await work(held, lost);
  } catch (error) {
    if (!(error instanceof Unreachable || error instanceof Superseded)) throw error;
  } finally {
    ended.abort();
    await renewing;
    await outOfReachAs(undefined, lease.release());
  }
}

/** Ends when the lease is lost, or `until` aborts. */
async function keep(lease: Lease, until: AbortSignal): Promise<void> {
  let renewed = performance.now();
  while (!until.aborted && performance.now() - renewed < lease.ttl) {
    await sleep(Math.min(lease.ttl / 5, LONGEST), undefined, { signal: until }).catch(() => {});
    if (until.aborted) return;
    const asked = performance.now();
    const left = Math.max(0, Math.min(lease.ttl - (asked - renewed), LONGEST));
    const late = sleep(left, 'perhaps', { ref: false });
    const kept = await Promise.race([outOfReachAs('perhaps', lease.renew()), late]);
    if (kept === false) return;
    if (kept === true) renewed = asked;
  }
}

async function outOfReachAs<T, U>(value: U, asking: Promise<T>): Promise<T | U> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof Unreachable) return value;
    throw error;
  }
}
