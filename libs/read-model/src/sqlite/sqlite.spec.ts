import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readModelContract } from '../contract/index.js';
import { type Doc, type Filter, NotScalar, type ViewDoc } from '../port.js';
import { openSqliteReadModel } from './index.js';

const folder = mkdtempSync(join(tmpdir(), 'read-model-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const newFile = (): string => {
  files += 1;
  return join(folder, `${files}.db`);
};

readModelContract('sqlite, in memory', async () => openSqliteReadModel(':memory:'));
readModelContract('sqlite, in a file', async () => openSqliteReadModel(newFile()));

describe('sqlite read model', () => {
  it('wipes what is deleted off its file and journal, where that is asked for', async () => {
    const holds = (file: string, word: string) =>
      readdirSync(folder).some(
        (name) => name.startsWith(basename(file)) && readFileSync(join(folder, name)).includes(word),
      );
    for (const wiping of [true, false]) {
      const file = newFile();
      const model = openSqliteReadModel(file, { synchronous: 'FULL', wiping });
      const names = model.collection<Doc & { readonly name: string }>('names');
      const keep = (name: string) =>
        names.bulkWrite([
          { replaceOne: { filter: { _id: 'A' }, replacement: { _id: 'A', name }, upsert: true } },
        ]);
      await keep('Philomena');
      await keep('Renamed');
      expect([holds(file, 'Philomena'), holds(file, 'Renamed')]).toEqual([true, true]);
      await names.bulkWrite([{ deleteOne: { filter: { _id: 'A' } } }]);
      expect([holds(file, 'Philomena'), holds(file, 'Renamed')]).toEqual([!wiping, !wiping]);
      await model.close();
    }
  });

  it('keeps all when closed and opened again', async () => {
    const file = newFile();
    const first = openSqliteReadModel(file, { synchronous: 'FULL' });
    await first.collection('v').createIndex({ place: 1 }, { unique: true });
    await first.project('v', [{ replace: { _id: 'A', at: 3, place: 'P' } as ViewDoc }], 3);
    await first.close();
    const again = openSqliteReadModel(file);
    expect(await again.checkpoint('v')).toBe(3);
    expect(await again.collection('v').findOne({ place: 'P' })).toEqual({ _id: 'A', at: 3, place: 'P' });
    const same = { replace: { _id: 'B', at: 4, place: 'P' } as ViewDoc };
    await expect(again.project('v', [same], 4)).rejects.toMatchObject({
      code: 11000,
      index: 'place_1',
      collection: 'v',
    });
    await again.close();
  });

  it('lets a reader see each commit, new indexes, and the switch', async () => {
    const file = newFile();
    const writer = openSqliteReadModel(file);
    const reader = openSqliteReadModel(file, { readOnly: true });
    const places = async () =>
      (
        await reader
          .collection<ViewDoc & { place: string }>('v')
          .find({ place: { $gte: 'P' } })
          .toArray()
      ).map(({ place }) => place);
    expect(await places()).toEqual([]);
    await writer.project('v', [{ replace: { _id: 'A', at: 1, place: 'P1' } as ViewDoc }], 1);
    expect(await places()).toEqual(['P1']);
    await writer.collection('v').createIndex({ place: 1 });
    await writer.project('v', [{ replace: { _id: 'A', at: 2, place: 'P2' } as ViewDoc }], 2);
    expect(await places()).toEqual(['P2']);
    expect(await reader.checkpoint('v')).toBe(2);
    await writer.project('v@2', [{ replace: { _id: 'A', at: 1, place: ['P3'] } as ViewDoc }], 1);
    await writer.rename('v@2', 'v');
    expect(await places()).toEqual([['P3']]);
    await expect(reader.project('v', [], 9)).rejects.toThrow('readonly');
    await reader.close();
    await writer.close();
  });

  it('shows one moment of all collections to a frozen reader, however long it takes', async () => {
    const file = join(folder, 'frozen.db');
    const writer = openSqliteReadModel(file);
    const keep = (_id: string, name: string) =>
      writer
        .collection(name)
        .bulkWrite([{ replaceOne: { filter: { _id }, replacement: { _id }, upsert: true } }]);
    await keep('A', 'names');
    await keep('A', 'secrets');
    const reader = openSqliteReadModel(file, { readOnly: true, frozen: true });
    await keep('B', 'names');
    await keep('B', 'others');
    await writer.drop('secrets');
    const seen: string[] = [];
    for (const name of await reader.names()) {
      for await (const { _id } of reader.collection(name).find({}, { sort: { _id: 1 } }))
        seen.push(`${name} ${_id}`);
    }
    expect(seen).toEqual(['names A', 'secrets A']);
    expect(await writer.names()).toEqual(['names', 'others']);
    await reader.close();
    await writer.close();
  });

  it('refuses arrays and objects in indexed fields, when written and when declared', async () => {
    const model = openSqliteReadModel(':memory:');
    const put = (fields: object) => model.project('v', [{ replace: { _id: 'A', at: 1, ...fields } }], 1);
    await model.collection('v').createIndex({ 'n.x': 1 });
    await expect(put({ n: { x: [] } })).rejects.toThrow(NotScalar);
    await expect(put({ n: { x: {} } })).rejects.toThrow(NotScalar);
    await expect(put({ n: [{ x: 1 }] })).rejects.toThrow(NotScalar);
    await put({ n: 5, list: [1] });
    await expect(model.collection('v').createIndex({ list: 1 })).rejects.toThrow(NotScalar);
    await expect(model.collection('v').createIndex({ "n') --": 1 })).rejects.toThrow('cannot index');
    expect(await model.collection('v').findOne({ 'n.x': null })).toMatchObject({ n: 5 });
    await model.close();
  });

  it('finds in order what is common, what is rare, and what is any of both', async () => {
    const model = openSqliteReadModel(':memory:');
    const bottles = model.collection<ViewDoc & { readonly of: string; readonly loan?: true }>('bottles');
    await bottles.createIndex({ of: 1 });
    await bottles.createIndex({ loan: 1 });
    // One of a hundred is of something common; what is rare comes last.
    const of = (n: number) => (n >= 4_990 ? 'tritium' : n % 100 === 0 ? 'acetone' : 'water');
    const docs = Array.from({ length: 5_000 }, (_, n) => ({
      ...{ _id: String(n).padStart(4, '0'), at: 1, of: of(n) },
      ...(n % 1_000 === 500 && { loan: true as const }),
    }));
    await model.project(
      'bottles',
      docs.map((doc) => ({ replace: doc })),
      1,
    );
    const asked = async (filter: Filter, skip = 0) =>
      (await bottles.find(filter, { sort: { _id: 1 }, skip, limit: 3 }).toArray()).map(({ _id }) => _id);
    expect(await asked({ of: { $in: ['acetone', 'water'] } })).toEqual(['0000', '0001', '0002']);
    expect(await asked({ of: { $in: ['acetone', 'tritium'] } }, 48)).toEqual(['4800', '4900', '4990']);
    expect(await asked({ of: { $in: ['tritium', 'neon'] } }, 8)).toEqual(['4998', '4999']);
    expect(await asked({ $or: [{ of: 'tritium' }, { loan: true }] }, 4)).toEqual(['4500', '4990', '4991']);
    expect(await asked({ loan: true, $or: [{ of: { $in: ['water', 'neon'] } }, { of: 'acetone' }] })).toEqual(
      ['0500', '1500', '2500'],
    );
    await model.close();
  });

  it('says so when a collection is dropped under a cursor', async () => {
    const model = openSqliteReadModel(':memory:');
    await model.project(
      'v',
      Array.from({ length: 500 }, (_, i) => ({ replace: { _id: `d${i}`, at: 1 } })),
      1,
    );
    const walk = async () => {
      for await (const { _id } of model.collection('v').find({})) if (_id === 'd0') await model.drop('v');
    };
    await expect(walk()).rejects.toThrow('dropped');
    await model.close();
  });
});
