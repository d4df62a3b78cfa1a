import { v5 } from '../../ledger/ids.js';
import type { Example } from '../../site/site.events.js';
import type { Recipe } from './plan/plan.js';

/** Goes up whenever a recipe makes another year than before. */
const EDITION = 1;

const EXAMPLES = '7d0c9c1e-4a50-5b6f-9a53-3f1c0f1f6b2e';

/** What a ledger says of itself that is made after a recipe. */
export const exampleOf = ({ seed, scale, until }: Recipe): Example => ({ seed, scale: String(scale), until });

/** The name of the ledger that a recipe makes: everything in it derives from this name. */
export const ledgerOf = ({ seed, scale, until, timeZone }: Recipe): string =>
  v5([EDITION, seed, scale, until, timeZone].join(' '), EXAMPLES);
