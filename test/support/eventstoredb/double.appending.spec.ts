import { setTimeout as delay } from 'node:timers/promises';
import {
  ANY,
  BACKWARDS,
  END,
  type JSONEventData,
  MaxAppendSizeExceededError,
  NO_STREAM,
  STREAM_EXISTS,
  StreamNotFoundError,
  UnavailableError,
} from '@eventstore/db-client';
import { describe, expect, test } from '@jest/globals';
import { actualOf, type Expected, event, events, Trial } from './trial.js';

const trial = new Trial();
const { all, append, revisions } = trial;

describe('an append', () => {
  test('says the revision of its last event and where it stands', async () => {
    expect(await append(NO_STREAM, events(5))).toMatchObject({ success: true, nextExpectedRevision: 4n });
    const { position } = await append(4n, events(1));
    expect(position?.commit).toBe(position?.prepare);
    const [last] = await all({ direction: BACKWARDS, fromPosition: END, maxCount: 1 });
    expect(last?.position).toEqual(position);
  });

  test('stands at a place in a file: the first at some hundred bytes, each as far on as the one before is long', async () => {
    await append(NO_STREAM, [event(), event({ text: 'x'.repeat(1_000) }), event()]);
    const [first = 0, second = 0, third = 0] = (await all())
      .filter(({ stream }) => stream === 'a')
      .map(({ position }) => Number(position?.commit));
    expect(first).toBeGreaterThanOrEqual(100);
    expect(first).toBeLessThan(1_000);
    expect(third - second - (second - first)).toBeGreaterThanOrEqual(1_000);
    expect(second - first).toBeGreaterThan(100);
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

  test('of nothing succeeds, and takes a place', async () => {
    expect(await append(NO_STREAM, [])).toMatchObject({ success: true, nextExpectedRevision: 0n });
    await expect(revisions('a')).rejects.toThrow(StreamNotFoundError);
    const { position: before } = await append(NO_STREAM, events(1));
    await append(0n, []);
    const { position: after } = await append(0n, events(1));
    const { position: next } = await append(1n, events(1));
    const size = Number(next?.commit) - Number(after?.commit);
    expect(Number(after?.commit) - Number(before?.commit)).toBeGreaterThan(size);
  });

  test('behind others that are not waited for goes by the order in which they were sent', async () => {
    await append(NO_STREAM, events(1));
    const batches = Array.from({ length: 50 }, (_, n) => append(BigInt(n), events(1)));
    const revisionsOf = (await Promise.all(batches)).map(({ nextExpectedRevision }) => nextExpectedRevision);
    expect(revisionsOf).toEqual(batches.map((_, n) => BigInt(n + 1)));
  });

  test('over the unary way is judged alike', async () => {
    const credentials = { username: 'admin', password: 'changeit' };
    const unary = (expectedRevision: Expected, batch: JSONEventData[]) =>
      trial.client.appendToStream('a', batch, { expectedRevision, credentials });
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
    for await (const { event: one } of trial.client.readStream('a')) kept.push(one);
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
    await trial.double.restart({ forgetIds: true });
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
    expect(await append(ANY, [a, c])).toMatchObject({ nextExpectedRevision: 2n });
    expect(await actualOf(append(ANY, [a, fresh]))).toBe(12n);
    expect(await actualOf(append(ANY, [a, b, c, fresh]))).toBe(12n);
    const never = append(ANY, [c, b, a]).then(() => 'answered');
    expect(await Promise.race([never, delay(100, 'nothing')])).toBe('nothing');
    trial.double.log.forgetIds();
    expect(await append(ANY, [a, b, c])).toMatchObject({ nextExpectedRevision: 15n });
    expect(await append(ANY, [event(), a])).toMatchObject({ nextExpectedRevision: 17n });
  });
});
