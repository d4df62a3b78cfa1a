import { describe, expect, test } from '@jest/globals';
import { amount, casNumber, plainText } from '@ledger/kernel';
import { readCatalogue } from '../../../substance/catalogue.js';
import { formulaText, hazardCode } from '../../../substance/substance.readers.js';
import { additions } from './additions.js';
import { Chance } from './chance.js';
import { repertoire } from './repertoire.js';
import { contentOf, kindOf, unknownWares, wares } from './wares.js';

describe('what a university buys', () => {
  test('is known to the catalogue, or added to it', async () => {
    const known = new Set((await readCatalogue()).substances().map(({ cas }) => cas));
    const unknown = wares.filter(({ cas }) => !known.has(cas));
    expect(unknown.map(({ cas }) => cas).sort()).toEqual([...additions.keys()].sort());
    expect(new Set(unknownWares)).toEqual(new Set(unknown));
  });

  test.each(wares.map((ware) => [ware.cas, ware] as const))('%s can be bought once', (cas, ware) => {
    expect(casNumber(cas)).toBe(cas);
    expect(wares.filter((other) => other.cas === cas)).toHaveLength(1);
    expect(ware.wanted).toBeGreaterThan(0);
    for (const [pack] of kindOf(ware).packs) {
      const [value = '', unit = ''] = pack.split(' ');
      expect(amount({ value, unit }).dimension).toBe(kindOf(ware).dimension);
      expect(contentOf(ware, pack)).toBeGreaterThan(0);
    }
  });

  test.each([...additions.values()].map((added) => [added.name, added] as const))(
    '%s is what a clerk may write',
    (name, { cas, formula, hazards = [], synonyms = [] }) => {
      expect(casNumber(cas)).toBe(cas);
      for (const text of [name, ...synonyms]) expect(plainText(text, { max: 400 })).toBe(text);
      if (formula !== undefined) expect(formulaText(formula)).toBe(formula);
      for (const hazard of hazards) expect(hazardCode(hazard)).toBe(hazard);
    },
  );

  test('differs from field to field', () => {
    const solvents = (field: Parameters<typeof repertoire>[0]) =>
      repertoire(field, new Chance(3)).filter(([{ kind }]) => kind === 'solvent').length;
    expect(solvents('Organic Chemistry')).toBeGreaterThan(solvents('Biochemistry'));
  });
});
