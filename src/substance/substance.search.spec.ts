import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Recorded } from '@ledger/kernel';
import fc from 'fast-check';
import { Query } from 'mingo';
import { readCatalogue } from './catalogue.js';
import type { SubstanceAdded } from './substance.events.js';
import { substanceRead } from './substance.read.js';
import { fold, rank, searchFilter } from './substance.search.js';
import { type SubstanceDoc, substancesView } from './views/substance.view.js';

const at = '2026-03-01T12:00:00.000Z';
const meta = {
  actor: 'p',
  credential: 'k',
  commandId: 'c',
  commandHash: 'h',
  occurredAt: at,
  recordedAt: at,
};
const recorded = (data: SubstanceAdded['data'], id: string): Recorded => ({
  type: 'SubstanceAdded',
  v: 1,
  data,
  id: `fact of ${id}`,
  stream: `substance-${id}`,
  revision: 0,
  position: 1,
  meta,
});
const docOf = (data: SubstanceAdded['data'], id: string) => substancesView.evolve([], recorded(data, id));
const byClerk = {
  hazards: [],
  pictograms: [],
  classification: 'not-classified',
  source: { name: 'clerk', version: '2026-03-01' },
} as const;

let docs: readonly SubstanceDoc[];
beforeAll(async () => {
  const substances = (await readCatalogue()).substances();
  docs = substances.flatMap((substance) => docOf(substance, substance.cas ?? ''));
});

const found = (q: string, among = docs): SubstanceDoc[] =>
  rank(q, new Query({ ...searchFilter(q) }).find<SubstanceDoc>([...among]).all());
const first = (q: string) => found(q)[0]?.state.name;

describe('searching the whole catalogue', () => {
  it.each([
    ['acetone', 'acetone'],
    ['ACETONE ', 'acetone'],
    ['67-64-1', 'acetone'],
    ['67641', 'acetone'],
    ['67‑64‑1', 'acetone'],
    ['67-64', 'acetone'],
    ['propanone', 'acetone'],
    ['C3H6O', 'acetone'],
    ['c3h6o', 'acetone'],
    ['CH3COCH3', 'acetone'],
    ['ethanol', 'ethanol'],
    ['Äthanol', 'ethanol'],
    ['Aethanol', 'ethanol'],
    ['Schwefelsäure', 'sulfuric acid'],
    ['schwefelsaeure', 'sulfuric acid'],
    ['sulphuric acid', 'sulfuric acid'],
    ['H2SO4', 'sulfuric acid'],
    ['NaCl', 'sodium chloride'],
    ['NaOH', 'sodium hydroxide'],
    ['CO', 'carbon monoxide'],
    ['α-Pinene', 'alpha-pinene'],
    ['alpha pinene', 'alpha-pinene'],
    ['methylene chloride', 'dichloromethane'],
    ['N,N′-dimethylformamide', 'n,n-dimethylformamide'],
    ['DMF', 'n,n-dimethylformamide'],
    ['2,4 dinitrophenol', '2,4-dinitrophenol'],
    ['nicotine', 'nicotine (ISO)'],
    ['glycerol', 'glycerol'],
    ['ether', 'diethyl ether'],
    ['benzene', 'benzene'],
    ['aceton', 'acetone'],
  ])('%s: %s', (q, name) => {
    expect(first(q)).toBe(name);
  });

  it.each(['', ' ', '()', '-', '|', '.*', '丙酮', 'no such thing'])('%j finds nothing', (q) => {
    expect(found(q)).toEqual([]);
  });

  it('takes a formula as a whole', () => {
    expect(found('C3H6O').every(({ state }) => state.formula === 'C3H6O')).toBe(true);
    expect(found('C3H6O')).toHaveLength(6);
    expect(found('C₃H₆O')).toEqual(found('C3H6O'));
  });

  it('finds every substance first by its number, and among those of its name by its name', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: docs.length - 1 }), fc.boolean(), (n, hyphens) => {
        const doc = docs[n] as SubstanceDoc;
        const { cas = '', name } = doc.state;
        expect(found(hyphens ? cas : cas.replaceAll('-', ''))[0]?._id).toBe(cas);
        const same = found(name).filter(({ state }) => fold(state.name) === fold(name));
        expect(same).toContain(doc);
        expect(found(name).slice(0, same.length)).toEqual(same);
      }),
      { numRuns: 50 },
    );
  });

  it('answers whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (q) => {
        expect(found(q, docs.slice(0, 50)).length).toBeLessThanOrEqual(50);
      }),
    );
  });
});

describe('ranking', () => {
  const doc = (name: string, more: Partial<SubstanceAdded['data']> = {}, id = name) =>
    docOf({ name, ...byClerk, ...more }, id)[0] as SubstanceDoc;

  it('goes from the same to the alike, then from short to long', () => {
    const among = [
      doc('methyl xylol'),
      doc('b', { synonyms: ['xylol extra'] }),
      doc('xylol mixture'),
      doc('xylol pure'),
      doc('a', { synonyms: ['Xylol'] }),
      doc('Xylol'),
    ];
    expect(found('xylol', among).map(({ _id }) => _id)).toEqual([
      'Xylol',
      'a',
      'xylol pure',
      'xylol mixture',
      'b',
      'methyl xylol',
    ]);
  });

  it('puts a whole formula before the beginning of a name', () => {
    const among = [doc('NaCl pure'), doc('common salt', { formula: 'ClNa' })];
    expect(found('NaCl', among).map(({ _id }) => _id)).toEqual(['common salt', 'NaCl pure']);
  });

  it('finds a name in any language', () => {
    const among = [doc('acetone', { names: { zh: '丙酮', de: 'Azeton' } }), doc('ethanol')];
    expect(found('丙酮', among).map(({ _id }) => _id)).toEqual(['acetone']);
    expect(found('azeton', among).map(({ _id }) => _id)).toEqual(['acetone']);
  });

  it('puts what was merged behind what stands', () => {
    const [old, current] = [doc('xylol', {}, '1'), doc('xylol', {}, '2')];
    const gone = { ...old, state: { ...old.state, mergedInto: '2' } };
    expect(found('xylol', [gone, current]).map(({ _id }) => _id)).toEqual(['2', '1']);
  });
});

describe('folding', () => {
  it('comes to rest at once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fold(fold(text))).toBe(fold(text));
      }),
    );
  });

  it.each([
    ['β-Carotène', 'betacarotene'],
    ["N,N'-Di(µ-x)", 'nndimux'],
    ['Ω Σς', 'omegasigmasigma'],
    ['Straße', 'strasse'],
    ['Copper(II) sulphate', 'copperiisulfate'],
  ])('%s: %s', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });
});

describe('what is answered', () => {
  it('has texts in the language asked for', () => {
    const doc = found('67-64-1')[0] as SubstanceDoc;
    expect(substanceRead(doc, ['zh', 'de-AT', 'en'])).toMatchObject({
      id: '67-64-1',
      name: 'acetone',
      names: { en: 'acetone' },
      hazards: [
        { code: 'H225', text: 'Flüssigkeit und Dampf leicht entzündbar.', language: 'de' },
        { code: 'H319', language: 'de' },
        { code: 'H336', language: 'de' },
        { code: 'EUH066', language: 'de' },
      ],
      pictograms: ['GHS02', 'GHS07'],
      signalWord: 'Danger',
      classification: 'harmonised',
    });
  });

  it('says not classified, and no more than is known', () => {
    const [doc] = docOf({ name: 'buffer', ...byClerk }, '7K3QX9M2RP');
    expect(substanceRead(doc as SubstanceDoc, [])).toEqual({
      id: '7K3QX9M2RP',
      name: 'buffer',
      names: {},
      synonyms: [],
      ...byClerk,
    });
  });
});
