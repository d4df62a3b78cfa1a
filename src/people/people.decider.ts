import { type Decider, present } from '@ledger/kernel';
import { knownUnit, unitRef } from '../unit/unit.refs.js';
import type * as Ask from './people.commands.js';
import type { PersonFact } from './people.events.js';
import { peopleRefusals } from './people.refusals.js';
import { type Person, type PersonState, personFolding } from './people.state.js';

export type PeopleCommands = { [Name in keyof typeof Ask]: InstanceType<(typeof Ask)[Name]> };

export const personDecider: Decider<PersonState, PersonFact, PeopleCommands> = {
  ...personFolding,
  needs: (command) => ('unit' in command && command.unit !== undefined ? [unitRef(command.unit)] : []),
  subjects: (state) => [state === 'none' ? {} : present({ unit: state.unit })],
  decide: {
    AddPerson(state, { unit }, { found }) {
      if (state !== 'none') throw peopleRefusals('person.id.taken');
      if (unit !== undefined) knownUnit(found, unit);
      return [{ type: 'PersonAdded', v: 1, data: present({ unit }) }];
    },
    PersonLeaves(state) {
      if (!known(state).active) throw peopleRefusals('person.left');
      return [{ type: 'PersonLeft', v: 1, data: {} }];
    },
    PersonReturns(state) {
      if (known(state).active) throw peopleRefusals('person.not-left');
      return [{ type: 'PersonReturned', v: 1, data: {} }];
    },
    EraseName(state) {
      if (known(state).nameErased) throw peopleRefusals('person.name-erased');
      return [{ type: 'NameErased', v: 1, data: {} }];
    },
  },
};

function known(state: PersonState): Person {
  if (state === 'none') throw peopleRefusals('person.unknown');
  return state;
}
