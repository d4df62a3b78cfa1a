import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { AddSubstance, ReclassifySubstance } from './substance.commands.js';

const wrong = <T extends object>(body: T) =>
  validateSync(body, { whitelist: true, forbidNonWhitelisted: true });
const add = (fields: object) => plainToInstance(AddSubstance, { name: 'acetone', ...fields });

describe('the body of a new substance', () => {
  it('is read into what the ledger keeps', () => {
    const body = add({
      cas: ' 67-64-1 ',
      ec: '200-662-2',
      formula: 'C3H6O',
      molarMass: '58.08',
      density: { value: '0.79', unit: 'g/mL', temperature: '20 °C' },
      synonyms: [' propanone '],
      hazards: ['h225', 'H301 + h311', 'euh066'],
    });
    expect(wrong(body)).toEqual([]);
    expect(body).toMatchObject({
      cas: '67-64-1',
      synonyms: ['propanone'],
      hazards: ['H225', 'H301+H311', 'EUH066'],
    });
  });

  it.each([
    ['cas', { cas: '67-64-2' }, 'cas.misspelt'],
    ['ec', { ec: '200-662-3' }, 'ec.misspelt'],
    ['hazards', { hazards: ['H225', 'H999'] }, 'hazard.unknown'],
    ['hazards', { hazards: ['P210'] }, 'hazard.unknown'],
    ['formula', { formula: 'C3 H6 O' }, 'formula.malformed'],
    ['formula', { formula: '123' }, 'formula.malformed'],
    ['molarMass', { molarMass: '0' }, 'amount.not-positive'],
    ['molarMass', { molarMass: 58.08 }, 'body.wrong-type'],
    ['name', { name: ' ' }, 'text.empty'],
  ])('is refused for its %s: %j, %s', (property, fields, code) => {
    const problems = wrong(add(fields));
    expect(problems.map((problem) => problem.property)).toEqual([property]);
    expect(JSON.stringify(problems[0]?.constraints)).toContain(code);
  });
});

it('a reclassification takes no pictograms: they follow from the codes', () => {
  expect(wrong(plainToInstance(ReclassifySubstance, { hazards: ['H225'] }))).toEqual([]);
  expect(wrong(plainToInstance(ReclassifySubstance, { pictograms: ['GHS01'] }))).toHaveLength(1);
});
