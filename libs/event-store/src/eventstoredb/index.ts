import { Connection, type Patience } from './connection.js';
import { inWordsOfThePort } from './failures.js';
import { epochOf } from './identity.js';
import { EventStoreDbEventStore } from './store.js';

export type { EventStoreDbEventStore };

export interface EventStoreDbOptions extends Partial<Patience> {
  /** How many events `find` looks at, from the head backwards, before it gives up. */
  readonly findWithin?: number;
}

/**
 * Opens the log in the database behind an `esdb:` or `esdb+discover:` connection string, and begins one where there is
 * none. The database belongs to one ledger: whatever is in it and not the server's own has to be a fact. Open it once in
 * a thread. Throws RangeError for a connection string that cannot be used, Corrupt, or Unavailable.
 */
export async function openEventStoreDb(
  url: string,
  { deadline = 10_000, patience = 30_000, findWithin = 200_000 }: EventStoreDbOptions = {},
): Promise<EventStoreDbEventStore> {
  // With throwOnAppendFailure=false client 6.2.1 answers refused appends with revisions that are wrong.
  if (/[?&]throw[_-]?on[_-]?append[_-]?failure=\s*false/i.test(url)) {
    throw new RangeError('throwOnAppendFailure has to stay true');
  }
  const connection = connect(url, { deadline, patience });
  try {
    return new EventStoreDbEventStore(connection, await epochOf(connection), findWithin);
  } catch (error) {
    await connection.close();
    throw inWordsOfThePort(error);
  }
}

function connect(url: string, patience: Patience): Connection {
  try {
    return new Connection(url, patience);
  } catch (cause) {
    throw new RangeError('the connection string cannot be read', { cause });
  }
}
