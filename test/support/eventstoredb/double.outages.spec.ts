import { setTimeout as delay } from 'node:timers/promises';
import {
  ANY,
  EventStoreDBClient,
  NO_STREAM,
  StreamDeletedError,
  StreamNotFoundError,
  UnavailableError,
} from '@eventstore/db-client';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { connected } from './connected.js';
import { EventStoreDouble } from './double.js';
import { events, Trial } from './trial.js';

const trial = new Trial();
const { all, append, revisions } = trial;

describe('the end of a stream', () => {
  beforeEach(() => append(NO_STREAM, events(3)));

  test('that is deleted: it seems gone, and goes on counting', async () => {
    const [first] = [await all()];
    expect((await trial.client.deleteStream('a')).position).toBeDefined();
    await expect(revisions('a')).rejects.toThrow(StreamNotFoundError);
    expect(await append(NO_STREAM, events(1))).toMatchObject({ nextExpectedRevision: 3n });
    expect(await revisions('a')).toEqual([3n]);
    expect((await all()).length).toBeGreaterThan(first?.length ?? 0);
  });

  test('that is deleted: what is sent again is said to be stored, and cannot be read', async () => {
    const batch = events(2);
    await append(NO_STREAM, batch, 'b');
    await trial.client.deleteStream('b');
    const again = await append(NO_STREAM, batch, 'b');
    expect(again).toMatchObject({ success: true, nextExpectedRevision: 1n });
    expect(again.position).toBeUndefined();
    await expect(revisions('b')).rejects.toThrow(StreamNotFoundError);
  });

  test('that is hidden: all of it stands in the log', async () => {
    await trial.client.setStreamMetadata('a', { maxCount: 1 });
    expect(await revisions('a')).toEqual([2n]);
    expect((await all()).filter(({ stream }) => stream === 'a')).toHaveLength(3);
  });

  test('with a tombstone: nobody reads or writes it again', async () => {
    await trial.client.tombstoneStream('a');
    await expect(revisions('a')).rejects.toThrow(StreamDeletedError);
    await expect(append(ANY, events(1))).rejects.toThrow(StreamDeletedError);
    expect((await all()).at(-1)).toMatchObject({ stream: 'a', type: '$streamDeleted' });
  });

  test('that is cut off hides its beginning without a word', async () => {
    const batch = events(2);
    await append(2n, batch);
    await trial.client.setStreamMetadata('a', { maxCount: 3 });
    expect(await revisions('a', { fromRevision: 0n })).toEqual([2n, 3n, 4n]);
    await trial.client.setStreamMetadata('a', { truncateBefore: 4 });
    expect(await revisions('a')).toEqual([4n]);
    await trial.client.setStreamMetadata('a', { maxAge: 0 });
    expect(await revisions('a')).toEqual([]);
    const again = await append(2n, batch);
    expect(again).toMatchObject({ success: true, nextExpectedRevision: 4n });
    expect(again.position).toBeUndefined();
    await trial.client.setStreamMetadata('a', {});
    expect(await revisions('a')).toHaveLength(5);
  });
});

describe('a server that is not there', () => {
  test('whose port another has: a client reaches that', async () => {
    await append(NO_STREAM, events(1));
    const port = Number(new URL(trial.double.url).port);
    trial.double.stop();
    trial.double = await EventStoreDouble.start({ port });
    trial.client = await connected(trial.double.url);
    await expect(revisions('a')).rejects.toThrow(StreamNotFoundError);
    await append(NO_STREAM, events(1));
  });

  test('and is silent: what a fresh client asks first waits until it speaks', async () => {
    await append(NO_STREAM, events(1));
    trial.double.faults.silence();
    const fresh = EventStoreDBClient.connectionString(trial.double.url);
    const first = fresh.appendToStream('b', events(1), { expectedRevision: NO_STREAM });
    const answered = first.then(() => 'answered');
    expect(await Promise.race([answered, delay(100, 'waits')])).toBe('waits');
    trial.double.faults.wake();
    expect(await first).toMatchObject({ success: true, nextExpectedRevision: 0n });
    await fresh.dispose();
  });

  test('while it starts', async () => {
    trial.double.faults.starting = true;
    await expect(append(ANY, events(1))).rejects.toThrow('Could not recognize Server Is Not Ready');
    await expect(revisions('a')).rejects.toThrow(UnavailableError);
  });

  test('while it is down', async () => {
    trial.double.down();
    await expect(append(ANY, events(1))).rejects.toMatchObject({ code: 14 });
    await expect(revisions('a')).rejects.toThrow(UnavailableError);
  });

  test('when a connection drops with an append under way', async () => {
    trial.double.faults.next('drop-after');
    await expect(append(NO_STREAM, events(1))).rejects.toThrow(UnavailableError);
    expect(await revisions('a')).toEqual([0n]);
  });

  test('when it was silent for longer than the deadline of an append, it stores nothing', async () => {
    await append(NO_STREAM, events(1));
    trial.double.faults.silence();
    const late = trial.client.appendToStream('a', events(1), { expectedRevision: 0n, deadline: 1 });
    setTimeout(() => trial.double.faults.wake(), 50);
    await expect(late).rejects.toThrow();
    expect(await revisions('a')).toEqual([0n]);
  });
});
