import type { EventStore } from '@ledger/event-store';
import { categoryOf, type Entry, idOf, type Position, type Recorded } from '@ledger/kernel';
import type { BottleFact } from './bottle/bottle.events.js';
import type { BottleState } from './bottle/bottle.state.js';
import type { Errand } from './ledger/follower.js';
import { checkIdOf, hashOf } from './ledger/ids.js';
import type { Ledger } from './ledger/ledger.js';
import { type PlaceFact, placeStream } from './place/place.events.js';
import { conflictFollows } from './place/place.reaction.js';
import type { PlaceState } from './place/place.state.js';

/** Facts that say where a bottle goes. */
const goes: readonly BottleFact['type'][] = [
  ...(['BottleReceived', 'BottleBaselined', 'BottleDonated', 'BottleFilled'] as const),
  ...(['BottleStored', 'BottleMoved', 'BottleReturned', 'BottleFound', 'BottleIssued'] as const),
];
/** Facts after which it stands nowhere. */
const ends: readonly BottleFact['type'][] = ['BottleDisposed', 'BottleReturnedToVendor', 'BottleWrittenOff'];
/** Facts after which it may stand somewhere else than before. */
const repairs: readonly BottleFact['type'][] = ['FactCorrected', 'FactAnnulled'];
/** Facts after which a place holds bottles or does not, and places or none. */
const grounds: readonly PlaceFact['type'][] = [
  ...(['PlaceClosed', 'PlaceReopened', 'InnerPlaceAdded', 'InnerPlaceRemoved'] as const),
];

/** Every place that facts up to this checkpoint are about was looked at. */
export const CONFLICTS_CHECKPOINT = 'conflicts';

export interface ConflictsParts {
  readonly store: EventStore;
  readonly ledger: Ledger;
  /** Resolves when this process has heard of everything that was recorded up to there. */
  readonly heard: (position: Position, signal: AbortSignal) => Promise<void>;
  /** Codes of the bottles that stand in a place, counting everything up to a position. */
  readonly bottlesIn: (place: string, upTo: Position, signal: AbortSignal) => Promise<readonly string[]>;
}

/**
 * Looks again, in the order of the log, whether what stands in a place goes together, and records where it does not: a
 * bottle may be put into a place on one node while the place is closed on another, and what a crash cut off is finished
 * late. Looking twice records nothing twice.
 */
export class Conflicts {
  constructor(private readonly parts: ConflictsParts) {}

  /** Apart from reactions, which have no need to wait for a view. */
  get errand(): Errand {
    const types = [...goes, ...ends, ...repairs, ...grounds];
    return { name: CONFLICTS_CHECKPOINT, types, complete: (fact, signal) => this.look(fact, signal) };
  }

  private async look(fact: Recorded, signal: AbortSignal): Promise<void> {
    await this.parts.heard(fact.position, signal);
    for (const place of await this.concerned(fact)) await this.lookAt(place, fact, signal);
  }

  private async concerned(fact: Recorded): Promise<readonly string[]> {
    const category = categoryOf(fact.stream);
    if (category === 'place') return [idOf(fact.stream)];
    if (category !== 'bottle') return [];
    const type = fact.type as BottleFact['type'];
    if (goes.includes(type)) return placesIn([fact]);
    if (repairs.includes(type)) return placesIn(await this.parts.store.read(fact.stream));
    const bottle = (await this.parts.ledger.lives.load(fact.stream)).state as BottleState;
    return typeof bottle === 'object' && bottle.home !== undefined ? [bottle.home] : [];
  }

  private async lookAt(id: string, fact: Recorded, signal: AbortSignal): Promise<void> {
    const { ledger, bottlesIn } = this.parts;
    const stream = placeStream(id);
    const { state, commands } = await ledger.lives.load(stream);
    const place = state as PlaceState;
    const commandId = checkIdOf(fact.id, stream);
    if (place === 'none' || commands.has(commandId)) return;
    const { open, inside, conflict } = place;
    if (open && inside.length === 0 && !conflict) return;
    const told = conflictFollows(place, await bottlesIn(id, fact.position, signal));
    if (!told) return;
    const { actor, credential, recordedAt } = fact.meta;
    await ledger.execute(told.command, told.body, {
      ...{ actor, credential, stream, commandId, repeatable: false },
      // The same look again, whatever there was to be seen.
      commandHash: hashOf({ look: stream, because: fact.id }),
      cause: { fact: fact.id, recordedAt },
    });
  }
}

/** Every place that is named as one where a bottle was or went. */
function placesIn(facts: readonly Entry[]): readonly string[] {
  const named = facts.flatMap(({ data }) => [data, ...Object.values(data)]).flatMap(namedIn);
  return [...new Set(named)];
}

/** `place` of a first fact, `to` and `from` of all others, and the same in what a correction says. */
function namedIn(told: unknown): readonly string[] {
  if (typeof told !== 'object' || told === null) return [];
  const { place, to, from } = told as Readonly<
    Record<string, { readonly place?: string } | string | undefined>
  >;
  return [place, ...[to, from].map((end) => (typeof end === 'object' ? end.place : undefined))].filter(
    (id) => typeof id === 'string',
  );
}
