import type { Fact } from '@ledger/kernel';

/** What a made-up ledger was made from. The same, in the same time zone, make the same ledger. */
export interface Example {
  readonly seed: number;
  /** How many times 25,000 facts: a decimal. */
  readonly scale: string;
  /** The last day of the year that it tells of: `YYYY-MM-DD`. */
  readonly until: string;
}

export type SiteFact =
  /**
   * The first fact of every ledger. `ledger` is its name for ever, in whatever store it is kept. With `example`, nobody
   * and nothing in it is real.
   */
  | Fact<'SiteFounded', { readonly ledger: string; readonly timeZone: string; readonly example?: Example }>
  | Fact<'TimeZoneSet', { readonly timeZone: string }>
  /** All substances of a version of the catalogue are in the ledger. */
  | Fact<'CatalogueLoaded', { readonly version: string; readonly substances: number }>;

/** There is one site in a ledger. */
export const siteStream = 'site-main';
