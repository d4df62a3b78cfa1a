import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { ALONE, type Held, type Lease, whileHeld } from './lease.js';
import { Superseded, Unreachable } from './port.js';

/** A lease that answers as it is told. */
function leaseOf(answers: {
  acquire?: () => Promise<Held | undefined>;
  renew?: () => Promise<boolean>;
  ttl?: number;
}) {
  const said: string[] = [];
  const lease: Lease = {
    ttl: answers.ttl ?? 50,
    acquire: answers.acquire ?? (async () => ({ fence: 1 })),
    renew: answers.renew ?? (async () => true),
    release: async () => {
      said.push('released');
    },
  };
  return { lease, said };
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });

describe('whileHeld', () => {
  it('works under the fence it is given, until it is stopped, and releases', async () => {
    const { lease, said } = leaseOf({});
    const stop = new AbortController();
    const work = async ({ fence }: Held, lost: AbortSignal) => {
      said.push(`fence ${fence}`);
      stop.abort();
      await aborted(lost);
    };
    await whileHeld(lease, work, stop.signal);
    expect(said).toEqual(['fence 1', 'released']);
  });

  it('asks again until it is given, also when the database does not answer', async () => {
    const given: (Held | undefined | Error)[] = [undefined, new Unreachable('away'), { fence: 4 }];
    const { lease, said } = leaseOf({
      acquire: async () => {
        const next = given.shift();
        if (next instanceof Error) throw next;
        return next;
      },
      ttl: 5,
    });
    const stop = new AbortController();
    await whileHeld(
      lease,
      async ({ fence }) => {
        said.push(`fence ${fence}`);
        stop.abort();
      },
      stop.signal,
    );
    expect(said).toEqual(['fence 4', 'released']);
  });

  it('stops the work when another has the lease, and works again under the next', async () => {
    let fence = 0;
    const { lease } = leaseOf({
      acquire: async () => {
        fence += 1;
        return { fence };
      },
      renew: async () => false,
      ttl: 5,
    });
    const stop = new AbortController();
    const worked: number[] = [];
    await whileHeld(
      lease,
      async (held, lost) => {
        worked.push(held.fence);
        if (held.fence === 3) stop.abort();
        await aborted(lost);
      },
      stop.signal,
    );
    expect(worked).toEqual([1, 2, 3]);
  });

  it.each([
    ['is not answered', () => new Promise<boolean>(() => {})],
    ['is refused by the network', () => Promise.reject(new Unreachable('away'))],
  ])('stops the work when its sign of life %s for the whole time', async (_, renew) => {
    const { lease, said } = leaseOf({ renew, ttl: 20 });
    const stop = new AbortController();
    await whileHeld(
      lease,
      async (_held, lost) => {
        await aborted(lost);
        said.push('lost');
        stop.abort();
      },
      stop.signal,
    );
    expect(said).toEqual(['lost', 'released']);
  });

  it('works again when the database was away, or another was quicker', async () => {
    const { lease, said } = leaseOf({ ttl: 5 });
    const stop = new AbortController();
    const troubles = [new Unreachable('away'), new Superseded('another')];
    const work = async () => {
      const trouble = troubles.shift();
      said.push(trouble?.message ?? 'well');
      if (trouble) throw trouble;
      stop.abort();
    };
    await whileHeld(lease, work, stop.signal);
    expect(said).toEqual(['away', 'released', 'another', 'released', 'well', 'released']);
  });

  it('releases and throws when the work fails', async () => {
    const { lease, said } = leaseOf({});
    const work = async () => {
      await setImmediate();
      throw new RangeError('broken');
    };
    await expect(whileHeld(lease, work, new AbortController().signal)).rejects.toThrow('broken');
    expect(said).toEqual(['released']);
  });

  it('is always held where one process is alone', async () => {
    const stop = new AbortController();
    const fences: number[] = [];
    await whileHeld(
      ALONE,
      async ({ fence }) => {
        fences.push(fence);
        stop.abort();
      },
      stop.signal,
    );
    expect(fences).toEqual([1]);
  });
});
