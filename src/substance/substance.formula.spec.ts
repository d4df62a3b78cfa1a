import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readCatalogue } from './catalogue.js';
import { hillFormula } from './substance.formula.js';

describe('the order of Hill', () => {
  it.each([
    ['H2SO4', 'H2O4S'],
    ['SO2(OH)2', 'H2O4S'],
    ['CH3COOH', 'C2H4O2'],
    ['NaCl', 'ClNa'],
    ['CuSO4·5H2O', 'CuH10O9S'],
    ['K4[Fe(CN)6].3H2O', 'C6H6FeK4N6O3'],
    ['(CH3)2CO', 'C3H6O'],
    ['HBr', 'BrH'],
  ])('%s: %s', (formula, hill) => {
    expect(hillFormula(formula)).toBe(hill);
  });

  it.each(['', 'acetone', 'c3h6o', 'SO4-2', 'Ca(OH', 'CaOH)2', '()', '·', 'H2O·', '5'])(
    '%j is none',
    (formula) => {
      expect(hillFormula(formula)).toBeUndefined();
    },
  );

  it('is the order of the catalogue', async () => {
    const substances = (await readCatalogue()).substances();
    const formulas = substances.flatMap(({ formula }) => (formula === undefined ? [] : [formula]));
    const others = formulas.filter((formula) => hillFormula(formula) !== formula);
    // An isotope and a charge.
    expect(others).toEqual(['[3He]', 'C24H36O4-2']);
  });

  it('does not hang on the order of the elements', () => {
    const element = fc.tuple(
      fc.constantFrom('C', 'H', 'O', 'N', 'Na', 'Cl', 'Co', 'S'),
      fc.integer({ min: 1, max: 40 }),
    );
    fc.assert(
      fc.property(fc.array(element, { minLength: 1 }), (parts) => {
        const written = (list: typeof parts) => list.map(([symbol, n]) => `${symbol}${n}`).join('');
        const hill = hillFormula(written(parts));
        expect(hillFormula(written(parts.toReversed()))).toBe(hill);
        expect(hillFormula(hill ?? '')).toBe(hill);
      }),
    );
  });
});
