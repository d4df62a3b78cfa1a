import { EventStoreDBClient, UnavailableError } from '@eventstore/db-client';

/**
 * A client that has reached its server. grpc-js shares connections by address, and `dispose` of a client leaves its own
 * open: a server that is given the port of one that was just stopped is met through the dead one's connection, whose
 * end is noticed with the first call.
 */
export async function connected(url: string): Promise<EventStoreDBClient> {
  const client = EventStoreDBClient.connectionString(url);
  for (;;) {
    try {
      for await (const _ of client.readAll({ maxCount: 1 }));
      return client;
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
    }
  }
}
