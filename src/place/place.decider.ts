import { type Context, type Decider, otherwiseNamed, present } from '@ledger/kernel';
import { activePerson, personRef } from '../people/people.refs.js';
import { knownUnit, unitRef } from '../unit/unit.refs.js';
import type * as Ask from './place.commands.js';
import { type PlaceFact, type PlaceKind, placeKinds } from './place.events.js';
import { openPlace, placeRef } from './place.refs.js';
import { placeRefusals } from './place.refusals.js';
import { type Place, type PlaceConflict, type PlaceState, placeFolding } from './place.state.js';

/** What a place is told of a place that came into it or left it. */
export interface AddInnerPlace {
  readonly inner: string;
}
export interface RemoveInnerPlace {
  readonly inner: string;
}
/** What a place is told of what stands in it and does not go together, or does again. */
export type FindPlaceConflict = Omit<PlaceConflict, 'since'>;
export type SettlePlaceConflict = Record<never, never>;

export type PlaceCommands = { [Name in keyof typeof Ask]: InstanceType<(typeof Ask)[Name]> } & {
  AddInnerPlace: AddInnerPlace;
  RemoveInnerPlace: RemoveInnerPlace;
  FindPlaceConflict: FindPlaceConflict;
  SettlePlaceConflict: SettlePlaceConflict;
};

export const placeDecider: Decider<PlaceState, PlaceFact, PlaceCommands> = {
  ...placeFolding,
  needs(command, state) {
    const { parent = state === 'none' ? undefined : state.parent, unit, person, code } = command as Mentions;
    return [
      ...(parent === undefined ? [] : [placeRef(parent)]),
      ...(unit === undefined ? [] : [unitRef(unit)]),
      ...(person === undefined ? [] : [personRef(person)]),
      ...otherwiseNamed('place', code),
    ];
  },
  subjects(state, id, command) {
    const { parent, unit } = (command ?? {}) as Mentions;
    if (state === 'none') return [present({ place: parent, unit })];
    const here = { place: id, unit: state.unit };
    return parent === undefined ? [here] : [here, { place: parent, unit: state.unit }];
  },
  vacant: {
    OpenPlace: ({ parent }) => (parent === undefined ? [] : [parent]),
    MovePlace: ({ parent }) => (parent === undefined ? [] : [parent]),
    ReopenPlace: (_command, state) => (state === 'none' || state.parent === undefined ? [] : [state.parent]),
    ClosePlace: (_command, _state, id) => [id],
  },
  decide: {
    OpenPlace(state, { name, kind, parent, unit, code }, context) {
      const { found } = context;
      const taken = otherwiseNamed('place', code).some((ref) => found(ref) !== undefined);
      if (state !== 'none' || taken) throw placeRefusals('place.code.taken', { code });
      if (parent !== undefined) fits(context, kind, parent);
      if (unit !== undefined) knownUnit(found, unit);
      return [{ type: 'PlaceOpened', v: 1, data: { name, kind, ...present({ parent, unit }) } }];
    },
    RenamePlace(state, { name }) {
      known(state);
      return [{ type: 'PlaceRenamed', v: 1, data: { name } }];
    },
    MovePlace(state, { parent }, context) {
      const place = known(state);
      if (!place.open) throw placeRefusals('place.closed', { place: context.id });
      if (place.parent === parent) throw placeRefusals('place.already-there');
      if (parent !== undefined) fits(context, place.kind, parent);
      return [{ type: 'PlaceMoved', v: 1, data: present({ from: place.parent, to: parent }) }];
    },
    ClosePlace(state, _command, { id, bottlesIn }) {
      const { open, inside, parent } = known(state);
      if (!open) throw placeRefusals('place.closed', { place: id });
      if (bottlesIn(id) > 0)
        throw placeRefusals('place.holds-bottles', { place: id, bottles: bottlesIn(id) });
      if (inside.length > 0) throw placeRefusals('place.holds-places', { places: inside });
      return [{ type: 'PlaceClosed', v: 1, data: present({ parent }) }];
    },
    ReopenPlace(state, _command, context) {
      const { open, kind, parent } = known(state);
      if (open) throw placeRefusals('place.open');
      if (parent !== undefined) fits(context, kind, parent);
      return [{ type: 'PlaceReopened', v: 1, data: present({ parent }) }];
    },
    AssignResponsible(state, { person }, { found }) {
      known(state);
      if (person !== undefined) activePerson(found, person);
      return [{ type: 'ResponsiblePersonAssigned', v: 1, data: present({ person }) }];
    },
    AddInnerPlace: (_state, { inner }) => [{ type: 'InnerPlaceAdded', v: 1, data: { place: inner } }],
    RemoveInnerPlace: (_state, { inner }) => [{ type: 'InnerPlaceRemoved', v: 1, data: { place: inner } }],
    FindPlaceConflict: (state, { bottles, places }) => [
      { type: 'PlaceConflictFound', v: 1, data: { open: known(state).open, bottles, places } },
    ],
    SettlePlaceConflict: () => [{ type: 'PlaceConflictSettled', v: 1, data: {} }],
  },
};

interface Mentions {
  readonly parent?: string;
  readonly unit?: string;
  readonly person?: string;
  readonly code?: string;
}

function known(state: PlaceState): Place {
  if (state === 'none') throw placeRefusals('place.unknown');
  return state;
}

/** Kinds grow strictly smaller towards the inside, so that no place can lie in itself. */
function fits({ found, bottlesIn }: Context, kind: PlaceKind, into: string): void {
  const parent = openPlace(found, into);
  if (placeKinds.indexOf(parent.kind) >= placeKinds.indexOf(kind)) {
    throw placeRefusals('place.kind-too-large', { kind, parent: parent.kind });
  }
  if (bottlesIn(into) > 0)
    throw placeRefusals('place.holds-bottles', { place: into, bottles: bottlesIn(into) });
}
