import { expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { Unreachable, type ViewDoc } from '../port.js';
import { writeGuarded } from './guarded.js';

test('documents that reached no server are not taken for kept', async () => {
  const client = new MongoClient('mongodb://127.0.0.1:1/nowhere', { serverSelectionTimeoutMS: 100 });
  const writing = writeGuarded(client.db().collection<ViewDoc>('view'), [{ _id: 'a', at: 1 }]);
  await expect(writing).rejects.toBeInstanceOf(Unreachable);
  await client.close();
});
