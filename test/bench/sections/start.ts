import { setTimeout } from 'node:timers/promises';
import { bottles } from '../bottles.js';
import { load } from '../load.js';
import { Service } from '../service.js';

const TIMES = 5;
const CLIENTS = 16;
const SECONDS = 2;
/** Until what a start leaves behind is collected, and no longer. */
const SETTLING_MS = 2_000;

export interface Start {
  /** Milliseconds from the start of the process until it says that it is ready. */
  readonly ready: number;
  /** Bytes that are resident when it is. */
  readonly resident: number;
}

/** A start after the service was killed while it wrote. Medians. */
export async function start(dir: string): Promise<Start> {
  const starts: Start[] = [];
  let service = await Service.start(dir);
  try {
    for (let n = 0; n < TIMES; n += 1) {
      const codes = await bottles(service.connect(), CLIENTS);
      await load({ base: service.base, key: service.key, codes, clients: CLIENTS, seconds: SECONDS });
      await service.kill();
      service = await Service.start(dir);
      await setTimeout(SETTLING_MS);
      starts.push({ ready: service.readyAfter, resident: service.process.memory().resident });
    }
  } finally {
    await service.kill();
  }
  return {
    ready: median(starts.map(({ ready }) => ready)),
    resident: median(starts.map(({ resident }) => resident)),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}
