import type { Fact } from '@ledger/kernel';

export type SiteFact =
  /** The first fact of every ledger. `ledger` is its name for ever, in whatever store it is kept. */
  | Fact<'SiteFounded', { readonly ledger: string; readonly timeZone: string }>
  | Fact<'TimeZoneSet', { readonly timeZone: string }>
  /** All substances of a version of the catalogue are in the ledger. */
  | Fact<'CatalogueLoaded', { readonly version: string; readonly substances: number }>;

/** There is one site in a ledger. */
export const siteStream = 'site-main';
