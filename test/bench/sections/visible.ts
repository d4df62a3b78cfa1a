import { bottles, USE, usePath } from '../bottles.js';
import { Durations } from '../durations.js';
import { Service } from '../service.js';

const CLIENTS = 16;
const SECONDS = 10;

/** Milliseconds. */
export interface Visible {
  readonly p50: number;
  readonly p99: number;
}

/**
 * From the receipt of a command until the inventory shows it: each client uses a bottle and asks for it with `after`, and
 * so waits for no more than it must. The time of the asking itself is in it.
 */
export async function visible(dir: string): Promise<Visible> {
  const service = await Service.start(dir);
  const shown = new Durations();
  try {
    const codes = await bottles(service.connect(), CLIENTS);
    const until = performance.now() + SECONDS * 1_000;
    const client = async (code: string) => {
      const connection = service.connect();
      while (performance.now() < until) {
        const { position } = await connection.post<{ position: string }>(usePath(code), USE);
        const path = `/v1/bottles/${code}?after=${encodeURIComponent(position)}`;
        await shown.of(() => connection.get(path));
      }
      connection.close();
    };
    await Promise.all(codes.map(client));
    return { p50: shown.at(50), p99: shown.at(99) };
  } finally {
    await service.kill();
  }
}
