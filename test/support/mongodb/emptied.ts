import { MongoClient } from 'mongodb';

/**
 * Drops all that a database holds. (mongo-java-server on disk drops other databases with it, whose names begin alike.)
 */
export async function emptied(url: string, database: string): Promise<void> {
  const client = new MongoClient(url);
  try {
    const documents = client.db(database);
    for (const { name } of await documents.listCollections({}, { nameOnly: true }).toArray())
      await documents.dropCollection(name);
  } finally {
    await client.close();
  }
}
