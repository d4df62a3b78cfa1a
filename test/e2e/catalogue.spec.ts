import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Entry } from '@ledger/kernel';
import pino from 'pino';
import { readConfig } from '../../src/config.js';
import { type House, openHouse } from '../../src/house.js';
import { hashOf } from '../../src/ledger/ids.js';
import { Founding } from '../../src/site/founding.js';
import type { Catalogue } from '../../src/substance/catalogue.js';
import type { SubstanceAdded } from '../../src/substance/substance.events.js';
import { ADMIN_KEY } from '../support/service.js';

type Substance = SubstanceAdded['data'];

const substance = (version: string, name: string, cas: string, hazards: readonly string[]): Substance => ({
  ...{ name, cas, hazards, pictograms: [], classification: 'harmonised' },
  source: { name: 'list', version, effective: '2026-01-01' },
});
const catalogue = (version: string, ...rows: readonly [string, string, string[]][]): Catalogue => ({
  version,
  substances: () => rows.map(([name, cas, hazards]) => substance(version, name, cas, hazards)),
});

const first = catalogue(
  '1-aaa',
  ['acetone', '67-64-1', ['H225']],
  ['ethanol', '64-17-5', ['H225']],
  ['water', '7732-18-5', ['H315']],
);
const second = catalogue(
  '2-bbb',
  ['acetone', '67-64-1', ['H225', 'H319']],
  ['ethyl alcohol', '64-17-5', ['H225']],
  ['water', '7732-18-5', ['H319']],
  ['methanol', '67-56-1', ['H301']],
);

describe('a newer catalogue', () => {
  let dir: string;
  let house: House | undefined;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'chemledger-catalogue-'));
  });
  afterEach(async () => {
    await house?.close();
    house = undefined;
    rmSync(dir, { recursive: true, force: true });
  });

  const start = async (with_: Catalogue) => {
    await house?.close();
    house = undefined;
    const config = readConfig({ DATA_DIR: dir, ADMIN_KEY });
    house = await openHouse(config, pino({ level: 'silent' }), { oneThread: true, catalogue: with_ });
    return house;
  };
  const clerk = (open: House, name: string, stream: string, body: object) =>
    open.ledger.execute(name, body, {
      ...{ actor: 'p-clerk', credential: 'k', stream, repeatable: false },
      ...{ commandId: crypto.randomUUID(), commandHash: hashOf(body) },
    });
  const historyOf = async (open: House, cas: string) =>
    (await open.store.read(`substance-${cas}`)).map(({ type, data }: Entry) => {
      const { hazards, name, synonyms, source } = data as Partial<Substance>;
      return {
        type,
        ...(hazards && { hazards }),
        ...(name && { name }),
        ...(synonyms && { synonyms }),
        source,
      };
    });
  const source = { name: 'list', version: '2-bbb', effective: '2026-01-01' };

  test('says what is new in it, once, and leaves what clerks have said', async () => {
    const before = await start(first);
    const stated = { hazards: ['H302'] };
    await clerk(before, 'ReclassifySubstance', 'substance-7732-18-5', stated);
    const after = await start(second);
    expect((await historyOf(after, '67-64-1')).slice(1)).toEqual([
      { type: 'SubstanceReclassified', hazards: ['H225', 'H319'], source },
    ]);
    expect((await historyOf(after, '64-17-5')).slice(1)).toEqual([
      { type: 'SubstanceDescribed', name: 'ethyl alcohol', synonyms: ['ethanol'], source },
    ]);
    expect(await historyOf(after, '7732-18-5')).toMatchObject([
      { type: 'SubstanceAdded' },
      { type: 'SubstanceReclassified', ...stated, source: { name: 'clerk' } },
    ]);
    expect(await historyOf(after, '67-56-1')).toMatchObject([{ type: 'SubstanceAdded', source }]);
    const head = await after.store.head();
    expect(await (await start(second)).store.head()).toBe(head);
    expect(await (await start(first)).store.head()).toBe(head);
  });

  test('goes on where a crash came between', async () => {
    const open = await start(first);
    const founding = new Founding(open.ledger, open.config);
    const load = (edition: Catalogue, onProgress = () => {}) => founding.catalogue(edition, onProgress);
    const [acetone] = second.substances() as [Substance];
    const crash = () => {
      throw new Error('the power is gone');
    };
    await expect(load({ ...second, substances: () => [acetone] }, crash)).rejects.toThrow('power');
    expect(await historyOf(open, '67-64-1')).toHaveLength(2);
    await load(second);
    expect(await historyOf(open, '67-64-1')).toHaveLength(2);
    expect(await historyOf(open, '67-56-1')).toHaveLength(1);
    const head = await open.store.head();
    await load(second);
    expect(await open.store.head()).toBe(head);
  });

  test('is not undone by an older program on the same ledger', async () => {
    const open = await start(second);
    const head = await open.store.head();
    expect(await (await start(first)).store.head()).toBe(head);
  });
});
