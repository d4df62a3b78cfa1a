import { Child } from '../child.js';
import { Service } from '../service.js';

export interface Rebuild {
  /** Facts in the log. */
  readonly facts: number;
  /** Seconds. */
  readonly rebuilt: number;
  readonly scanned: number;
  readonly loaded: number;
  /** The most bytes that were resident while it was rebuilt. */
  readonly peak: number;
}

type Plain = Pick<Rebuild, 'facts' | 'scanned' | 'loaded'>;

/** All views built again from the whole log, beside what no way of doing so can leave out. */
export async function rebuild(dir: string): Promise<Rebuild> {
  const service = await Service.start(dir);
  const connection = service.connect();
  try {
    service.process.forgetPeak();
    const began = performance.now();
    await connection.post('/v1/views/rebuild', {});
    const rebuilt = (performance.now() - began) / 1_000;
    const { peak } = service.process.memory();
    return { ...(await plain(dir)), rebuilt, peak };
  } finally {
    connection.close();
    await service.kill();
  }
}

const plain = (dir: string) => Child.run<Plain>(['test/bench/baselines/plain.mjs', dir]);
