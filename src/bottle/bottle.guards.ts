import { expired, isZero, type Refusal } from '@ledger/kernel';
import { bottleRefusals as refuse } from './bottle.refusals.js';
import { type Bottle, type BottleState, whereabouts } from './bottle.state.js';

/** Who asks, and on which day it happens where the site is. */
export interface Asking {
  readonly actor: string;
  readonly day: string;
}

type Guard = (bottle: Bottle, asking: Asking) => Refusal | undefined;

const free: Guard = () => undefined;

/** Content does not leave a bottle that somebody has doubts about. */
const usable: Guard = (bottle, { day }) => {
  if (bottle.quarantined) return refuse('bottle.quarantined');
  if (bottle.missing) return refuse('bottle.missing');
  if (bottle.expiry && expired(bottle.expiry, day))
    return refuse('bottle.expired', { expiry: bottle.expiry });
  return undefined;
};
const inPlaceOrHands: Guard = (bottle) => (whereabouts(bottle) ? undefined : refuse('bottle.not-stored'));

const usableHere: Guard = (bottle, asking) => inPlaceOrHands(bottle, asking) ?? usable(bottle, asking);

/** What may be done with a living bottle, by the name of the action: a refusal, or nothing where it may be done. */
export const guards = {
  store: (bottle) => (whereabouts(bottle) ? refuse('bottle.already-stored') : undefined),
  move: (bottle) => (bottle.place === undefined ? refuse('bottle.no-place') : undefined),
  issue: (bottle, asking) =>
    bottle.holder === undefined
      ? usable(bottle, asking)
      : refuse('bottle.already-issued', { holder: bottle.holder }),
  return: (bottle) => (bottle.holder === undefined ? refuse('bottle.not-issued') : undefined),
  transfer: (bottle, asking) =>
    bottle.holder === undefined ? refuse('bottle.not-issued') : usable(bottle, asking),
  accept: (bottle, asking) =>
    bottle.offeredTo === asking.actor ? usable(bottle, asking) : refuse('bottle.not-offered-to-you'),
  open: (bottle, asking) =>
    bottle.opened ? refuse('bottle.already-opened') : inPlaceOrHands(bottle, asking),
  use: (bottle, asking) =>
    isZero(bottle.content) ? refuse('bottle.quantity.exceeds-content') : usableHere(bottle, asking),
  split: (bottle, asking) =>
    isZero(bottle.content) ? refuse('bottle.quantity.exceeds-content') : usableHere(bottle, asking),
  empty: (bottle) => (bottle.emptied ? refuse('bottle.already-emptied') : undefined),
  quarantine: (bottle) => (bottle.quarantined ? refuse('bottle.quarantined') : undefined),
  release: (bottle) => (bottle.quarantined ? undefined : refuse('bottle.not-quarantined')),
  sight: free,
  'mark-missing': (bottle) => (bottle.missing ? refuse('bottle.missing') : undefined),
  find: (bottle) => (bottle.missing ? undefined : refuse('bottle.not-missing')),
  'report-loss': (bottle) => (bottle.lossReported ? refuse('bottle.already-reported') : undefined),
  'request-disposal': (bottle) =>
    bottle.disposalRequestedBy === undefined ? undefined : refuse('bottle.disposal.already-requested'),
  'approve-disposal': (bottle, { actor }) => {
    if (bottle.disposalRequestedBy === undefined) return refuse('bottle.disposal.not-requested');
    if (bottle.disposalApproved) return refuse('bottle.disposal.already-approved');
    return bottle.disposalRequestedBy === actor ? refuse('bottle.disposal.same-person') : undefined;
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
  const refusal = guards[action](bottle, asking);
  if (refusal) throw refusal;
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
