import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { recordedOf } from '../../test/support/told.js';
import { readCatalogue } from './catalogue.js';
import type { SubstanceAdded, SubstanceFact } from './substance.events.js';
import { newsOf } from './substance.news.js';
import { type Substance, substanceFolding } from './substance.state.js';

type Edition = SubstanceAdded['data'];

const names = fc.constantFrom('acetone', 'propanone', 'Aceton', 'DMK');
const edition = (by: string): fc.Arbitrary<Edition> =>
  fc.record(
    {
      name: names,
      names: fc.dictionary(fc.constantFrom('en', 'de'), names, { minKeys: 1 }),
      formula: fc.constantFrom('C3H6O', 'C3OH6'),
      molarMass: fc.constantFrom('58.08', '58.1'),
      synonyms: fc.uniqueArray(names, { minLength: 1 }),
      hazards: fc.subarray(['H225', 'H319']),
      pictograms: fc.subarray(['GHS02', 'GHS07']),
      signalWord: fc.constantFrom('Danger' as const, 'Warning' as const),
      classification: fc.constantFrom('harmonised' as const, 'by-hand' as const, 'not-classified' as const),
      source: fc.constant({ name: by, version: '1' }),
    },
    { requiredKeys: ['name', 'hazards', 'pictograms', 'classification', 'source'] },
  );
const said = (facts: readonly SubstanceFact[], before: Substance | 'none' = 'none') =>
  recordedOf('substance-x', facts).reduce(substanceFolding.evolve, before) as Substance;
const added = (data: Edition) => said([{ type: 'SubstanceAdded', v: 1, data }]);

it('is said once: what has been heard is no news', () => {
  fc.assert(
    fc.property(fc.oneof(edition('clerk'), edition('list')), edition('list'), (first, next) => {
      const known = added(first);
      const then = said(newsOf(known, next), known);
      expect(newsOf(then, next)).toEqual([]);
      for (const name of [first.name, next.name, ...(first.synonyms ?? []), ...(next.synonyms ?? [])])
        expect([then.name, ...(then.synonyms ?? [])]).toContain(name);
      if (first.source.name !== 'clerk') {
        expect(then).toMatchObject({ name: next.name, classification: next.classification });
        return;
      }
      const { classification, hazards, synonyms: _added, ...own } = first;
      if (classification !== 'not-classified')
        expect(then).toMatchObject({ ...own, classification, hazards });
      else expect(then).toMatchObject({ name: own.name, ...(own.names && { names: own.names }) });
    }),
    { numRuns: 500 },
  );
});

it('is none in an edition that differs in nothing but its version', async () => {
  const { substances } = await readCatalogue();
  for (const substance of substances()) {
    const again = { ...substance, source: { ...substance.source, version: '2' } };
    expect(newsOf(added(substance), again)).toEqual([]);
  }
});
