import type { Decider, Entry, Reaction } from '@ledger/kernel';
import type { RegisterBottle } from './bottle.commands.js';
import { beginning } from './bottle.data.js';
import { bottleStream, type Filled, type RegistrationFact } from './bottle.events.js';
import { refsOf, requireKnown, subjectsOf } from './bottle.mentions.js';
import { bottleRefusals } from './bottle.refusals.js';

/** Many bottles at once are one intention, recorded whole; the bottles follow from it. */
export const registrationDecider: Decider<
  'none' | 'done',
  RegistrationFact,
  { RegisterBottle: RegisterBottle }
> = {
  category: 'registration',
  initial: 'none',
  evolve: () => 'done',
  needs: (command) => refsOf(command),
  subjects: (_state, _id, command) => subjectsOf('none', command ?? {}),
  codes: { RegisterBottle: ({ count = 1 }) => count },
  enters: { RegisterBottle: ({ place }) => (place === undefined ? [] : [place]) },
  decide: {
    RegisterBottle(_state, command, { id, code, found }) {
      const { origin, count = 1, aliases } = command;
      if (aliases) throw bottleRefusals('bottle.alias.one-only');
      requireKnown(found, command);
      const codes = Array.from({ length: count }, (_, n) => code(n));
      return [
        {
          type: 'BottlesRegistered',
          v: 1,
          data: { origin, codes, bottle: { ...beginning(command), registration: id } },
        },
      ];
    },
  },
};

const registered = (fact: Entry): fact is Entry<RegistrationFact> => fact.type === 'BottlesRegistered';

/** The bottles of a registration. */
export const bottlesFollow: Reaction = {
  name: 'bottles-follow-registration',
  handles: ['BottlesRegistered'],
  react(fact) {
    if (!registered(fact)) return [];
    const { origin, codes, bottle } = fact.data;
    return codes.map((code) => ({
      command: 'EnterBottle',
      stream: bottleStream(code),
      body: { origin, bottle },
    }));
  },
};

/** The bottle that a portion was poured into. */
export const childFollows: Reaction = {
  name: 'child-follows-portion',
  handles: ['PortionTaken'],
  react({ data }) {
    const { child, filled } = data as { readonly child: string; readonly filled: Filled };
    return [{ command: 'FillBottle', stream: bottleStream(child), body: { filled } }];
  },
};
