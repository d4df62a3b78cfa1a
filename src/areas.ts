import type { Reaction, View } from '@ledger/kernel';
import { credentialDecider, grantsDecider } from './access/access.decider.js';
import { credentialsView } from './access/views/credentials.view.js';
import { aliasDecider } from './alias/alias.decider.js';
import { aliasesView } from './alias/views/aliases.view.js';
import { bottleDecider } from './bottle/bottle.decider.js';
import { bottlesFollow, childFollows, portionFollowsFilling } from './bottle/bottle.reaction.js';
import { summaryOf as bottleSummary } from './bottle/bottle.summary.js';
import { registrationDecider } from './bottle/registration.decider.js';
import { holdingsView } from './bottle/views/holdings.view.js';
import { inventoryView } from './bottle/views/inventory.view.js';
import { lineageView } from './bottle/views/lineage.view.js';
import type { Summary } from './http/facts.js';
import type { AnyDecider } from './ledger/lives.js';
import { receiptsView } from './ledger/views/receipts.view.js';
import { personDecider } from './people/people.decider.js';
import { peopleView } from './people/views/people.view.js';
import { placeDecider } from './place/place.decider.js';
import { innerPlacesFollow } from './place/place.reaction.js';
import { summaryOf as placeSummary } from './place/place.summary.js';
import { placesView } from './place/views/places.view.js';
import { siteDecider } from './site/site.decider.js';
import { substanceDecider } from './substance/substance.decider.js';
import { substancesView } from './substance/views/substance.view.js';
import { unitDecider } from './unit/unit.decider.js';
import { unitsView } from './unit/views/units.view.js';

/** Everything the house knows of, pure: what decides, what is looked at, what follows. */

const all = [
  siteDecider,
  substanceDecider,
  unitDecider,
  personDecider,
  grantsDecider,
  credentialDecider,
  placeDecider,
  registrationDecider,
  bottleDecider,
  aliasDecider,
] as unknown as readonly AnyDecider[];

export const deciders: ReadonlyMap<string, AnyDecider> = new Map(
  all.map((decider) => [decider.category, decider]),
);

export const views: readonly View[] = [
  receiptsView,
  inventoryView,
  holdingsView,
  lineageView,
  aliasesView,
  placesView,
  substancesView,
  unitsView,
  peopleView,
  credentialsView,
] as readonly View[];

export const reactions: readonly Reaction[] = [
  bottlesFollow,
  childFollows,
  portionFollowsFilling,
  innerPlacesFollow,
];

/** How a fact reads to people, by the category of its stream. Others are put into words from their type. */
export const summaries: Readonly<Record<string, Summary>> = {
  bottle: bottleSummary as Summary,
  place: placeSummary as Summary,
};
