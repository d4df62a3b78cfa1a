import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readCatalogue } from './catalogue.js';
import { statements } from './hazard-texts.js';
import { codesSaying, hazardCodes, labelFor } from './substance.labelling.js';

it.each([
  ['H225', ['H225']],
  ['H350', ['H350', 'H350i']],
  ['H350i', ['H350i']],
  ['H311', ['H311', 'H301+H311', 'H301+H311+H331', 'H311+H331']],
  ['H301+H311', ['H301+H311', 'H301+H311+H331']],
  ['EUH201', ['EUH201']],
])('whoever asks for %s means %j', (code, codes) => {
  expect([...codesSaying(code)].sort()).toEqual([...codes].sort());
});

describe('hazard codes', () => {
  it('are those of the statements that come with the ledger', () => {
    const shipped = [...statements('en').keys()].filter((code) => !code.startsWith('P'));
    expect([...hazardCodes].sort()).toEqual(shipped.sort());
  });

  it.each(['', 'H999', 'h225', 'P210', 'constructor'])('%j is none', (code) => {
    expect(hazardCodes.has(code)).toBe(false);
    expect(() => labelFor([code])).toThrow(RangeError);
  });
});

describe('the label that codes call for', () => {
  it.each([
    ['', '', undefined],
    ['EUH066', '', undefined],
    ['H412', '', undefined],
    ['H411', 'GHS09', undefined],
    ['H225 H319 H336 EUH066', 'GHS02 GHS07', 'Danger'],
    ['H301', 'GHS06', 'Danger'],
    ['H302+H312', 'GHS07', 'Warning'],
    ['H301+H311', 'GHS06', 'Danger'],
    ['H241', 'GHS01 GHS02', 'Danger'],
    ['H280', 'GHS04', 'Warning'],
    ['H361d H362', 'GHS08', 'Warning'],
    ['H360FD', 'GHS08', 'Danger'],
    ['EUH380', '', 'Danger'],
  ])('%s: %s, %s', (codes, pictograms, word) => {
    const label = labelFor(codes.split(' ').filter(Boolean));
    expect(label).toEqual({
      pictograms: pictograms.split(' ').filter(Boolean),
      ...(word === undefined ? {} : { signalWord: word }),
    });
  });

  // CLP Article 26.
  it.each([
    ['H301 H302 H335 H315', 'GHS06', 'a skull silences the exclamation mark'],
    ['H314 H319', 'GHS05', 'corrosion silences it for irritation'],
    ['H318 H315', 'GHS05', 'corrosion silences it for irritation'],
    ['H314 H317', 'GHS05 GHS07', 'but not for sensitisation of the skin'],
    ['H314 H335', 'GHS05 GHS07', 'and not for the airways'],
    ['H334 H317 H315 H319', 'GHS08', 'sensitised airways silence it for skin and eyes'],
    ['H334 H302', 'GHS07 GHS08', 'but not for what is harmful'],
    ['H351 H317', 'GHS07 GHS08', 'and no other health hazard does'],
  ])('%s: %s (%s)', (codes, pictograms) => {
    expect(labelFor(codes.split(' ')).pictograms).toEqual(pictograms.split(' '));
  });

  const codes = fc.subarray([...hazardCodes]);

  it('does not hang on order or repetition', () => {
    fc.assert(
      fc.property(codes, (some) => {
        expect(labelFor([...some, ...some].reverse())).toEqual(labelFor(some));
      }),
    );
  });

  it('only grows graver with more codes, the exclamation mark aside', () => {
    const gravity = { Danger: 2, Warning: 1, none: 0 };
    fc.assert(
      fc.property(codes, codes, (some, more) => {
        const [less, all] = [labelFor(some), labelFor([...some, ...more])];
        expect(all.pictograms).toEqual(
          expect.arrayContaining(less.pictograms.filter((one) => one !== 'GHS07')),
        );
        expect(gravity[all.signalWord ?? 'none']).toBeGreaterThanOrEqual(gravity[less.signalWord ?? 'none']);
      }),
    );
  });
});

describe('the harmonised entries of the catalogue', () => {
  it('carry the label that their codes call for, but for gases and slips in the list', async () => {
    const substances = (await readCatalogue()).substances();
    const harmonised = substances.filter(({ classification }) => classification === 'harmonised');
    const alike = (leaveOut: string) =>
      harmonised.filter(({ hazards, pictograms }) => {
        const without = (list: readonly string[]) => list.filter((one) => one !== leaveOut).join();
        return without(labelFor(hazards).pictograms) === without(pictograms);
      }).length;
    const sameWord = harmonised.filter((one) => labelFor(one.hazards).signalWord === one.signalWord).length;

    expect(harmonised).toHaveLength(3474);
    // Annex VI gives gases under pressure GHS04, but no code for it (note U).
    expect(alike('')).toBeGreaterThanOrEqual(3248);
    // 33 are left: ammonia, as a flammable gas of category 2, has no flame; in the others the list departs from the
    // rules of precedence (H317 or H319 beside GHS08 without GHS07) or a pictogram is missing or one too many.
    expect(alike('GHS04')).toBeGreaterThanOrEqual(3440);
    // H228, H242 and H272 stand for Danger or Warning, by category; the others are slips in the list.
    expect(sameWord).toBeGreaterThanOrEqual(3458);
  });
});
