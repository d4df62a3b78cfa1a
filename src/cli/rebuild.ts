import { setTimeout } from 'node:timers/promises';
import { views } from '../areas.js';
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

/** Builds one view again from the whole log, or all of them, one after the other. */
export function rebuild(config: Config, view: string | undefined, teller: Teller): Promise<void> {
  return withService(config, async (service) => {
    const rebuilt: Rebuilt[] = [];
    for (const name of view === undefined ? views.map((one) => one.name) : [view]) {
      rebuilt.push(await rebuildOne(service, name, teller.meter(name)));
    }
    teller.result(
      { rebuilt },
      rebuilt.map(({ view: name, position }) => `${name} was built again, up to ${position}.`),
    );
  });
}

async function rebuildOne(service: Service, view: string, meter: Meter): Promise<Rebuilt> {
  const done = new AbortController();
  const watching = watch(service, view, meter, done.signal);
  try {
    return await service.ask<Rebuilt>('POST', `/v1/views/${encodeURIComponent(view)}/rebuild`, {});
  } finally {
    done.abort();
    await watching;
    meter.end();
  }
}

/** Shows how far the view is, until it is done. */
async function watch(service: Service, view: string, meter: Meter, done: AbortSignal): Promise<void> {
  let all = 0;
  while (!done.aborted) {
    await setTimeout(LOOK_MS, undefined, { signal: done }).catch(() => {});
    if (done.aborted) return;
    const { answer } = await service.send('GET', '/health/ready');
    const behind = (answer as Readiness).views.find((one) => one.view === view)?.rebuilding?.behind;
    if (behind === undefined) continue;
    all = Math.max(all, behind);
    meter.reach(all - behind, all);
  }
}
