import { expired, isZero } from '@ledger/kernel';
import { bottleRefusals as refuse } from './bottle.refusals.js';
import { type Bottle, type BottleState, whereabouts } from './bottle.state.js';

/** Who asks, and on which day it happens where the site is. */
export interface Asking {
  readonly actor: string;
  readonly day: string;
}

/** Why something may not be done. What is only asked about is not refused yet: that costs an error each. */
type Why = Parameters<typeof refuse>;
type Guard = (bottle: Bottle, asking: Asking) => Why | undefined;

const no = (...why: Why): Why => why;

const free: Guard = () => undefined;

/** Content does not leave a bottle that somebody has doubts about. */
const usable: Guard = (bottle, { day }) => {
  if (bottle.quarantined) return no('bottle.quarantined');
  if (bottle.missing) return no('bottle.missing');
  if (bottle.expiry && expired(bottle.expiry, day)) return no('bottle.expired', { expiry: bottle.expiry });
  return undefined;
};
const inPlaceOrHands: Guard = (bottle) => (whereabouts(bottle) ? undefined : no('bottle.not-stored'));

const usableHere: Guard = (bottle, asking) => inPlaceOrHands(bottle, asking) ?? usable(bottle, asking);

/** What may be done with a living bottle, by the name of the action: why not, or nothing where it may be done. */
export const guards = {
  store: (bottle) => (whereabouts(bottle) ? no('bottle.already-stored') : undefined),
  move: (bottle) => (bottle.place === undefined ? no('bottle.no-place') : undefined),
  issue: (bottle, asking) =>
    bottle.holder === undefined
      ? usable(bottle, asking)
      : no('bottle.already-issued', { holder: bottle.holder }),
  return: (bottle) => (bottle.holder === undefined ? no('bottle.not-issued') : undefined),
  transfer: (bottle, asking) =>
    bottle.holder === undefined ? no('bottle.not-issued') : usable(bottle, asking),
  accept: (bottle, asking) =>
    bottle.offeredTo === asking.actor ? usable(bottle, asking) : no('bottle.not-offered-to-you'),
  open: (bottle, asking) => (bottle.opened ? no('bottle.already-opened') : inPlaceOrHands(bottle, asking)),
  use: (bottle, asking) =>
    isZero(bottle.content) ? no('bottle.quantity.exceeds-content') : usableHere(bottle, asking),
  split: (bottle, asking) =>
    isZero(bottle.content) ? no('bottle.quantity.exceeds-content') : usableHere(bottle, asking),
  empty: (bottle) => (bottle.emptied ? no('bottle.already-emptied') : undefined),
  quarantine: (bottle) => (bottle.quarantined ? no('bottle.quarantined') : undefined),
  release: (bottle) => (bottle.quarantined ? undefined : no('bottle.not-quarantined')),
  sight: free,
  'mark-missing': (bottle) => (bottle.missing ? no('bottle.missing') : undefined),
  find: (bottle) => (bottle.missing ? undefined : no('bottle.not-missing')),
  'report-loss': (bottle) => (bottle.lossReported ? no('bottle.already-reported') : undefined),
  'request-disposal': (bottle) =>
    bottle.disposalRequestedBy === undefined ? undefined : no('bottle.disposal.already-requested'),
  'approve-disposal': (bottle, { actor }) => {
    if (bottle.disposalRequestedBy === undefined) return no('bottle.disposal.not-requested');
    if (bottle.disposalApproved) return no('bottle.disposal.already-approved');
    return bottle.disposalRequestedBy === actor ? no('bottle.disposal.same-person') : undefined;
  },
  dispose: free,
  'return-to-vendor': free,
  'write-off': free,
  note: free,
  'print-label': free,
  'bind-alias': free,
} satisfies Record<string, Guard>;

export type Action = keyof typeof guards;

/** The bottle, where it lives. Refuses bottle.unknown, bottle.ended. */
function living(state: BottleState): Bottle {
  if (state === 'none') throw refuse('bottle.unknown');
  if (state === 'annulled') throw refuse('bottle.ended', { state: 'annulled' });
  if (state.end) throw refuse('bottle.ended', { state: state.end });
  return state;
}

/** The bottle, where it lives and the action may be done now. */
export function able(action: Action, state: BottleState, asking: Asking): Bottle {
  const bottle = living(state);
  const why = guards[action](bottle, asking);
  if (why) throw refuse(...why);
  return bottle;
}

/** The next actions a person sees. A bottle that has ended still takes corrections and annulments. */
export function allowed(state: BottleState, asking: Asking): readonly string[] {
  if (state === 'none') return [];
  const repairs = ['correct', 'annul'];
  if (state === 'annulled' || state.end) return repairs;
  const actions = Object.entries(guards).filter(([, guard]: [string, Guard]) => !guard(state, asking));
  return [...actions.map(([action]) => action), ...repairs];
}
