import type { PlacingController } from '../../bottle/placing.http.js';
import type { ManyReceipts, OneReceipt, ReceiptEvent } from '../receipt.js';
import {
  anything,
  code,
  component,
  factId,
  list,
  maybe,
  oneOf,
  position,
  revision,
  shape,
  text,
  whole,
} from './shape.js';

type Placing = Awaited<ReturnType<PlacingController['put']>>;
type Placed = Extract<Placing['items'][number], { readonly receipt: unknown }>;
type NotPlaced = Extract<Placing['items'][number], { readonly problem: unknown }>;

const receipt = {
  stream: text('The stream that the facts are in.', { examples: ['bottle-7K3QX9M2RP'] }),
  id: text('The id of the thing; where it has a code, that is its id.'),
  code: text('The same as `id`.'),
  revision,
  position: maybe(
    position(
      'Where the log stood with everything that followed; none in a dry run. Send it as `after` to read your own writes.',
    ),
  ),
  events: list(
    shape<ReceiptEvent>('A fact that was recorded. A dry run shows it whole.', {
      id: factId('The id of the fact: it names it in corrections and annulments.'),
      type: text('What happened.', { examples: ['BottleStored'] }),
      v: maybe(whole('Version of the shape of `data`. In a dry run only.', 1)),
      data: maybe(anything('What the fact says. In a dry run only.')),
    }),
    'The facts, in their order.',
  ),
  children: maybe(list(code("A bottle's code."), 'Codes of the bottles that were filled.')),
  pending: maybe(
    list(text('A stream.'), 'Streams whose facts were not finished in time (status 202). They will be.'),
  ),
};

export const receiptSchemas = {
  Receipt: shape<OneReceipt>('What a command led to.', receipt),
  ManyReceipts: shape<ManyReceipts>('What a command for many bottles led to: a receipt for each.', {
    items: list(component('Receipt'), 'One for each bottle that was registered, or put into the place.'),
    position: position('Covers all of them.'),
    pending: receipt.pending,
  }),
  Receipts: oneOf(
    'The receipt of one command; of a command for many bottles, one for each.',
    component('Receipt'),
    component('ManyReceipts'),
  ),
  PlacingResults: shape<Placing>('What became of each bottle.', {
    items: list(
      oneOf(
        'A receipt, or why not.',
        shape<Placed>('It went.', { code: code('The bottle.'), receipt: component('Receipt') }),
        shape<NotPlaced>('It was refused.', {
          code: text('The code as it was sent.'),
          problem: component('Problem'),
        }),
      ),
      'In the order of the codes that were sent.',
    ),
    position: maybe(position('Covers all that went; left out where nothing did, and in a dry run.')),
  }),
};
