import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Substance } from '../substance/substance.state.js';
import { hazardsOf, type Part } from './hazards.js';

const source = { name: 'x', version: '1' };
const silent = (name: string): Substance => ({
  ...{ name, hazards: [], pictograms: [], classification: 'not-classified', source, addedBy: source },
});
const ethanol: Substance = {
  ...silent('ethanol'),
  ...{ hazards: ['H225', 'H319'], pictograms: ['GHS02', 'GHS07'], signalWord: 'Danger' },
  classification: 'harmonised',
};
const irritant: Substance = {
  ...silent('irritant'),
  ...{ hazards: ['H319', 'H302'], pictograms: ['GHS07'], signalWord: 'Warning', classification: 'by-hand' },
};
const water: Substance = { ...silent('water'), classification: 'none-known' };
const part = (substance: Substance | undefined, share = false): Part => ({
  id: substance?.name ?? 'nobody knows',
  substance,
  share,
});

describe('the hazards of what is in a bottle', () => {
  it('are those of the one substance', () => {
    expect(hazardsOf([part(ethanol)])).toEqual({
      codes: ['H225', 'H319'],
      pictograms: ['GHS02', 'GHS07'],
      signalWord: 'Danger',
      of: 'substance',
      classification: 'harmonised',
      unclassified: [],
    });
    expect(hazardsOf([part(water)])).toMatchObject({ of: 'substance', classification: 'none-known' });
    expect(hazardsOf([part(silent('x'))])).toMatchObject({
      ...{ codes: [], classification: 'not-classified', unclassified: ['x'] },
    });
  });

  it('are said to be of it undiluted, where the bottle holds a solution', () => {
    expect(hazardsOf([part(irritant, true)])).toMatchObject({
      ...{ codes: ['H319', 'H302'], of: 'undiluted', classification: 'by-hand' },
    });
  });

  it('are those of all the parts of a mixture, each once, with the graver word', () => {
    expect(hazardsOf([part(irritant), part(ethanol, true), part(water)])).toEqual({
      codes: ['H319', 'H302', 'H225'],
      pictograms: ['GHS02', 'GHS07'],
      signalWord: 'Danger',
      of: 'components',
      classification: 'by-hand',
      unclassified: [],
    });
    expect(hazardsOf([part(ethanol), part(water)]).classification).toBe('harmonised');
    expect(hazardsOf([part(irritant), part(water)]).signalWord).toBe('Warning');
    expect(hazardsOf([part(water), part(water)]).classification).toBe('none-known');
  });

  it('are not all stated, where nobody has spoken of a part, or nobody knows it', () => {
    const mixture = hazardsOf([part(ethanol), part(silent('x')), part(undefined)]);
    expect(mixture).toMatchObject({
      ...{ codes: ['H225', 'H319'], classification: 'not-classified', unclassified: ['x', 'nobody knows'] },
    });
  });

  it('are never less than those of any part, and never by a better word', () => {
    const words = ['harmonised', 'by-hand', 'none-known', 'not-classified'] as const;
    const substance = fc.record({
      name: fc.string(),
      hazards: fc.subarray(['H225', 'H319', 'H302', 'EUH066']),
      pictograms: fc.subarray(['GHS02', 'GHS07', 'GHS09']),
      signalWord: fc.constantFrom('Danger' as const, 'Warning' as const),
      classification: fc.constantFrom(...words),
      source: fc.constant(source),
      addedBy: fc.constant(source),
    });
    const parts = fc.array(
      fc.record({
        id: fc.string(),
        substance: fc.option(substance, { nil: undefined }),
        share: fc.boolean(),
      }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(parts, (all) => {
        const hazards = hazardsOf(all);
        for (const { id, substance } of all) {
          expect(hazards.codes).toEqual(expect.arrayContaining([...(substance?.hazards ?? [])]));
          expect(hazards.pictograms).toEqual(expect.arrayContaining([...(substance?.pictograms ?? [])]));
          if (substance?.signalWord === 'Danger') expect(hazards.signalWord).toBe('Danger');
          if (!substance || substance.classification === 'not-classified') {
            expect(hazards).toMatchObject({ classification: 'not-classified' });
            expect(hazards.unclassified).toContain(id);
          }
        }
      }),
    );
  });
});
