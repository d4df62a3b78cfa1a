import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** Milliseconds that something took, many times. */
export class Durations {
  private readonly histogram: RecordableHistogram = createHistogram();

  async of<T>(work: () => Promise<T>): Promise<T> {
    const began = process.hrtime.bigint();
    const done = await work();
    this.histogram.record(process.hrtime.bigint() - began);
    return done;
  }

  get count(): number {
    return this.histogram.count;
  }

  /** @param percent below which so many of a hundred were */
  at(percent: number): number {
    return this.histogram.percentile(percent) / 1e6;
  }
}
