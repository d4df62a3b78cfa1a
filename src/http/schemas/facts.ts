import type { Basis } from '@ledger/kernel';
import type { FeedController } from '../../feed/feed.http.js';
import type { FactRead, Repaired } from '../facts.js';
import {
  among,
  anything,
  component,
  factId,
  list,
  maybe,
  position,
  shape,
  text,
  time,
  whole,
} from './shape.js';

type Feed = Extract<Awaited<ReturnType<FeedController['read']>>, { readonly items: unknown }>;

const fact = {
  id: factId('The id of the fact, the same for ever and in every log.'),
  type: text('What happened.', { examples: ['BottleStored'] }),
  revision: whole('Its place in its stream, beginning at 0.'),
  position: position('Its place in the log.'),
  data: anything('What the fact says; docs/events.md has the shape for each type.'),
  actor: text('Id of the person who is responsible.'),
  credential: text('The key, terminal or import that it came through.'),
  occurredAt: time('When it happened.'),
  occurredPrecision: maybe(
    among('How exactly that is known; left out, to the millisecond.', ['day', 'minute']),
  ),
  recordedAt: time('When it was recorded.'),
  commandId: text('The command that led to it.'),
  causedBy: maybe(factId('The fact that led to it.')),
  reason: maybe(text('Why, in the words of the person.')),
  evidence: maybe(list(component('Evidence'), 'What supports it.')),
  basis: maybe(
    shape<Basis>('What the decision relied on.', {
      streams: maybe(
        list(
          text('`stream@revision`', { examples: ['place-7K3QX9M2RP@4'] }),
          'Streams as far as they had got.',
        ),
      ),
      rules: maybe(list(text('A rule and its version.'), 'Rules that were applied.')),
    }),
  ),
  summary: text('The fact in one line.'),
  repaired: maybe(
    shape<Repaired>('What corrected or annulled it.', {
      correctedBy: maybe(list(factId('A correction.'), 'Corrections that count, in their order.')),
      annulledBy: maybe(factId('Its annulment.')),
      now: maybe(anything('The corrected fields as they count now.')),
    }),
  ),
};

export const factSchemas = {
  Fact: shape<FactRead>('A fact, as it was recorded.', fact),
  Feed: shape<Feed>('Facts in the order of the log.', {
    items: list(
      shape<Feed['items'][number]>('A fact and its stream.', {
        ...fact,
        stream: text('The stream that it is in.', { examples: ['bottle-7K3QX9M2RP'] }),
      }),
      'The facts that you may see.',
    ),
    next: position(
      'The last position looked at, whether or not anything there was for you: the next `after`.',
    ),
  }),
};
