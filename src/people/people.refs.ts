import type { Look, StreamRef } from '@ledger/kernel';
import { personStream } from './people.events.js';
import { peopleRefusals } from './people.refusals.js';
import type { Person, PersonState } from './people.state.js';

export const personRef = (id: string): StreamRef<PersonState> => ({ stream: personStream(id) });

/** What is answered where somebody looks for a person by an id that is nobody's. */
export const unknownPerson = (person: string) => peopleRefusals('person.unknown', { person });

/** The person, where known and here. Refuses person.not-known, person.left. */
export function activePerson(found: Look, id: string): Person {
  const person = found(personRef(id));
  if (person === undefined || person === 'none') throw peopleRefusals('person.not-known', { person: id });
  if (!person.active) throw peopleRefusals('person.left', { person: id });
  return person;
}
