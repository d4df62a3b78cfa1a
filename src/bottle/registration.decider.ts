import type { Decider } from '@ledger/kernel';
import type { RegisterBottle } from './bottle.commands.js';
import { beginning } from './bottle.data.js';
import type { RegistrationFact } from './bottle.events.js';
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
