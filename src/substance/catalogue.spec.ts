import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { canonical, MAX_FACT_BYTES } from '@ledger/kernel';
import { catalogueFile } from './catalogue.files.js';
import { type Catalogue, readCatalogue } from './catalogue.js';

let catalogue: Catalogue;
let substances: ReturnType<Catalogue['substances']>;
beforeAll(async () => {
  catalogue = await readCatalogue();
  substances = catalogue.substances();
});
const of = (cas: string) => substances.find((one) => one.cas === cas);

describe('the catalogue', () => {
  it('has 5,336 substances, each once, each fit to be a fact', () => {
    expect(substances).toHaveLength(5336);
    expect(new Set(substances.map(({ cas }) => cas)).size).toBe(5336);
    for (const substance of substances) expect(canonical(substance).length).toBeLessThan(MAX_FACT_BYTES / 4);
  });

  it('says which bytes it is', () => {
    expect(catalogue.version).toBe('1-4dbcb713ccce');
  });

  it('knows acetone', () => {
    expect(of('67-64-1')).toEqual({
      name: 'acetone',
      names: { en: 'acetone' },
      cas: '67-64-1',
      ec: '200-662-2',
      clpIndex: '606-001-00-8',
      formula: 'C3H6O',
      molarMass: '58.07914',
      density: { value: '0.7922', unit: 'g/mL', temperature: '20 °C' },
      smiles: 'CC(=O)C',
      inchiKey: 'CSCPPACGZOOCGX-UHFFFAOYSA-N',
      synonyms: [
        '2-propanone',
        'propanone',
        'dimethyl ketone',
        'methyl ketone',
        'pyroacetic ether',
        'dimethylformaldehyde',
      ],
      hazards: ['H225', 'H319', 'H336', 'EUH066'],
      pictograms: ['GHS02', 'GHS07'],
      signalWord: 'Danger',
      classification: 'harmonised',
      source: { name: 'CLP Annex VI, as in the catalogue', version: catalogue.version },
    });
  });

  it('says by whose word each is classified, and never takes silence for harmlessness', () => {
    const count: Record<string, number> = {};
    for (const { classification, hazards, pictograms, signalWord } of substances) {
      count[classification] = (count[classification] ?? 0) + 1;
      const stated = classification === 'harmonised' || classification === 'by-hand';
      expect(hazards.length > 0).toBe(stated);
      if (!stated) expect([pictograms, signalWord]).toEqual([[], undefined]);
    }
    expect(count).toEqual({ harmonised: 3474, 'by-hand': 25, 'none-known': 12, 'not-classified': 1825 });
    expect(of('50-21-5')).toMatchObject({
      name: 'lactic acid',
      classification: 'not-classified',
      hazards: [],
    });
    expect(of('7732-18-5')).toMatchObject({ name: 'water', classification: 'none-known' });
  });

  it('may say from which day the law has a classification', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'catalogue-'));
    const [head, ...rows] = readFileSync(catalogueFile('substances.csv'), 'utf8').split('\n');
    const acetone = rows.find((row) => row.startsWith('67-64-1,'));
    const sourceOf = async (effective: string) => {
      const file = join(dir, 'substances.csv');
      writeFileSync(file, `${head?.trim()},effective\n${acetone?.trim()},${effective}\n`);
      return (await readCatalogue(file)).substances()[0]?.source;
    };
    try {
      expect(await sourceOf('2025-09-01')).toMatchObject({ effective: '2025-09-01' });
      expect(await sourceOf('')).not.toHaveProperty('effective');
      await expect(sourceOf('2025-02-30')).rejects.toThrow('67-64-1 (acetone)');
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('keeps synonyms whole and apart', () => {
    const synonyms = substances.flatMap((one) => one.synonyms ?? []);
    expect(synonyms.filter((one) => one === '' || one !== one.trim() || /[|;]/.test(one))).toEqual([]);
    const { synonyms: chlorohydrin } = of('497-04-1') ?? {};
    expect(chlorohydrin).toContain('glycerol alpha-chlorohydrin');
    expect(chlorohydrin).not.toContain('glycerol');
  });
});
