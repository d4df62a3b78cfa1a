import { describe, expect, it } from '@jest/globals';
import { type Around, given as givenStream } from '../../test/support/given.js';
import { entriesOf, minute, recordedOf, type Told } from '../../test/support/told.js';
import { placeDecider } from './place.decider.js';
import type { PlaceFact, PlaceKind } from './place.events.js';
import { conflictFollows, innerPlacesFollow } from './place.reaction.js';
import type { Place } from './place.state.js';
import { placesView } from './views/places.view.js';

type DataOf<T> = Extract<PlaceFact, { readonly type: T }>['data'];
const fact = <T extends PlaceFact['type']>(type: T, data: DataOf<T>): PlaceFact =>
  ({ type, v: 1, data }) as PlaceFact;

const place = (kind: PlaceKind, more: Partial<Place> = {}): Place => ({
  name: kind,
  kind,
  open: true,
  inside: [],
  ...more,
});
const found = (bottles: string[], places: string[]) => ({
  command: 'FindPlaceConflict',
  body: { bottles, places },
});
const around = {
  'place-FLOOR': place('floor'),
  'place-ROOM': place('room'),
  'place-OTHER': place('room'),
  'place-SHUT': place('room', { open: false }),
  'place-SHELF': place('shelf'),
  'bottle-B': {},
  'unit-u-1': { name: 'u', kind: 'group' },
  'person-p-ann': { active: true, nameErased: false },
  'person-p-gone': { active: false, nameErased: false },
};
const given = (...facts: Told<PlaceFact>[]) => givenStream(placeDecider, 'place-C', facts, around);
const opened = (parent?: string) =>
  fact('PlaceOpened', { name: 'a cupboard', kind: 'cupboard', ...(parent !== undefined && { parent }) });
const closed = fact('PlaceClosed', { parent: 'ROOM' });

describe('a place', () => {
  const open = { name: 'a cupboard', kind: 'cupboard' } as const;

  it('is opened by itself or in a larger one', () => {
    given().when('OpenPlace', open).records(opened()).leaving({ open: true, inside: [] });
    given()
      .when('OpenPlace', { ...open, parent: 'ROOM', unit: 'u-1', code: 'C' })
      .records(fact('PlaceOpened', { ...open, parent: 'ROOM', unit: 'u-1' }))
      .leaving({ parent: 'ROOM', unit: 'u-1' });
  });

  it.each<[string, object, string, Around?]>([
    ['in a place that is not known', { parent: 'NONE' }, 'place.not-known'],
    ['in a place that is closed', { parent: 'SHUT' }, 'place.closed'],
    ['in a smaller kind of place', { parent: 'SHELF' }, 'place.kind-too-large'],
    ['in its own kind of place', { parent: 'ROOM', kind: 'room' }, 'place.kind-too-large'],
    ['in a place that holds bottles', { parent: 'ROOM' }, 'place.holds-bottles', { bottles: { ROOM: 1 } }],
    ['for a unit that is not known', { unit: 'u-9' }, 'unit.not-known'],
    ['under the code of a bottle', { code: 'B' }, 'place.code.taken'],
  ])('is not opened %s', (_name, more, code, known = {}) => {
    given()
      .when('OpenPlace', { ...open, ...more }, known)
      .refuses(code);
  });

  it('is opened once', () => {
    given(opened()).when('OpenPlace', open).refuses('place.code.taken', 'conflict');
  });

  it('is renamed, and has somebody responsible or nobody', () => {
    given(opened())
      .when('RenamePlace', { name: 'new' })
      .records(fact('PlaceRenamed', { name: 'new' }))
      .leaving({ name: 'new' });
    const ann = fact('ResponsiblePersonAssigned', { person: 'p-ann' });
    given(opened())
      .when('AssignResponsible', { person: 'p-ann' })
      .records(ann)
      .leaving({ responsible: 'p-ann' });
    const nobody = given(opened(), ann)
      .when('AssignResponsible', {})
      .records(fact('ResponsiblePersonAssigned', {}));
    expect(nobody.state).not.toHaveProperty('responsible');
    given(opened()).when('AssignResponsible', { person: 'p-gone' }).refuses('person.left');
  });

  it('moves with what is in it', () => {
    given(opened('ROOM'))
      .when('MovePlace', { parent: 'OTHER' })
      .records(fact('PlaceMoved', { from: 'ROOM', to: 'OTHER' }))
      .leaving({ parent: 'OTHER' });
    expect(
      given(opened('ROOM'))
        .when('MovePlace', {})
        .records(fact('PlaceMoved', { from: 'ROOM' })).state,
    ).not.toHaveProperty('parent');
    given(opened()).when('MovePlace', {}).refuses('place.already-there');
    given(opened('ROOM')).when('MovePlace', { parent: 'ROOM' }).refuses('place.already-there');
    given(opened('ROOM')).when('MovePlace', { parent: 'SHELF' }).refuses('place.kind-too-large');
    given(opened('ROOM'))
      .when('MovePlace', { parent: 'OTHER' }, { bottles: { OTHER: 2 } })
      .refuses('place.holds-bottles');
    given(opened('ROOM'), closed).when('MovePlace', { parent: 'OTHER' }).refuses('place.closed');
  });

  it('closes when nothing is in it, and opens again where its own place is open', () => {
    given(opened('ROOM')).when('ClosePlace', {}).records(closed).leaving({ open: false });
    given(opened('ROOM'))
      .when('ClosePlace', {}, { bottles: { C: 3 } })
      .refuses('place.holds-bottles', 'conflict');
    given(opened('ROOM'), closed).when('ClosePlace', {}).refuses('place.closed');
    const shelved = [opened('ROOM'), fact('InnerPlaceAdded', { place: 'S1' })];
    expect(
      given(...shelved)
        .when('ClosePlace', {})
        .refuses('place.holds-places').params,
    ).toEqual({ places: ['S1'] });
    given(...shelved, fact('InnerPlaceRemoved', { place: 'S1' }))
      .when('ClosePlace', {})
      .leaving({ open: false });
    given(opened('ROOM'), closed)
      .when('ReopenPlace', {})
      .records(fact('PlaceReopened', { parent: 'ROOM' }))
      .leaving({ open: true });
    given(opened('ROOM')).when('ReopenPlace', {}).refuses('place.open');
    given(opened('SHUT'), fact('PlaceClosed', { parent: 'SHUT' }))
      .when('ReopenPlace', {})
      .refuses('place.closed');
    given(opened('ROOM'), closed)
      .when('ReopenPlace', {}, { bottles: { ROOM: 1 } })
      .refuses('place.holds-bottles');
  });

  it('knows the open places inside it, each once', () => {
    const added = fact('InnerPlaceAdded', { place: 'S1' });
    given(opened())
      .when('AddInnerPlace', { inner: 'S1' })
      .records(added)
      .leaving({ inside: ['S1'] });
    given(opened(), added)
      .when('AddInnerPlace', { inner: 'S1' })
      .leaving({ inside: ['S1'] });
    given(opened(), added)
      .when('RemoveInnerPlace', { inner: 'S1' })
      .records(fact('InnerPlaceRemoved', { place: 'S1' }))
      .leaving({ inside: [] });
    given(opened()).when('RemoveInnerPlace', { inner: 'S1' }).leaving({ inside: [] });
  });

  it('is not known before it is opened', () => {
    for (const name of ['ClosePlace', 'ReopenPlace', 'AssignResponsible', 'MovePlace'] as const) {
      given().when(name, {}).refuses('place.unknown', 'unknown');
    }
    given().when('RenamePlace', { name: 'x' }).refuses('place.unknown');
    given(opened())
      .when('RenamePlace', { name: 'x' }, { occurredAt: minute(-1) })
      .refuses('place.not-yet-opened');
  });

  it('takes what is told late only where the places around have been told the truth', () => {
    const moved = fact('PlaceMoved', { from: 'ROOM', to: 'OTHER' });
    const late = { occurredAt: minute(0) };
    given(opened('ROOM'), moved).when('MovePlace', { parent: 'FLOOR' }, late).refuses('fact.contradicts');
    given(opened('ROOM'), moved).when('ClosePlace', {}, late).refuses('fact.contradicts');
    given(opened('ROOM'), closed).when('ClosePlace', {}, late).refuses('fact.contradicts');
    const reopened = [opened('ROOM'), closed, fact('PlaceReopened', { parent: 'ROOM' })];
    given(...reopened)
      .when('ReopenPlace', {}, { occurredAt: minute(1) })
      .refuses('fact.contradicts');
    given(opened('ROOM'), moved)
      .when('RenamePlace', { name: 'x' }, late)
      .leaving({ name: 'x', parent: 'OTHER' });
  });

  it('counts bottles where they must not be', () => {
    const { vacant } = placeDecider;
    const { state } = given(opened('ROOM'));
    expect(vacant?.OpenPlace?.({ ...open, parent: 'ROOM' }, 'none', 'C')).toEqual(['ROOM']);
    expect(vacant?.OpenPlace?.(open, 'none', 'C')).toEqual([]);
    expect(vacant?.MovePlace?.({ parent: 'OTHER' }, state, 'C')).toEqual(['OTHER']);
    expect(vacant?.ReopenPlace?.({}, state, 'C')).toEqual(['ROOM']);
    expect(vacant?.ClosePlace?.({}, state, 'C')).toEqual(['C']);
  });

  it('knows what in it does not go together until that is settled', () => {
    const found = (bottles: string[], places: string[], open = false) =>
      fact('PlaceConflictFound', { open, bottles, places });
    given(opened(), closed)
      .when('FindPlaceConflict', { bottles: ['B1'], places: [] })
      .records(found(['B1'], []))
      .leaving({ conflict: { since: minute(2), bottles: ['B1'], places: [] } });
    given(opened(), closed, found(['B1'], ['P1']))
      .when('FindPlaceConflict', { bottles: ['B1', 'B2'], places: [] })
      .leaving({ conflict: { since: minute(2), bottles: ['B1', 'B2'], places: ['P1'] } });
    const settled = given(opened(), closed, found(['B1'], []))
      .when('SettlePlaceConflict', {})
      .records(fact('PlaceConflictSettled', {}));
    expect(settled.state).not.toHaveProperty('conflict');
  });

  it.each<[string, Partial<Place>, string[], ReturnType<typeof conflictFollows>]>([
    ['bottles in a leaf', {}, ['B1'], undefined],
    ['places inside and no bottle', { inside: ['P1'] }, [], undefined],
    ['nothing in a closed place', { open: false }, [], undefined],
    ['bottles in a closed place', { open: false }, ['B1'], found(['B1'], [])],
    ['bottles beside places', { inside: ['P1'] }, ['B1'], found(['B1'], ['P1'])],
    ['open places in a closed one', { open: false, inside: ['P1'] }, [], found([], ['P1'])],
    [
      'more than is known',
      { open: false, conflict: { since: '', bottles: ['B1', 'B0'], places: [] } },
      ['B1', 'B2'],
      found(['B2'], []),
    ],
    [
      'less than is known',
      { open: false, conflict: { since: '', bottles: ['B1', 'B2'], places: [] } },
      ['B1'],
      undefined,
    ],
    [
      'nothing any more',
      { open: false, conflict: { since: '', bottles: ['B1'], places: [] } },
      [],
      { command: 'SettlePlaceConflict', body: {} },
    ],
    [
      'bottles in a place that was opened again',
      { conflict: { since: '', bottles: ['B1'], places: [] } },
      ['B1'],
      { command: 'SettlePlaceConflict', body: {} },
    ],
  ])('is told that there are %s where that is news', (_name, more, bottles, told) => {
    expect(conflictFollows(place('cupboard', more), bottles)).toEqual(told);
  });

  it('is told to the places around, and shown as it is', () => {
    const followers = (...facts: PlaceFact[]) =>
      entriesOf('place-C', facts).flatMap((entry) =>
        innerPlacesFollow.react(entry).map(({ command, stream }) => [command, stream]),
      );
    expect(
      followers(
        opened('ROOM'),
        fact('PlaceMoved', { from: 'ROOM', to: 'OTHER' }),
        fact('PlaceMoved', { from: 'OTHER' }),
      ),
    ).toEqual([
      ['AddInnerPlace', 'place-ROOM'],
      ['RemoveInnerPlace', 'place-ROOM'],
      ['AddInnerPlace', 'place-OTHER'],
      ['RemoveInnerPlace', 'place-OTHER'],
    ]);
    expect(followers(opened(), fact('PlaceClosed', {}), fact('PlaceRenamed', { name: 'x' }))).toEqual([]);
    expect(followers(closed, fact('PlaceReopened', { parent: 'ROOM' }))).toEqual([
      ['RemoveInnerPlace', 'place-ROOM'],
      ['AddInnerPlace', 'place-ROOM'],
    ]);
    const [first] = recordedOf('place-C', [opened('ROOM')]);
    if (!first) throw new Error('told too little');
    expect(placesView.evolve([], first)).toEqual([
      { _id: 'C', revision: 0, state: given(opened('ROOM')).state, conflicting: false },
    ]);
  });
});
