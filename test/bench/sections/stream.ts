import { bottles, USE, usePath } from '../bottles.js';
import type { Connection } from '../connection.js';
import { Durations } from '../durations.js';
import { load } from '../load.js';
import { Service } from '../service.js';

const SHORT = 10;
const LONG = 10_000;
const WARM = 500;
/** How often the service is started anew, to meet streams that it does not know. */
const STARTS = 3;
/** Bottles of each length. */
const EACH = 3;

/** Milliseconds for a command at one client. */
export interface Stream {
  readonly facts: number;
  /** The stream has been asked before. */
  readonly warm: number;
  /** It was never asked since the service started: it is read from the log. */
  readonly cold: number;
}

/** A command on a bottle with ten facts, and on one with ten thousand. Medians. */
export async function stream(dir: string): Promise<readonly Stream[]> {
  let service = await Service.start(dir);
  let connection = service.connect();
  try {
    const lengths = [];
    for (const facts of [SHORT, LONG])
      lengths.push({
        facts,
        codes: await withFacts(service, connection, facts),
        warm: new Durations(),
        cold: new Durations(),
      });
    for (let n = 0; n < WARM; n += 1)
      for (const { codes, warm } of lengths) await warm.of(() => use(connection, codes[0] as string));
    for (let start = 0; start < STARTS; start += 1) {
      connection.close();
      await service.kill();
      service = await Service.start(dir);
      connection = service.connect();
      // What a program does only when it has just begun is nothing of the stream's.
      const [other] = await bottles(connection, 1);
      for (let n = 0; n < WARM; n += 1) await use(connection, other as string);
      for (let n = 0; n < EACH; n += 1)
        for (const { codes, cold } of lengths) await cold.of(() => use(connection, codes[n] as string));
    }
    return lengths.map(({ facts, warm, cold }) => ({ facts, warm: warm.at(50), cold: cold.at(50) }));
  } finally {
    connection.close();
    await service.kill();
  }
}

const use = (connection: Connection, code: string) => connection.post(usePath(code), USE);

/** Bottles that each have so many facts. */
async function withFacts({ base, key }: Service, connection: Connection, facts: number): Promise<string[]> {
  const codes = await bottles(connection, EACH);
  for (const code of codes)
    await load({ base, key, codes: [code], clients: Math.min(facts - 1, 64), amount: facts - 1 });
  return codes;
}
