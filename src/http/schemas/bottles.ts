import type { Lineage, Relative } from '../../bottle/bottle.lineage.js';
import type { BottleRead } from '../../bottle/bottle.read.js';
import type { Holdings } from '../../bottle/holdings.js';
import type { Hazards } from '../../directory/hazards.js';
import { classification } from './catalogue.js';
import {
  among,
  code,
  component,
  factId,
  list,
  maybe,
  oneOf,
  revision,
  shape,
  text,
  time,
  word,
  yesOrNo,
} from './shape.js';

type Stood = Extract<Awaited<ReturnType<Holdings['in']>>, { readonly items: unknown }>;
type Family = Awaited<ReturnType<Lineage['of']>>;

const expiry = text('`2027`, `2027-05` or `2027-05-31`: good to the end of it.', {
  pattern: '^\\d{4}(-\\d{2}(-\\d{2})?)?$',
});

const state = word<BottleRead['state']>('Where it is in its life.', {
  received: 'in the ledger, and not yet in a place',
  stored: 'stands in a place',
  issued: "in somebody's hands",
  emptied: 'empty, and not yet disposed of',
  disposed: 'ended',
  'returned-to-vendor': 'ended',
  'written-off': 'ended',
  annulled: 'it should never have been in the ledger',
});

const relative = shape<Omit<Relative, 'parents' | 'children'>>('A relative.', {
  code: code("The relative's code."),
  quantity: component('Quantity', 'How much went over.'),
  fact: factId('The fact of the bottle it came from.'),
});
const further = (way: 'parents' | 'children') => ({
  ...relative,
  properties: {
    ...(relative.properties as object),
    [way]: list(
      component(way === 'parents' ? 'Parent' : 'Child'),
      'And further; left out where there are none.',
    ),
  },
});

export const bottleSchemas = {
  Bottle: shape<BottleRead>('A bottle as it is now.', {
    code: code('Its code: the bottle, for ever.'),
    substance: component('NamedSubstance', 'What is in it; of a mixture, the main part.'),
    composition: maybe(
      list(component('Component'), 'All that is in it, where more is known than the substance.'),
    ),
    purity: maybe(component('Fraction', 'At least so much is the main substance, as its supplier says.')),
    hazards: shape<Hazards>(
      'What is known of the hazards of what is in it. A mixture or a solution has all that its parts have by themselves.',
      {
        codes: list(text('H or EUH code.', { examples: ['H225'] }), 'None never means not hazardous.'),
        pictograms: list(text('GHS01 to GHS09.', { pattern: '^GHS0[1-9]$' }), 'Pictograms.'),
        signalWord: maybe(among('Signal word.', ['Danger', 'Warning'])),
        of: word<Hazards['of']>('What these are the hazards of.', {
          substance: 'of the substance, as it is in the bottle',
          undiluted: 'of the substance undiluted, where the bottle holds a solution',
          components: 'of the parts of a mixture, all together',
        }),
        classification,
        unclassified: list(text('Id of a substance.'), 'Parts of which nobody has said anything.'),
      },
    ),
    origin: word<BottleRead['origin']>('How it came into the ledger.', {
      received: 'delivered',
      baselined: 'stood there when the ledger began',
      donated: 'a gift',
      filled: 'from another bottle',
    }),
    state,
    place: maybe(component('NamedPlace', 'Where it stands.')),
    holder: maybe(component('Named', 'Who has it in hand.')),
    offeredTo: maybe(component('Named', 'Who is asked to take it over.')),
    unit: maybe(component('Named', 'The owning unit.')),
    content: component('Quantity', 'What is left, in the unit it was registered in.'),
    remainder: maybe(component('Quantity', 'What was left when it was emptied or ended.')),
    opened: yesOrNo('Whether it has been opened.'),
    flags: list(
      word<
        'quarantined' | 'missing' | 'loss-reported' | 'disposal-requested' | 'disposal-approved' | 'expired'
      >('A flag.', {
        quarantined: 'nobody may use or issue it',
        missing: 'it is not where it should be',
        'loss-reported': 'its loss was reported',
        'disposal-requested': 'somebody asked for its disposal',
        'disposal-approved': 'somebody else agreed',
        expired: 'its expiry is past',
      }),
      'What stands out about it today.',
    ),
    expiry: maybe(expiry),
    lot: maybe(text("The maker's lot.")),
    grade: maybe(text('Grade.')),
    supplier: maybe(text('Who supplied it.')),
    product: maybe(text("The supplier's catalogue number.")),
    parent: maybe(code('The bottle it was filled from.')),
    enteredAt: time('When its life in the ledger began.'),
    actions: list(text('An action: `POST …/{action}`.'), 'What you may do with it next.'),
    revision,
  }),
  Lineage: shape<Family>('Where what is in a bottle came from and went to.', {
    code: code('The bottle.'),
    parents: list(component('Parent'), 'What it was filled from.'),
    children: list(component('Child'), 'What was filled from it.'),
  }),
  Parent: further('parents'),
  Child: further('children'),
  Holdings: shape<Stood>('What stood in a place and below.', {
    at: time('As it was then,'),
    knownAt: time('and as the ledger knew it then.'),
    items: list(
      shape<Stood['items'][number]>('A bottle that stood there.', {
        code: code('The bottle.'),
        substance: component('NamedSubstance'),
        state,
        content: component('Quantity', 'What was left in it.'),
        place: maybe(component('NamedPlace')),
        unit: maybe(component('Named', 'The owning unit.')),
        since: time('Since when it stood there so.'),
        knownSince: time('Since when the ledger knows.'),
      }),
      'Bottles by code.',
    ),
    next: maybe(text('The cursor of the next page, where there is one: of the same `at` and `knownAt`.')),
  }),
  Scanned: oneOf(
    'What a code names. Of a thing out of your sight only the kind is told.',
    shape<{ kind: 'bottle'; code: string; bottle?: BottleRead }>('A bottle.', {
      kind: { const: 'bottle' },
      code: code('Its code.'),
      bottle: maybe(component('Bottle')),
    }),
    shape<{ kind: 'place'; code: string; place?: object }>('A place.', {
      kind: { const: 'place' },
      code: code('Its code.'),
      place: maybe(component('Place')),
    }),
    shape<{ kind: 'person'; code: string; person: object }>('A person.', {
      kind: { const: 'person' },
      code: code('Their code.'),
      person: shape<{ id: string; name?: string; active: boolean }>('The person.', {
        id: text('Their id.'),
        name: maybe(text('Their name.')),
        active: yesOrNo('Whether they are still here.'),
      }),
    }),
    shape<{ kind: 'alias'; code: string; items: readonly object[] }>('A code of another system.', {
      kind: { const: 'alias' },
      code: text('The code as it was scanned.'),
      items: list(
        shape<{ scheme: string; kind: 'bottle'; code: string; bottle?: BottleRead }>('A bottle it names.', {
          scheme: text('Whose code it is.'),
          kind: { const: 'bottle' },
          code: code("The bottle's code."),
          bottle: maybe(component('Bottle')),
        }),
        'A bottle for each scheme that has the code.',
      ),
    }),
    shape<{ kind: 'unused-label'; code: string }>('A code of ours that names nothing yet.', {
      kind: { const: 'unused-label' },
      code: code('The code.'),
    }),
    shape<{ kind: 'unknown'; code: string }>('Nothing that is known here.', {
      kind: { const: 'unknown' },
      code: text('What was scanned.'),
    }),
  ),
};
