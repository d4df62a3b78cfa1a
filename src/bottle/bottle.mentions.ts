import { type Look, present, type StreamRef, type Subject } from '@ledger/kernel';
import { activePerson, personRef } from '../people/people.refs.js';
import { leafPlace, placeRef } from '../place/place.refs.js';
import { knownSubstance, substanceRef } from '../substance/substance.refs.js';
import { knownUnit, unitRef } from '../unit/unit.refs.js';
import type { Component } from './bottle.events.js';
import type { BottleState } from './bottle.state.js';

/** Everything outside a bottle that a command or a correction can name. */
export interface Mentions {
  readonly place?: string | undefined;
  readonly unit?: string | undefined;
  readonly to?: string | { readonly place?: string; readonly person?: string } | undefined;
  readonly witness?: string | undefined;
  readonly substance?: string | undefined;
  readonly composition?: readonly Component[] | undefined;
}

interface Named {
  readonly places: readonly string[];
  readonly people: readonly string[];
  readonly units: readonly string[];
  readonly substances: readonly string[];
}

/** Corrections name things as facts do, `to: {place}`; commands as clerks do, `place` and `to`. */
function named({ place, unit, to, witness, substance, composition }: Mentions): Named {
  const target = typeof to === 'string' ? { person: to } : to;
  const some = (...ids: (string | undefined)[]) => ids.filter((id) => id !== undefined);
  return {
    places: some(place, target?.place),
    people: some(target?.person, witness),
    units: some(unit),
    substances: some(substance, ...(composition ?? []).map((component) => component.substance)),
  };
}

export function refsOf(mentions: Mentions): readonly StreamRef<unknown>[] {
  const { places, people, units, substances } = named(mentions);
  return [
    ...places.map(placeRef),
    ...people.map(personRef),
    ...units.map(unitRef),
    ...substances.map(substanceRef),
  ];
}

/** What a late entry names must be known and open when it is recorded: it stood before the ledger knew it. */
export function requireKnown(found: Look, mentions: Mentions): void {
  const { places, people, units, substances } = named(mentions);
  for (const place of places) leafPlace(found, place);
  for (const person of people) activePerson(found, person);
  for (const unit of units) knownUnit(found, unit);
  for (const substance of substances) knownSubstance(found, substance);
}

/** Where the bottle is and where it goes, whose it is and whose it becomes: a role must cover all of it. */
export function subjectsOf(state: BottleState, mentions: Mentions): readonly Subject[] {
  const { places, units } = named(mentions);
  const bottle = typeof state === 'string' ? undefined : state;
  const unit = bottle?.unit ?? units[0];
  const here = bottle ? [present({ place: bottle.home, unit })] : [];
  const there = places.map((place) => present({ place, unit }));
  const then = bottle ? units.map((next) => present({ place: bottle.home, unit: next })) : [];
  const all = [...here, ...there, ...then];
  return all.length > 0 ? all : [present({ unit })];
}
