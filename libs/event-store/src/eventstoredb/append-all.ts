import type { Position } from '@ledger/kernel';
import type { Batch } from '../batch.js';
import { Corrupt } from '../errors.js';
import type { Append } from '../port.js';
import { append, attempt } from './append.js';
import type { Client, Connection } from './connection.js';
import { MAX_UNDER_WAY } from './lanes.js';

/** An append that was sent, and where its last fact stands; undefined where that is in doubt. */
interface Sent {
  readonly one: Append;
  readonly batch: Batch;
  readonly stored: Promise<Position | undefined>;
}

/**
 * The server takes what comes through one connection in its order, and where that breaks off, a beginning of it. So
 * appends are sent there without waiting for each other. Once one is in doubt no more are sent, and those that are under
 * way are made certain one after the other: whatever of them the server still has before it, it takes in the same order.
 */
export async function* appendAll(
  connection: Connection,
  appends: AsyncIterable<Append>,
  batchOf: (one: Append) => Batch,
): AsyncGenerator<Append, void, undefined> {
  const underWay: Sent[] = [];
  let client: Client | undefined;
  let last: Position = 0;

  const send = async (one: Append): Promise<void> => {
    const through = client ?? (await connection.client(connection.until()));
    client = through;
    const batch = batchOf(one);
    const doubtful = () => {
      client = undefined;
      return undefined;
    };
    underWay.push({ one, batch, stored: attempt(connection, through, batch).catch(doubtful) });
  };
  const behind = (position: Position, { one, batch }: Sent): Append => {
    if (position <= last) throw new Corrupt(`${batch.stream} was overtaken: this copy is out of order`);
    last = position;
    return one;
  };
  async function* settled(most: number): AsyncGenerator<Append> {
    while (underWay.length > most) {
      const [oldest] = underWay.splice(0, 1) as [Sent];
      const position = await oldest.stored;
      if (position !== undefined) yield behind(position, oldest);
      else yield* certain([oldest, ...underWay.splice(0)]);
    }
  }
  async function* certain(sent: readonly Sent[]): AsyncGenerator<Append> {
    await Promise.all(sent.map(({ stored }) => stored));
    for (const one of sent) {
      const { last: position } = await append(connection, one.batch, connection.until());
      yield behind(position, one);
    }
  }

  try {
    for await (const one of appends) {
      if (client === undefined) yield* settled(0);
      await send(one);
      yield* settled(MAX_UNDER_WAY - 1);
    }
    yield* settled(0);
  } finally {
    await Promise.all(underWay.map(({ stored }) => stored));
  }
}
