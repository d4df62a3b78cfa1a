import type { PeopleController } from '../../people/people.http.js';
import { placeKinds } from '../../place/place.events.js';
import type { PlaceRead } from '../../place/place.read.js';
import type { PlaceConflict } from '../../place/place.state.js';
import type { Density, Source } from '../../substance/substance.events.js';
import type { SubstanceRead } from '../../substance/substance.read.js';
import { unitKinds } from '../../unit/unit.events.js';
import type { UnitController } from '../../unit/unit.http.js';
import {
  among,
  anything,
  code,
  component,
  list,
  maybe,
  revision,
  shape,
  text,
  time,
  word,
  yesOrNo,
} from './shape.js';

type UnitRead = Awaited<ReturnType<UnitController['read']>>;
type PersonRead = Awaited<ReturnType<PeopleController['read']>>;

export const classification = word<SubstanceRead['classification']>(
  'Who says what is known of the hazards.',
  {
    harmonised: 'the law',
    'by-hand': 'a person',
    'none-known': 'a list that knows of none',
    'not-classified': 'nobody yet',
  },
);

/** What bottles are described by: substances, places, units, people. */
export const catalogueSchemas = {
  Substance: shape<SubstanceRead>('A substance of the catalogue.', {
    id: text('The id: the CAS number where it has one.'),
    name: text('Its name.'),
    names: anything('Names by language tag.', { type: 'string' }),
    cas: maybe(text('CAS number.', { pattern: '^\\d{2,7}-\\d{2}-\\d$' })),
    ec: maybe(text('EC number.', { pattern: '^\\d{3}-\\d{3}-\\d$' })),
    clpIndex: maybe(text('Index number in Annex VI of the CLP regulation.')),
    formula: maybe(text('Chemical formula.', { examples: ['C3H6O'] })),
    molarMass: maybe(text('In g/mol, a decimal number.')),
    density: maybe(
      shape<Density>('Mass of a volume.', {
        value: text('A decimal number.'),
        unit: { const: 'g/mL' },
        temperature: maybe(text('The temperature it holds at.', { examples: ['20 °C'] })),
      }),
    ),
    synonyms: list(text('A name.'), 'Other names.'),
    smiles: maybe(text('SMILES.')),
    inchiKey: maybe(text('InChIKey.')),
    hazards: list(
      shape<SubstanceRead['hazards'][number]>('A hazard.', {
        code: text('H or EUH code.', { examples: ['H225'] }),
        text: maybe(text('The statement of the law; left out where the code has none.')),
        language: maybe(among('The language of the text.', ['en', 'de', 'fr'])),
      }),
      'None, with the classification `not-classified`, never means not hazardous.',
    ),
    pictograms: list(text('GHS01 to GHS09.', { pattern: '^GHS0[1-9]$' }), 'Pictograms.'),
    signalWord: maybe(among('Signal word.', ['Danger', 'Warning'])),
    classification,
    source: shape<Source>('Where the statement comes from.', {
      name: text('Name.'),
      version: text('Version.'),
      effective: maybe(text('The day from which it holds.', { format: 'date' })),
    }),
    mergedInto: maybe(text('Id of the substance that goes on in its place.')),
  }),
  Place: shape<PlaceRead>('A place.', {
    id: text('The id, which is its code.'),
    code: code('Its code, which can be scanned.'),
    name: text('Its name.'),
    kind: among('From the largest to the smallest.', placeKinds),
    parent: maybe(code('The place it lies in.')),
    path: text('Names from the outermost place to this one.'),
    unit: maybe(component('Named', 'The unit it belongs to.')),
    responsible: maybe(component('Named', 'Who answers for it.')),
    open: yesOrNo('Whether it takes bottles and places.'),
    conflict: maybe(
      shape<PlaceConflict>('What two recorded in it at once and does not go together, until it is settled.', {
        since: time('When it was found.'),
        bottles: list(code('A code.'), 'Bottles that were found where none may stand: move them.'),
        places: list(
          code('A code.'),
          'Open places that were found inside: close or move them, or reopen this one.',
        ),
      }),
    ),
    revision,
  }),
  Unit: shape<UnitRead>('A unit of the organisation.', {
    id: text('The id.'),
    name: text('Its name.'),
    kind: among('From the largest to the smallest.', unitKinds),
    parent: maybe(text('The unit it belongs to.')),
    responsible: maybe(component('Named', 'Who heads it.')),
    revision,
  }),
  Person: shape<PersonRead>('A person.', {
    id: text('An opaque id: the log knows no other.'),
    name: maybe(text('Kept outside the log; left out once it is erased.')),
    email: maybe(text('Kept outside the log.')),
    unit: maybe(component('Named', 'The unit they belong to.')),
    active: yesOrNo('Whether they are still here.'),
    nameErased: yesOrNo('Whether the name was erased.'),
    revision,
  }),
};
