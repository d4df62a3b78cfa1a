import type { Evidence, Quantity } from '@ledger/kernel';
import type { Component, Fraction } from '../../bottle/bottle.events.js';
import type { Named, NamedPlace, NamedSubstance } from '../../directory/directory.js';
import { among, component, maybe, shape, text } from './shape.js';

/** What other schemas are made of. */
export const valueSchemas = {
  Quantity: shape<Quantity>('An exact amount.', {
    value: text('A decimal number without exponent.', { pattern: '^\\d+(\\.\\d+)?$', examples: ['2.5'] }),
    unit: text('A UCUM unit.', { examples: ['L'] }),
  }),
  Named: shape<Named>('Somebody or something, by id.', {
    id: text('The id.'),
    name: maybe(text('What it is called now; left out where nobody is told, or nobody knows.')),
  }),
  NamedPlace: shape<NamedPlace>('A place, by id.', {
    id: text('The id, which is its code.'),
    name: maybe(text('What it is called now.')),
    path: text('Names from the outermost place to this one.', {
      examples: ['Main building › B-204 › Solvents'],
    }),
  }),
  NamedSubstance: shape<NamedSubstance>('A substance, by id.', {
    id: text('The id: the CAS number where it has one.'),
    name: maybe(text('Its name in the catalogue.')),
    cas: maybe(text('CAS number.', { pattern: '^\\d{2,7}-\\d{2}-\\d$' })),
  }),
  Component: shape<Component>('One substance of what is inside.', {
    substance: text('Id of the substance.'),
    role: among('What it is in the mixture.', ['main', 'solvent', 'component']),
    fraction: maybe(component('Fraction', 'How much of the whole it is.')),
  }),
  Fraction: shape<Fraction>('A share of the whole.', {
    value: text('A decimal number.', { examples: ['37'] }),
    unit: text('A UCUM unit, such as `%` or `mol/L`.', { examples: ['%'] }),
  }),
  Evidence: shape<Evidence>('A paper, photograph or file that supports a fact.', {
    kind: text('What it is, such as `delivery-note`.'),
    ref: text('An https address, or `file:` and a file kept by the ledger.'),
    sha256: maybe(text('SHA-256 of the file.', { pattern: '^[0-9a-f]{64}$' })),
  }),
};
