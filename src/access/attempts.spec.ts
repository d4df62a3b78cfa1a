import { expect, test } from '@jest/globals';
import { type Collection, type Doc, type ReadModel, Unreachable } from '@ledger/read-model';
import { openSqliteReadModel } from '../../libs/read-model/src/sqlite/index.js';
import { Attempts } from './attempts.js';

const attempt = { status: 403, code: 'forbidden', method: 'GET', route: '/v1/places', address: '::1' };

test('what was refused while nobody could keep it is kept later', async () => {
  const model = openSqliteReadModel(':memory:');
  let reachable = false;
  const collection = <D extends Doc>(name: string): Collection<D> => {
    if (!reachable) throw new Unreachable('not now');
    return model.collection<D>(name);
  };
  const attempts = new Attempts({ collection: (name: string) => later(() => collection(name)) } as ReadModel);
  attempts.note(attempt, '2027-03-01T08:00:00.000Z');
  await attempts.write();
  attempts.note(attempt, '2027-03-01T08:00:01.000Z');
  reachable = true;
  await attempts.write();
  expect(await model.collection('attempts').find({}).toArray()).toMatchObject([{ ...attempt, count: 2 }]);
  await model.close();
});

/** A collection that is asked for anew at every call, as a database is that comes and goes. */
const later = (collection: () => Collection): Collection =>
  ({
    find: (filter) => ({ toArray: async () => collection().find(filter).toArray() }),
    bulkWrite: async (operations) => collection().bulkWrite(operations),
  }) as Collection;
