import { type Decider, present } from '@ledger/kernel';
import type { Example, Restoration, SiteFact } from './site.events.js';
import { siteRefusals } from './site.refusals.js';

export interface Site {
  readonly ledger: string;
  readonly timeZone: string;
  readonly example?: Example;
  readonly catalogues: readonly string[];
  readonly restorations: readonly Restoration[];
}
export type SiteState = Site | 'none';

/** What the service says of itself when it starts, and the command line when it restores. Nobody can ask for it over HTTP. */
export interface SiteCommands {
  FoundSite: { readonly ledger: string; readonly timeZone: string; readonly example?: Example };
  SetTimeZone: { readonly timeZone: string };
  NoteCatalogue: { readonly version: string; readonly substances: number };
  NoteRestoration: { readonly restoration: Restoration };
}

export const siteDecider: Decider<SiteState, SiteFact, SiteCommands> = {
  category: 'site',
  initial: 'none',
  evolve(state, fact) {
    if (fact.type === 'SiteFounded') return { ...fact.data, catalogues: [], restorations: [] };
    if (state === 'none') throw new TypeError(`${fact.type} before SiteFounded`);
    if (fact.type === 'TimeZoneSet') return { ...state, timeZone: fact.data.timeZone };
    if (fact.type === 'LedgerRestored') return { ...state, restorations: [...state.restorations, fact.data] };
    return { ...state, catalogues: [...state.catalogues, fact.data.version] };
  },
  subjects: () => [],
  decide: {
    FoundSite(state, { ledger, timeZone, example }) {
      if (state !== 'none') throw siteRefusals('site.founded');
      return [{ type: 'SiteFounded', v: 1, data: { ledger, timeZone, ...present({ example }) } }];
    },
    SetTimeZone: (_state, { timeZone }) => [{ type: 'TimeZoneSet', v: 1, data: { timeZone } }],
    NoteCatalogue: (_state, { version, substances }) => [
      { type: 'CatalogueLoaded', v: 1, data: { version, substances } },
    ],
    NoteRestoration: (_state, { restoration }) => [{ type: 'LedgerRestored', v: 1, data: restoration }],
  },
};
