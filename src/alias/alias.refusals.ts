import { refusals } from '@ledger/kernel';

export const aliasRefusals = refusals({
  'alias.taken': {
    kind: 'conflict',
    title: 'This code of another system already names a bottle',
    hint: 'The parameters name the bottle. Look whether it is the one in your hand.',
  },
});
