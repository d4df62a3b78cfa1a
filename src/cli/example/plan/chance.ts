import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Things and how likely each is, compared with the others. */
export type Weighted<T> = readonly (readonly [thing: T, weight: number])[];

/**
 * Chance that is the same again for the same seed. Nothing but whole numbers is compared, so that it is the same on
 * every machine.
 */
export class Chance {
  private readonly generator;

  constructor(seed: number) {
    this.generator = xoroshiro128plus(seed);
  }

  /** A whole number, both ends included. */
  whole(min: number, max: number): number {
    return uniformInt(this.generator, min, max);
  }

  /** Whether something comes to pass that does so `perMille` times of a thousand. */
  happens(perMille: number): boolean {
    return this.whole(0, 999) < perMille;
  }

  of<T>(things: readonly T[]): T {
    if (things.length === 0) throw new RangeError('there is nothing to choose from');
    return things[this.whole(0, things.length - 1)] as T;
  }

  weighted<T>(things: Weighted<T>): T {
    let left = this.whole(0, things.reduce((sum, [, weight]) => sum + weight, 0) - 1);
    for (const [thing, weight] of things) {
      if (left < weight) return thing;
      left -= weight;
    }
    throw new RangeError('weights are whole numbers, and not all of them 0');
  }
}
