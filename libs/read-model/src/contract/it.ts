import { it } from '@jest/globals';

/** How the contract tells a test. */
export interface It {
  (title: string, run: () => Promise<void>, timeout?: number): void;
  each: typeof it.each;
}

/** Passes over the tests of these titles. */
export function except(titles: readonly string[]): It {
  const told = (title: string, run: () => Promise<void>, timeout?: number) =>
    (titles.includes(title) ? it.skip : it)(title, run, timeout);
  return Object.assign(told, { each: it.each });
}
