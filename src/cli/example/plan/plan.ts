import { yearUntil } from './calendar.js';
import { Chance } from './chance.js';
import { drawUp } from './shape.js';
import type { Moment } from './step.js';
import { type Size, sizeAt } from './university.js';
import { World } from './world.js';
import { Year } from './year.js';

/** What a year is made up from. */
export interface Recipe {
  readonly seed: number;
  readonly scale: number;
  /** The last day: `YYYY-MM-DD`. */
  readonly until: string;
  readonly timeZone: string;
}

export interface Plan {
  readonly size: Size;
  /** When the ledger is founded. */
  readonly begins: number;
  /** What is asked, in the order of time. */
  moments(): Iterable<Moment>;
}

/** A year of a university that does not exist. The same recipe makes the same year, wherever it is made. */
export function plan({ seed, scale, until, timeZone }: Recipe): Plan {
  const size = sizeAt(scale);
  const days = yearUntil(until, timeZone);
  const [first] = days as readonly [(typeof days)[number]];
  return {
    size,
    begins: first.begins + FOUNDED,
    *moments() {
      const chance = new Chance(seed);
      const world = new World(drawUp(size, days, chance), size, days, chance);
      for (const day of new Year(world).days()) yield* day;
    },
  };
}

/** Half past seven. */
const FOUNDED = 7.5 * 60 * 60_000;
