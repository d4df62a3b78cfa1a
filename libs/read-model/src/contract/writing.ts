import { describe, expect } from '@jest/globals';
import { NotJson } from '@ledger/kernel';
import type { Doc, ReadModel } from '../port.js';
import type { It } from './it.js';

const circle: { in?: object } = {};
circle.in = circle;

type Person = Doc & { readonly name?: string; readonly email?: string | null };

export function writing(model: () => ReadModel, it: It): void {
  const people = () => model().collection<Person>('people');
  const put = (replacement: Person) =>
    people().bulkWrite([{ replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true } }]);

  describe('bulkWrite', () => {
    it('replaces, inserts and deletes', async () => {
      expect(await put({ _id: 'p1', name: 'Li' })).toMatchObject({ upsertedCount: 1, matchedCount: 0 });
      const result = await people().bulkWrite([
        { replaceOne: { filter: { name: 'Li' }, replacement: { _id: 'p1', email: 'li@example.org' } } },
        { replaceOne: { filter: { _id: 'p2' }, replacement: { _id: 'p2' } } },
        { replaceOne: { filter: { _id: 'p3' }, replacement: { _id: 'p3' }, upsert: true } },
        { deleteOne: { filter: { _id: 'p4' } } },
        { deleteOne: { filter: { _id: 'p3' } } },
      ]);
      expect(result).toMatchObject({ matchedCount: 1, upsertedCount: 1, deletedCount: 1 });
      expect(await people().find({}).toArray()).toEqual([{ _id: 'p1', email: 'li@example.org' }]);
    });

    it('deletes one of many', async () => {
      await put({ _id: 'p1', name: 'Li' });
      await put({ _id: 'p2', name: 'Li' });
      await people().bulkWrite([{ deleteOne: { filter: { name: 'Li' } } }]);
      expect(await people().countDocuments({ name: 'Li' })).toBe(1);
    });

    it('refuses an upsert whose guard did not match, by its id', async () => {
      await put({ _id: 'p1', name: 'Li' });
      const guarded = { filter: { _id: 'p1', name: 'Wang' }, replacement: { _id: 'p1' }, upsert: true };
      await expect(people().bulkWrite([{ replaceOne: guarded }])).rejects.toMatchObject({ code: 11000 });
      expect(await people().findOne({ _id: 'p1' })).toEqual({ _id: 'p1', name: 'Li' });
    });

    it('gives a document back as it was', async () => {
      const odd = {
        _id: "o'dd\0\u{1f600}",
        'quo"te': [1, -1.5, 1e21, 5e-324, 2 ** 53, true, false, null, '', {}],
        "it's; DROP TABLE c1": { 'a b': { ünïcödé: '硫酸\0\u2028' } },
        toString: 'text',
        constructor: null,
        left: undefined,
      };
      await put(odd as Person);
      const { left, ...kept } = odd;
      expect(await people().findOne({ _id: odd._id })).toEqual(kept);
      expect(await people().countDocuments({ "it's; DROP TABLE c1.a b.ünïcödé": '硫酸\0\u2028' })).toBe(1);
      expect(await people().countDocuments({ toString: 'text', constructor: null, valueOf: null })).toBe(1);
    });

    it('keeps arrays in arrays', async () => {
      const nested = { _id: 'p', list: [[], [[1, []]], [{ list: [[2]] }]] };
      await put(nested);
      expect(await people().findOne({ _id: 'p' })).toEqual(nested);
    });

    it.each([
      ['a date', { when: new Date(0) }],
      ['a function', { act: () => 1 }],
      ['a bigint', { n: 1n }],
      ['no number', { n: Number.NaN }],
      ['an endless number', { n: Number.POSITIVE_INFINITY }],
      ['undefined in an array', { list: [undefined] }],
      ['a lone surrogate', { text: '\ud800' }],
      ['an operator as name', { $set: 1 }],
      ['a dot in a name', { 'a.b': 1 }],
      ['a map', { map: new Map() }],
      ['a circle', { circle }],
    ])('refuses %s', async (_, fields) => {
      await expect(put({ _id: 'p', ...fields } as Person)).rejects.toThrow(NotJson);
      expect(await people().countDocuments()).toBe(0);
    });
  });

  describe('createIndex', () => {
    it('names indexes as MongoDB does, and makes one once', async () => {
      expect(await people().createIndex({ name: 1, 'home.place': -1 })).toBe('name_1_home.place_-1');
      expect(await people().createIndex({ name: 1, 'home.place': -1 })).toBe('name_1_home.place_-1');
      expect(await people().createIndex({ email: 1 }, { name: 'mail' })).toBe('mail');
      await expect(people().createIndex({ email: 1 }, { name: 'mail', unique: true })).rejects.toThrow(
        'mail',
      );
    });

    it('refuses a second document with the same values', async () => {
      await people().createIndex({ email: 1 }, { unique: true });
      await put({ _id: 'p1', email: 'li@example.org' });
      await expect(put({ _id: 'p2', email: 'li@example.org' })).rejects.toMatchObject({ code: 11000 });
      await put({ _id: 'p3' });
      await put({ _id: 'p1', email: 'li@example.org', name: 'Li' });
      expect(
        (
          await people()
            .find({}, { sort: { _id: 1 } })
            .toArray()
        ).map(({ _id }) => _id),
      ).toEqual(['p1', 'p3']);
    });

    it('missing and null are the same value', async () => {
      await people().createIndex({ email: 1 }, { unique: true });
      await put({ _id: 'p3' });
      await expect(put({ _id: 'p4', email: null })).rejects.toMatchObject({ code: 11000 });
    });

    it('sparse: any number of documents without the field', async () => {
      await people().createIndex({ email: 1 }, { unique: true, sparse: true });
      await put({ _id: 'p1' });
      await put({ _id: 'p2' });
      await put({ _id: 'p3', email: 'x' });
      await expect(put({ _id: 'p4', email: 'x' })).rejects.toMatchObject({ code: 11000 });
    });

    it('tells values of different types apart', async () => {
      await people().createIndex({ email: 1 }, { unique: true });
      const values = ['1', 1, true, false, 0, '0', 'true', null, ''];
      for (const [i, email] of values.entries()) await put({ _id: `p${i}`, email } as Person);
      expect(await people().countDocuments()).toBe(values.length);
    });

    it('finds duplicates that are there', async () => {
      await put({ _id: 'p1', email: 'x' });
      await put({ _id: 'p2', email: 'x' });
      await expect(people().createIndex({ email: 1 }, { unique: true })).rejects.toMatchObject({
        code: 11000,
      });
    });
  });
}
