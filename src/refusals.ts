import { type Refusals, repairRefusals, valueRefusals } from '@ledger/kernel';
import { accessRefusals } from './access/access.refusals.js';
import { aliasRefusals } from './alias/alias.refusals.js';
import { bottleRefusals } from './bottle/bottle.refusals.js';
import { httpRefusals } from './http/http.refusals.js';
import { ledgerRefusals } from './ledger/ledger.refusals.js';
import { peopleRefusals } from './people/people.refusals.js';
import { placeRefusals } from './place/place.refusals.js';
import { siteRefusals } from './site/site.refusals.js';
import { substanceRefusals } from './substance/substance.refusals.js';
import { unitRefusals } from './unit/unit.refusals.js';

/** Every list of refusals, by what they are about: together, the closed list of codes. */
export const refusalLists = {
  'Requests and reads': httpRefusals,
  'Recording and permission': ledgerRefusals,
  Values: valueRefusals,
  'Corrections, annulments, late entries': repairRefusals,
  Bottles: bottleRefusals,
  'Codes of other systems': aliasRefusals,
  Places: placeRefusals,
  Substances: substanceRefusals,
  Units: unitRefusals,
  People: peopleRefusals,
  'Keys and roles': accessRefusals,
  'The site': siteRefusals,
} as const satisfies Readonly<Record<string, Refusals<never>>>;

export const codes: readonly string[] = Object.values(refusalLists).flatMap(({ specs }) =>
  Object.keys(specs),
);
