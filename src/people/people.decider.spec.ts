import { describe, expect, it } from '@jest/globals';
import { given as givenStream } from '../../test/support/given.js';
import { recordedOf, type Told } from '../../test/support/told.js';
import { personDecider } from './people.decider.js';
import type { PersonFact } from './people.events.js';
import { peopleView } from './views/people.view.js';

const given = (...facts: Told<PersonFact>[]) =>
  givenStream(personDecider, 'person-p-1', facts, { 'unit-u-1': { name: 'a group', kind: 'group' } });
const added: PersonFact = { type: 'PersonAdded', v: 1, data: { unit: 'u-1' } };
const left: PersonFact = { type: 'PersonLeft', v: 1, data: {} };
const returned: PersonFact = { type: 'PersonReturned', v: 1, data: {} };
const erased: PersonFact = { type: 'NameErased', v: 1, data: {} };

describe('a person', () => {
  it('is added once, and the fact says neither name nor address', () => {
    given()
      .when('AddPerson', { name: 'Ann', email: 'ann@example.org', unit: 'u-1' })
      .records(added)
      .leaving({ active: true, unit: 'u-1' });
    given().when('AddPerson', { name: 'Ann' }).records({ type: 'PersonAdded', v: 1, data: {} });
    given().when('AddPerson', { name: 'Ann', unit: 'u-9' }).refuses('unit.not-known');
    given(added).when('AddPerson', { name: 'Ann' }).refuses('person.id.taken', 'conflict');
  });

  it('leaves and returns', () => {
    given(added).when('PersonLeaves', {}).records(left).leaving({ active: false });
    given(added, left).when('PersonLeaves', {}).refuses('person.left');
    given(added, left).when('PersonReturns', {}).records(returned).leaving({ active: true });
    given(added).when('PersonReturns', {}).refuses('person.not-left');
  });

  it('can have the name erased, once, also after leaving', () => {
    given(added, left).when('EraseName', {}).records(erased).leaving({ nameErased: true, active: false });
    given(added, erased).when('EraseName', {}).refuses('person.name-erased');
  });

  it('is not known before being added', () => {
    for (const name of ['PersonLeaves', 'PersonReturns', 'EraseName'] as const)
      given().when(name, {}).refuses('person.unknown', 'unknown');
  });

  it('is shown without a name', () => {
    const [first] = recordedOf('person-p-1', [added]);
    if (!first) throw new Error('told too little');
    const state = { unit: 'u-1', active: true, nameErased: false };
    expect(peopleView.evolve([], first)).toEqual([{ _id: 'p-1', revision: 0, state }]);
  });
});
