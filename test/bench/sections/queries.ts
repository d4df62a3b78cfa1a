import { setTimeout } from 'node:timers/promises';
import { bottles } from '../bottles.js';
import { Durations } from '../durations.js';
import { load, type Rate } from '../load.js';
import { questions } from '../questions.js';
import { Service } from '../service.js';

const SECONDS = 20;
const WRITERS = 16;
const COMMANDS_PER_SECOND = 500;
/** Milliseconds from one question to the next, if it was answered by then. */
const PACE_MS = 10;

export interface Query {
  readonly name: string;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

export interface Queries {
  readonly written: Rate;
  readonly queries: readonly Query[];
}

/** Named questions to the inventory, each asked for other things every time, while commands are written. */
export async function queries(dir: string): Promise<Queries> {
  const service = await Service.start(dir);
  const { base, key } = service;
  const reader = service.connect();
  try {
    const asked = Object.entries(await questions(reader)).map(([name, paths]) => ({
      ...{ name, paths },
      took: new Durations(),
    }));
    const codes = await bottles(reader, WRITERS);
    const writing = load({ base, key, codes, clients: WRITERS, seconds: SECONDS, rate: COMMANDS_PER_SECOND });
    const until = performance.now() + SECONDS * 1_000;
    for (let n = 0; performance.now() < until; n += 1) {
      for (const { paths, took } of asked) {
        const pace = setTimeout(PACE_MS);
        await took.of(() => reader.get(paths[n % paths.length] as string));
        await pace;
      }
    }
    return {
      written: await writing,
      queries: asked.map(({ name, took }) => ({ name, p50: took.at(50), p99: took.at(99) })),
    };
  } finally {
    reader.close();
    await service.kill();
  }
}
