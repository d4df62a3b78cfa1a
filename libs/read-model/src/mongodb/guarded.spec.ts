import { expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { Unreachable } from '../port.js';
import { writeGuarded } from './guarded.js';
import { Link } from './link.js';

test('documents that reached no server are not taken for kept', async () => {
  const nowhere = () => new MongoClient('mongodb://127.0.0.1:1', { serverSelectionTimeoutMS: 100 });
  const link = new Link(nowhere, 'nowhere');
  await expect(writeGuarded(link, 'view', [{ _id: 'a', at: 1 }])).rejects.toBeInstanceOf(Unreachable);
  await link.close();
});
