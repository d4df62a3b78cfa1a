import { setTimeout } from 'node:timers/promises';
import type { Config } from '../config.js';
import { type Service, withService } from './service.js';
import type { Meter, Teller } from './teller.js';

/** How often it is asked how far a view is. */
const LOOK_MS = 250;

interface Rebuilt {
  readonly view: string;
  readonly position: string;
}
interface Readiness {
  readonly views: readonly { readonly view: string; readonly rebuilding?: { readonly behind: number } }[];
}

/** Builds one view again from the whole log, or all of them, for which the log is read once. */
export function rebuild(config: Config, view: string | undefined, teller: Teller): Promise<void> {
  return withService(config, async (service) => {
    const rebuilt = await watched(service, view, teller.meter(view ?? 'views'), async () =>
      view === undefined
        ? (await service.ask<{ items: readonly Rebuilt[] }>('POST', '/v1/views/rebuild', {})).items
        : [await service.ask<Rebuilt>('POST', `/v1/views/${encodeURIComponent(view)}/rebuild`, {})],
    );
    teller.result(
      { rebuilt },
      rebuilt.map(({ view: name, position }) => `${name} was built again, up to ${position}.`),
    );
  });
}

/** Shows how far it is until the work is done. */
async function watched<T>(
  service: Service,
  view: string | undefined,
  meter: Meter,
  work: () => Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const watching = watch(service, view, meter, done.signal);
  try {
    return await work();
  } finally {
    done.abort();
    await watching;
    meter.end();
  }
}

async function watch(
  service: Service,
  view: string | undefined,
  meter: Meter,
  done: AbortSignal,
): Promise<void> {
  let all = 0;
  while (!done.aborted) {
    await setTimeout(LOOK_MS, undefined, { signal: done }).catch(() => {});
    if (done.aborted) return;
    const { answer } = await service.send('GET', '/health/ready');
    const asked = (answer as Readiness).views.filter((one) => view === undefined || one.view === view);
    const behind = asked.flatMap(({ rebuilding }) => (rebuilding ? [rebuilding.behind] : []));
    if (behind.length === 0) continue;
    all = Math.max(all, ...behind);
    meter.reach(all - Math.max(...behind), all);
  }
}
