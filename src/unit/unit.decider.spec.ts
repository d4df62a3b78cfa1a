import { describe, expect, it } from '@jest/globals';
import { given as givenStream } from '../../test/support/given.js';
import { minute, recordedOf, type Told } from '../../test/support/told.js';
import { unitDecider } from './unit.decider.js';
import type { UnitFact } from './unit.events.js';
import { unitsView } from './views/units.view.js';

const around = {
  'unit-u-institute': { name: 'an institute', kind: 'institute' },
  'person-p-ann': { active: true, nameErased: false },
  'person-p-gone': { active: false, nameErased: false },
};
const given = (...facts: Told<UnitFact>[]) => givenStream(unitDecider, 'unit-u-1', facts, around);
const added: UnitFact = {
  type: 'UnitAdded',
  v: 1,
  data: { name: 'a group', kind: 'group', parent: 'u-institute' },
};
const headed: UnitFact = { type: 'ResponsiblePersonAssigned', v: 1, data: { person: 'p-ann' } };

describe('a unit', () => {
  it('is added by itself or to a larger one, once', () => {
    given()
      .when('AddUnit', { name: 'a group', kind: 'group', parent: 'u-institute' })
      .records(added)
      .leaving({ kind: 'group', parent: 'u-institute' });
    given()
      .when('AddUnit', { name: 'a school', kind: 'school' })
      .records({ type: 'UnitAdded', v: 1, data: { name: 'a school', kind: 'school' } });
    for (const kind of ['institution', 'school', 'institute'] as const) {
      given()
        .when('AddUnit', { name: 'x', kind, parent: 'u-institute' })
        .refuses('unit.kind-too-large', 'impossible');
    }
    given().when('AddUnit', { name: 'x', kind: 'group', parent: 'u-9' }).refuses('unit.not-known');
    given(added).when('AddUnit', { name: 'x', kind: 'group' }).refuses('unit.id.taken', 'conflict');
  });

  it('is renamed', () => {
    given(added)
      .when('RenameUnit', { name: 'new' })
      .records({ type: 'UnitRenamed', v: 1, data: { name: 'new' } })
      .leaving({ name: 'new' });
    given().when('RenameUnit', { name: 'new' }).refuses('unit.unknown', 'unknown');
    given(added)
      .when('RenameUnit', { name: 'new' }, { occurredAt: minute(-1) })
      .refuses('unit.unknown');
  });

  it('has a head or none', () => {
    given(added)
      .when('AssignUnitHead', { person: 'p-ann' })
      .records(headed)
      .leaving({ responsible: 'p-ann' });
    expect(given(added, headed).when('AssignUnitHead', {}).state).not.toHaveProperty('responsible');
    given(added).when('AssignUnitHead', { person: 'p-gone' }).refuses('person.left');
    given().when('AssignUnitHead', {}).refuses('unit.unknown');
  });

  it('is shown as it is', () => {
    const [first] = recordedOf('unit-u-1', [added]);
    if (!first) throw new Error('told too little');
    expect(unitsView.evolve([], first)).toEqual([{ _id: 'u-1', revision: 0, state: given(added).state }]);
  });
});
