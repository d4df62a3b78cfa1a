import { type Decider, present } from '@ledger/kernel';
import { activePerson, personRef } from '../people/people.refs.js';
import type * as Ask from './unit.commands.js';
import { type UnitFact, unitKinds } from './unit.events.js';
import { knownUnit, unitRef } from './unit.refs.js';
import { unitRefusals } from './unit.refusals.js';
import { type Unit, type UnitState, unitFolding } from './unit.state.js';

export type UnitCommands = { [Name in keyof typeof Ask]: InstanceType<(typeof Ask)[Name]> };

export const unitDecider: Decider<UnitState, UnitFact, UnitCommands> = {
  ...unitFolding,
  needs(command) {
    const { parent, person } = command as { parent?: string; person?: string };
    return [
      ...(parent === undefined ? [] : [unitRef(parent)]),
      ...(person === undefined ? [] : [personRef(person)]),
    ];
  },
  subjects(state, id, command) {
    const { parent } = (command ?? {}) as { parent?: string };
    return [state === 'none' ? present({ unit: parent }) : { unit: id }];
  },
  decide: {
    AddUnit(state, { name, kind, parent }, { found }) {
      if (state !== 'none') throw unitRefusals('unit.id.taken');
      if (parent !== undefined) {
        const { kind: larger } = knownUnit(found, parent);
        if (unitKinds.indexOf(larger) >= unitKinds.indexOf(kind)) {
          throw unitRefusals('unit.kind-too-large', { kind, parent: larger });
        }
      }
      return [{ type: 'UnitAdded', v: 1, data: { name, kind, ...present({ parent }) } }];
    },
    RenameUnit(state, { name }) {
      known(state);
      return [{ type: 'UnitRenamed', v: 1, data: { name } }];
    },
    AssignUnitHead(state, { person }, { found }) {
      known(state);
      if (person !== undefined) activePerson(found, person);
      return [{ type: 'ResponsiblePersonAssigned', v: 1, data: present({ person }) }];
    },
  },
};

function known(state: UnitState): Unit {
  if (state === 'none') throw unitRefusals('unit.unknown');
  return state;
}
