import {
  ANY,
  BACKWARDS,
  END,
  type EventStoreDBClient,
  excludeSystemEvents,
  type JSONEventData,
  jsonEvent,
  MaxAppendSizeExceededError,
  NO_STREAM,
  type Position,
  START,
  STREAM_EXISTS,
  StreamDeletedError,
  StreamNotFoundError,
  streamNameFilter,
  UnavailableError,
  UnknownError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connected } from './connected.js';
import { EventStoreDouble } from './double.js';

let double: EventStoreDouble;
let client: EventStoreDBClient;

beforeEach(async () => {
  double = await EventStoreDouble.start();
  client = await connected(double.url);
});
afterEach(async () => {
  await client.dispose();
  double.stop();
});

const event = (data: object = {}): JSONEventData => jsonEvent({ type: 'Noted', data: { ...data } });
const events = (count: number) => Array.from({ length: count }, (_, n) => event({ n }));
type Expected = bigint | typeof ANY | typeof NO_STREAM | typeof STREAM_EXISTS;
const append = (expectedRevision: Expected, batch: JSONEventData[], stream = 'a') =>
  client.appendToStream(stream, batch, { expectedRevision });
const actualOf = (refused: Promise<unknown>) =>
  refused.then(
    () => 'accepted',
    (error: unknown) => (error instanceof WrongExpectedVersionError ? error.actualVersion : error),
  );

async function revisions(...options: Parameters<EventStoreDBClient['readStream']>): Promise<bigint[]> {
  const found: bigint[] = [];
  for await (const resolved of client.readStream(...options)) found.push(resolved.event?.revision ?? -1n);
  return found;
}

async function all(...options: Parameters<EventStoreDBClient['readAll']>) {
  const found: { stream: string; type: string; position: Position | undefined }[] = [];
  for await (const { event: one } of client.readAll(...options)) {
    if (one) found.push({ stream: one.streamId, type: one.type, position: one.position });
  }
  return found;
}

describe('an append', () => {
  test('says the revision of its last event and where it stands', async () => {
    expect(await append(NO_STREAM, events(5))).toMatchObject({ success: true, nextExpectedRevision: 4n });
    const { position } = await append(4n, events(1));
    expect(position?.commit).toBe(position?.prepare);
    const [last] = await all({ direction: BACKWARDS, fromPosition: END, maxCount: 1 });
    expect(last?.position).toEqual(position);
  });

  test('of an unexpected revision is refused with the actual one', async () => {
    expect(await actualOf(append(3n, events(1)))).toBe('no_stream');
    expect(await actualOf(append(STREAM_EXISTS, events(1)))).toBe('no_stream');
    await append(NO_STREAM, events(2));
    expect(await actualOf(append(NO_STREAM, events(1)))).toBe(1n);
    expect(await actualOf(append(0n, events(1)))).toBe(1n);
    expect(await actualOf(append(7n, events(1)))).toBe(1n);
  });

  test('by one of twenty at once wins', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => actualOf(append(NO_STREAM, events(1)))),
    );
    expect(outcomes.filter((one) => one === 'accepted')).toHaveLength(1);
    expect(outcomes.filter((one) => one === 0n)).toHaveLength(19);
  });

  test('of nothing succeeds', async () => {
    expect(await append(NO_STREAM, [])).toMatchObject({ success: true, nextExpectedRevision: 0n });
    await expect(revisions('a')).rejects.toThrow(StreamNotFoundError);
  });

  test('over the unary way is judged alike', async () => {
    const credentials = { username: 'admin', password: 'changeit' };
    const unary = (expectedRevision: Expected, batch: JSONEventData[]) =>
      client.appendToStream('a', batch, { expectedRevision, credentials });
    expect(await unary(NO_STREAM, events(2))).toMatchObject({ nextExpectedRevision: 1n });
    expect(await actualOf(unary(0n, events(1)))).toBe(1n);
  });

  test('of more than a mebibyte is refused, one less is not', async () => {
    const text = (kib: number) => [event({ text: 'x'.repeat(kib * 1024 - 100) })];
    await append(NO_STREAM, text(1_023));
    await expect(append(0n, [...text(512), ...text(513)])).rejects.toThrow(MaxAppendSizeExceededError);
    expect(await revisions('a')).toEqual([0n]);
  });

  test('keeps ids in lower case, and one time for a batch', async () => {
    const id = '0A1B2C3D-0000-4000-8000-00000000ABCD';
    await append(NO_STREAM, [{ ...event(), id }, event()]);
    const kept = [];
    for await (const { event: one } of client.readStream('a')) kept.push(one);
    expect(kept[0]?.id).toBe(id.toLowerCase());
    expect(kept[0]?.created).toEqual(kept[1]?.created);
  });

  test('to a stream without a name is a bad request', async () => {
    await expect(append(NO_STREAM, events(1), '')).rejects.toThrow(/Bad Request/);
    await append(NO_STREAM, events(1), '$/ü瓶');
  });
});

describe('what is sent again', () => {
  const [a, b, c] = [event({ n: 'a' }), event({ n: 'b' }), event({ n: 'c' })];
  const fresh = event({ n: 'new' });

  test.each<[string, Expected]>([
    ['an exact revision', 0n],
    ['no_stream', NO_STREAM],
  ])('at %s is recognised for ever, by its ids alone', async (_name, expected) => {
    if (expected === 0n) await append(NO_STREAM, events(1));
    const first = await append(expected, [a, b, c]);
    await append(ANY, events(10));
    await double.restart({ forgetIds: true });
    await expect(append(ANY, [])).rejects.toThrow(UnavailableError);
    expect(await append(expected, [a, b, c])).toEqual(first);
    expect(await append(expected, [{ ...a, data: { other: true } }, b, c])).toEqual(first);
    expect(await append(expected, [a, b])).toMatchObject({
      nextExpectedRevision: first.nextExpectedRevision - 1n,
    });
    for (const other of [
      [b, c],
      [a, c],
      [a, b, c, fresh],
      [a, fresh],
      [fresh, a],
      [c, b, a],
    ]) {
      expect(await actualOf(append(expected, other))).toBe(first.nextExpectedRevision + 10n);
    }
  });

  test('at the current revision is stored again, as is an id twice or in two streams', async () => {
    await append(NO_STREAM, [a]);
    await append(0n, [a]);
    await append(1n, [b, b]);
    await append(NO_STREAM, [a], 'other');
    expect(await revisions('a')).toHaveLength(4);
    expect(await revisions('other')).toHaveLength(1);
  });

  test('at any is recognised while it is remembered', async () => {
    const first = await append(ANY, [a, b, c]);
    await append(ANY, events(10));
    expect(await append(ANY, [a, b, c])).toEqual(first);
    expect(await append(STREAM_EXISTS, [a, b, c])).toEqual(first);
    expect(await append(NO_STREAM, [a, b, c])).toEqual(first);
    expect(await append(ANY, [a, b])).toMatchObject({ nextExpectedRevision: 1n });
    expect(await append(ANY, [b, c])).toMatchObject({ nextExpectedRevision: 2n });
    expect(await append(ANY, [b, a])).toMatchObject({ nextExpectedRevision: 0n });
    expect(await actualOf(append(ANY, [a, fresh]))).toBe(12n);
    double.log.forgetIds();
    expect(await append(ANY, [a, b, c])).toMatchObject({ nextExpectedRevision: 15n });
  });
});

describe('reading', () => {
  test('a stream, forwards and backwards', async () => {
    await append(NO_STREAM, events(5));
    expect(await revisions('a', { fromRevision: 3n })).toEqual([3n, 4n]);
    expect(await revisions('a', { fromRevision: 99n })).toEqual([]);
    expect(await revisions('a', { direction: BACKWARDS, fromRevision: END, maxCount: 2 })).toEqual([4n, 3n]);
    expect(await revisions('a', { direction: BACKWARDS, fromRevision: 1n })).toEqual([1n, 0n]);
  });

  test('a stream that is not there', async () => {
    await expect(revisions('missing')).rejects.toThrow(StreamNotFoundError);
    const backwards = revisions('missing', { direction: BACKWARDS, fromRevision: END });
    await expect(backwards).rejects.toThrow(StreamNotFoundError);
  });

  test('nothing, or forwards from the end, is an unknown error', async () => {
    await append(NO_STREAM, events(1));
    await expect(revisions('a', { maxCount: 0 })).rejects.toThrow(UnknownError);
    await expect(revisions('a', { fromRevision: END })).rejects.toThrow(UnknownError);
    await expect(all({ fromPosition: END })).rejects.toThrow(UnknownError);
  });

  test('all: forwards from a position with it, backwards without it', async () => {
    expect(await all()).toMatchObject([{ stream: '$$$scavenges', type: '$metadata' }]);
    await append(NO_STREAM, events(3));
    const places = (await all()).slice(1).map(({ position }) => position);
    const [first, second, third] = places;
    if (!first || !second || !third) throw new Error('nothing was read');
    const read = async (fromPosition: Position, direction?: typeof BACKWARDS) =>
      (await all({ fromPosition, ...(direction && { direction }) })).map(({ position }) => position);
    expect(await read(second)).toEqual([second, third]);
    expect((await read(second, BACKWARDS)).slice(0, 1)).toEqual([first]);
    expect(await read({ commit: 10n ** 9n, prepare: 10n ** 9n })).toEqual([]);
    const between = { commit: second.commit + 1n, prepare: second.prepare + 1n };
    await expect(read(between)).rejects.toThrow('InvalidPosition');
  });
});

describe('a subscription', () => {
  test('to all begins behind its position, tells when it has caught up, and goes on', async () => {
    const { position } = await append(NO_STREAM, events(2));
    await append(1n, events(2));
    const told: string[] = [];
    const subscription = client.subscribeToAll({ fromPosition: position ?? START });
    subscription
      .on('confirmation', () => told.push('confirmation'))
      .on('caughtUp', () => told.push('caughtUp'));
    for await (const { event: one } of subscription) {
      told.push(String(one?.revision));
      if (one?.revision === 3n) await append(3n, events(1));
      if (one?.revision === 4n) break;
    }
    expect(told).toEqual(['confirmation', '2', '3', 'caughtUp', '4']);
  });

  test('to a stream that is not there yet gets what comes', async () => {
    const subscription = client.subscribeToStream('later');
    await append(NO_STREAM, events(1));
    await append(NO_STREAM, events(2), 'later');
    const seen: (string | undefined)[] = [];
    for await (const { event: one } of subscription) if (seen.push(one?.streamId) === 2) break;
    expect(seen).toEqual(['later', 'later']);
  });

  test('with a filter has checkpoints, from each of which nothing is missed or repeated', async () => {
    for (let n = 0; n < 40; n += 1) await append(ANY, events(3), n % 2 === 0 ? 'bottle-a' : 'place-b');
    const follow = async (fromPosition: Position | typeof START, count: number) => {
      const checkpoints: Position[] = [];
      const seen: bigint[] = [];
      const filter = streamNameFilter({
        prefixes: ['bottle-'],
        checkpointReached: (_, position) => void checkpoints.push(position),
      });
      const subscription = client.subscribeToAll({ fromPosition, filter });
      for await (const { event: one } of subscription)
        if (seen.push(one?.position?.commit ?? 0n) === count) break;
      return { checkpoints, seen };
    };
    const { checkpoints, seen } = await follow(START, 60);
    expect(checkpoints.length).toBeGreaterThan(2);
    for (const checkpoint of checkpoints) {
      expect(checkpoint.prepare).toBe(0n);
      const rest = seen.filter((commit) => commit >= checkpoint.commit);
      if (rest.length > 0) expect((await follow(checkpoint, rest.length)).seen).toEqual(rest);
    }
  });

  test('without the system’s events goes by their type', async () => {
    await append(NO_STREAM, [jsonEvent({ type: '$system', data: {} })]);
    await append(NO_STREAM, events(1), '$ours');
    const subscription = client.subscribeToAll({ filter: excludeSystemEvents() });
    for await (const { event: one } of subscription) {
      expect(one?.streamId).toBe('$ours');
      break;
    }
  });

  test('that is cut throws', async () => {
    await append(NO_STREAM, events(1));
    const seeing = (async () => {
      for await (const { event: one } of client.subscribeToAll())
        if (one?.type === 'Noted') double.cutSubscriptions();
    })();
    await expect(seeing).rejects.toThrow(UnavailableError);
  });
});

describe('the end of a stream', () => {
  beforeEach(() => append(NO_STREAM, events(3)));

  test('that is deleted: it seems gone, and goes on counting', async () => {
    const [first] = [await all()];
    expect((await client.deleteStream('a')).position).toBeDefined();
    await expect(revisions('a')).rejects.toThrow(StreamNotFoundError);
    expect(await append(NO_STREAM, events(1))).toMatchObject({ nextExpectedRevision: 3n });
    expect(await revisions('a')).toEqual([3n]);
    expect((await all()).length).toBeGreaterThan(first?.length ?? 0);
  });

  test('with a tombstone: nobody reads or writes it again', async () => {
    await client.tombstoneStream('a');
    await expect(revisions('a')).rejects.toThrow(StreamDeletedError);
    await expect(append(ANY, events(1))).rejects.toThrow(StreamDeletedError);
    expect((await all()).at(-1)).toMatchObject({ stream: 'a', type: '$streamDeleted' });
  });

  test('that is cut off hides its beginning without a word', async () => {
    const batch = events(2);
    await append(2n, batch);
    await client.setStreamMetadata('a', { maxCount: 3 });
    expect(await revisions('a', { fromRevision: 0n })).toEqual([2n, 3n, 4n]);
    await client.setStreamMetadata('a', { truncateBefore: 4 });
    expect(await revisions('a')).toEqual([4n]);
    await client.setStreamMetadata('a', { maxAge: 0 });
    expect(await revisions('a')).toEqual([]);
    const again = await append(2n, batch);
    expect(again).toMatchObject({ success: true, nextExpectedRevision: 4n });
    expect(again.position).toBeUndefined();
    await client.setStreamMetadata('a', {});
    expect(await revisions('a')).toHaveLength(5);
  });
});

describe('a server that is not there', () => {
  test('whose port another has: a client reaches that', async () => {
    await append(NO_STREAM, events(1));
    const port = Number(new URL(double.url).port);
    double.stop();
    double = await EventStoreDouble.start({ port });
    client = await connected(double.url);
    await expect(revisions('a')).rejects.toThrow(StreamNotFoundError);
    await append(NO_STREAM, events(1));
  });

  test('while it starts', async () => {
    double.faults.starting = true;
    await expect(append(ANY, events(1))).rejects.toThrow('Could not recognize Server Is Not Ready');
    await expect(revisions('a')).rejects.toThrow(UnavailableError);
  });

  test('while it is down', async () => {
    double.down();
    await expect(append(ANY, events(1))).rejects.toMatchObject({ code: 14 });
    await expect(revisions('a')).rejects.toThrow(UnavailableError);
  });

  test('when a connection drops with an append under way', async () => {
    double.faults.next('drop-after');
    await expect(append(NO_STREAM, events(1))).rejects.toThrow(UnavailableError);
    expect(await revisions('a')).toEqual([0n]);
  });

  test('when it was silent for longer than the deadline of an append, it stores nothing', async () => {
    await append(NO_STREAM, events(1));
    double.faults.silence();
    const late = client.appendToStream('a', events(1), { expectedRevision: 0n, deadline: 1 });
    setTimeout(() => double.faults.wake(), 50);
    await expect(late).rejects.toThrow();
    expect(await revisions('a')).toEqual([0n]);
  });
});
