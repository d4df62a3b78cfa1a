import { refusals } from '@ledger/kernel';

export const siteRefusals = refusals({
  'site.founded': {
    kind: 'conflict',
    title: 'The ledger has been founded already',
    hint: 'It has a name, and keeps it.',
  },
});
