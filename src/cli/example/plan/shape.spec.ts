import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { placeKinds } from '../../../place/place.events.js';
import { unitKinds } from '../../../unit/unit.events.js';
import { yearUntil } from './calendar.js';
import { Chance } from './chance.js';
import { drawUp } from './shape.js';
import { sizeAt, type University } from './university.js';

const days = yearUntil('2026-08-31', 'UTC');
const drawn = fc
  .tuple(fc.integer({ min: 0, max: 0xffffffff }), fc.integer({ min: 10, max: 400 }))
  .map(([seed, hundredths]) => {
    const size = sizeAt(hundredths / 100);
    return { size, university: drawUp(size, days, new Chance(seed)) };
  });
const each = (check: (university: University, size: ReturnType<typeof sizeAt>) => void) =>
  fc.assert(
    fc.property(drawn, ({ university, size }) => check(university, size)),
    { numRuns: 30 },
  );

describe('a university', () => {
  test('has as many rooms and people as its size says', () =>
    each(({ places, people }, size) => {
      expect(places.filter(({ kind }) => kind === 'room')).toHaveLength(size.rooms);
      expect(people).toHaveLength(size.people);
    }));

  test('nests its places and units from large to small', () =>
    each(({ places, units }) => {
      for (const { kind, parent } of places)
        if (parent) expect(placeKinds.indexOf(parent.kind)).toBeLessThan(placeKinds.indexOf(kind));
      for (const { kind, parent } of units)
        if (parent) expect(unitKinds.indexOf(parent.kind)).toBeLessThan(unitKinds.indexOf(kind));
    }));

  test('gives no two places in one place the same name', () =>
    each(({ places }) => {
      const names = places.map(({ name, parent }) => `${parent?.ref.n} ${name}`);
      expect(new Set(names).size).toBe(names.length);
    }));

  test('has a head and a keeper of rooms in every group, who stay the whole year', () =>
    each(({ schools }) => {
      for (const { members, rooms, unit } of schools.flatMap(({ groups }) => groups)) {
        const [head] = members;
        expect(unit.head).toBe(head);
        expect(head).toMatchObject({ comes: 0, leaves: days.length });
        for (const { keeper } of rooms) expect(keeper).toMatchObject({ comes: 0, leaves: days.length });
      }
    }));

  test('has a place for everything in every store and group', () =>
    each(({ schools }) => {
      for (const { store, groups } of schools)
        for (const rooms of [[store], ...groups.map((group) => group.rooms)])
          for (const keeping of ['flammable', 'corrosive', 'dry', 'cold', 'locked', 'gas'] as const)
            expect(rooms.flatMap(({ kept }) => kept[keeping]).length).toBeGreaterThan(0);
    }));

  test('lets two people of every school see a bottle to its end', () =>
    each(({ schools }) => {
      for (const { clerks, wasteOfficers } of schools) {
        expect(clerks.length).toBeGreaterThan(1);
        for (const officer of wasteOfficers) expect(clerks).not.toContain(officer);
        expect(wasteOfficers.length).toBeGreaterThan(0);
      }
    }));
});
