import { annulment, type Context, correction, type Entry, type FollowUp, type Twin } from '@ledger/kernel';
import type { AnnulFact, CorrectFact } from '../http/command.js';
import { bottleCorrectable, mentionsIn } from './bottle.correctable.js';
import { type BottleEntry, type BottleFact, bottleStream } from './bottle.events.js';
import { requireKnown } from './bottle.mentions.js';
import { bottleRefusals } from './bottle.refusals.js';
import type { BottleState } from './bottle.state.js';

/** Takes a portion back in the bottle that it was poured into. */
export type AnnulFilling = Omit<AnnulFact, 'fact'> & { readonly portion: string };

/** Takes back a portion in the bottle it came from: it follows from the same in the other. */
export interface AnnulPortion {
  readonly portion: string;
}

export interface RepairCommands {
  CorrectFact: CorrectFact;
  AnnulFact: AnnulFact;
  AnnulFilling: AnnulFilling;
  AnnulPortion: AnnulPortion;
}

type Repairs = {
  readonly [Name in keyof RepairCommands]: (
    state: BottleState,
    command: RepairCommands[Name],
    context: Context,
  ) => readonly BottleFact[];
};

export const repairs: Repairs = {
  CorrectFact(state, command, { found, history }) {
    known(state);
    if (factIn(history, command.fact)?.type === 'PortionTaken' && 'quantity' in command.with)
      throw bottleRefusals('bottle.portion.stays', { fact: command.fact });
    const corrected = correction(history, command, bottleCorrectable);
    if (corrected.data.now.witness === factIn(history, command.fact)?.meta.actor)
      throw bottleRefusals('bottle.disposal.own-witness');
    requireKnown(found, mentionsIn(corrected.data.now));
    return [corrected];
  },
  AnnulFact(state, { fact }, { history }) {
    known(state);
    const told = factIn(history, fact);
    if (told?.type === 'BottleFilled') throw bottleRefusals('bottle.filling.of-two', { ...portionOf(told) });
    const before = told?.type === 'FactAnnulled' ? factIn(history, told.data.fact) : undefined;
    if (before && ofTwoBottles.includes(before.type)) throw bottleRefusals('bottle.portion.gone', { fact });
    return [annulment(history, fact)];
  },
  AnnulFilling(state, { portion }, { history }) {
    if (state === 'none') throw bottleRefusals('bottle.filling.to-come');
    const [filled] = history as readonly BottleEntry[];
    if (filled?.type !== 'BottleFilled' || filled.meta.causedBy !== portion)
      throw new TypeError(`the portion ${portion} was not poured into this bottle`);
    return [annulment(history, filled.id, portionOf(filled))];
  },
  AnnulPortion: (_state, { portion }, { history }) => [annulment(history, portion)],
};

/**
 * A portion is taken back by the bottle that was filled: it may have lived on, and then the portion stays. The bottle it
 * came from can always have its own again.
 */
export function annulledElsewhere(
  { fact, ...told }: AnnulFact,
  history: readonly Entry[],
): FollowUp | undefined {
  const portion = factIn(history, fact);
  if (portion?.type !== 'PortionTaken') return undefined;
  const body: AnnulFilling = { ...told, portion: fact };
  return { command: 'AnnulFilling', stream: bottleStream(portion.data.child), body };
}

/** Facts that another bottle tells of too. */
const ofTwoBottles: readonly BottleFact['type'][] = ['PortionTaken', 'BottleFilled'];

const factIn = (history: readonly Entry[], id: string) =>
  (history as readonly BottleEntry[]).find((entry) => entry.id === id);

/** What the bottle it came from tells of a filling. */
const portionOf = ({ data, meta }: Extract<BottleEntry, { type: 'BottleFilled' }>): Twin => ({
  stream: bottleStream(data.parent),
  fact: meta.causedBy ?? '',
});

function known(state: BottleState): void {
  if (state === 'none') throw bottleRefusals('bottle.unknown');
}
