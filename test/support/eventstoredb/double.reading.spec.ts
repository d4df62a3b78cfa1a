import {
  ANY,
  BACKWARDS,
  END,
  excludeSystemEvents,
  jsonEvent,
  NO_STREAM,
  type Position,
  START,
  StreamNotFoundError,
  streamNameFilter,
  UnavailableError,
  UnknownError,
} from '@eventstore/db-client';
import { describe, expect, test } from '@jest/globals';
import { events, Trial } from './trial.js';

const trial = new Trial();
const { all, append, revisions } = trial;

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
    const subscription = trial.client.subscribeToAll({ fromPosition: position ?? START });
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
    const subscription = trial.client.subscribeToStream('later');
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
      const subscription = trial.client.subscribeToAll({ fromPosition, filter });
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

  test('with a filter has a checkpoint near its start, after every window, and where it has caught up', async () => {
    for (let n = 0; n < 70; n += 1) await append(ANY, events(1));
    const places = (await all()).map(({ position }) => position?.commit ?? 0n);
    const checkpoints: bigint[] = [];
    const filter = streamNameFilter({
      prefixes: ['bottle-'],
      checkpointReached: (_, { commit }) => void checkpoints.push(commit),
    });
    const subscription = trial.client.subscribeToAll({ fromPosition: START, filter });
    await new Promise<void>((resolve) => subscription.on('caughtUp', () => resolve()).resume());
    // Each stands behind as many events as had been looked at.
    expect(checkpoints.map((commit) => places.filter((place) => place < commit).length)).toEqual([
      1,
      32,
      64,
      places.length,
    ]);
    await subscription.unsubscribe();
  });

  test('that is given up ends without an error', async () => {
    await append(NO_STREAM, events(1));
    const told: string[] = [];
    const subscription = trial.client.subscribeToStream('a');
    for (const name of ['end', 'close', 'error'] as const) subscription.on(name, () => told.push(name));
    await new Promise<void>((resolve) => subscription.once('data', () => resolve()));
    const closed = new Promise<void>((resolve) => subscription.once('close', () => resolve()));
    await subscription.unsubscribe();
    await closed;
    expect(told).toEqual(['end', 'close']);
  });

  test('without the system’s events goes by their type', async () => {
    await append(NO_STREAM, [jsonEvent({ type: '$system', data: {} })]);
    await append(NO_STREAM, events(1), '$ours');
    const subscription = trial.client.subscribeToAll({ filter: excludeSystemEvents() });
    for await (const { event: one } of subscription) {
      expect(one?.streamId).toBe('$ours');
      break;
    }
  });

  test('that is cut throws', async () => {
    await append(NO_STREAM, events(1));
    const seeing = (async () => {
      for await (const { event: one } of trial.client.subscribeToAll())
        if (one?.type === 'Noted') trial.double.cutSubscriptions();
    })();
    await expect(seeing).rejects.toThrow(UnavailableError);
  });
});
