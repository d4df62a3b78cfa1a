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
  | Fact<'CatalogueLoaded', { readonly version: string; readonly substances: number }>
  /** The ledger was restored from a backup. With it another log began, in which positions of the one before mean nothing. */
  | Fact<'LedgerRestored', Restoration>;

export interface Restoration {
  readonly from: BackedUp;
  /** The log that began. */
  readonly to: { readonly epoch: string };
  /** Whether facts that had been recorded after the backup are missing, as far as could be known. */
  readonly lost: 'nothing' | 'something' | 'unknown';
  /** How many at least, where some were seen. */
  readonly missing?: number;
  /** What was stated to be the last that anybody outside had seen: a position, or the id of a fact. */
  readonly published?: string;
  /** The loss, or that it could not be known, was accepted. */
  readonly accepted?: boolean;
}

/** The log that was backed up. */
export interface BackedUp {
  readonly epoch: string;
  readonly facts: number;
  /** Id of the last fact that is here again: both logs have it, and all before it. */
  readonly last: string;
  readonly madeAt: string;
}

/** There is one site in a ledger. */
export const siteStream = 'site-main';
