import { describe, expect, it } from '@jest/globals';
import type { Entry, Reaction } from '@ledger/kernel';
import { entriesOf } from '../../test/support/told.js';
import { Cascade } from './cascade.js';
import type { Outcome } from './outcome.js';

/** A thousand things follow from each fact. */
const thousand: Reaction = {
  name: 'thousand',
  handles: ['Many'],
  react: ({ stream }: Entry) =>
    Array.from({ length: 1_000 }, (_, n) => ({ command: 'Do', stream: `${stream}-${n}`, body: {} })),
} as unknown as Reaction;
const facts = (stream: string, more: object = {}): readonly Entry[] =>
  entriesOf(stream, [{ type: 'Many', v: 1, data: {}, ...more }]);

/** A cascade whose followers are done when they are told to be. */
function cascade() {
  const begun: { readonly stream: string; readonly end: () => void }[] = [];
  let most = 0;
  const made = new Cascade(
    [thousand],
    (_name, _command, { stream }) => {
      most = Math.max(most, made.running);
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      begun.push({ stream: String(stream), end: () => resolve({ stream: String(stream) } as Outcome) });
      return promise;
    },
    async () => undefined,
  );
  const end = () => {
    for (const one of begun.splice(0)) one.end();
  };
  return { made, begun, end, most: () => most };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('what follows from facts', () => {
  it('is answered with the command where it is done in time', async () => {
    const { made, begun, end } = cascade();
    const running = made.run(facts('a'));
    await turn();
    expect(begun).toHaveLength(1_000);
    expect(made.running).toBe(1_000);
    end();
    const { followers, pending } = await running;
    expect(followers).toHaveLength(1_000);
    expect(pending).toEqual([]);
    expect(made.running).toBe(0);
  });

  it('is begun in the order of asking as room is made, however much is asked for at once', async () => {
    const { made, begun, end, most } = cascade();
    const all = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((stream) => made.run(facts(stream)));
    const order: string[] = [];
    for (let n = 0; n < 10 && order.length < 7; n += 1) {
      await turn();
      order.push(...new Set(begun.map(({ stream }) => stream.split('-')[0] as string)));
      end();
    }
    const answers = await Promise.all(all);
    for (const { followers, pending } of answers)
      expect([followers.length, pending.length]).toEqual([1_000, 0]);
    expect(order).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
    expect(most()).toBeLessThanOrEqual(3_000);
  });

  it('is left to whoever follows the log where there is no room in time, and says so', async () => {
    const { made, begun, end } = cascade();
    const first = [made.run(facts('a')), made.run(facts('b'))];
    const late = made.run(facts('c'));
    const { followers, pending } = await late;
    expect(followers).toEqual([]);
    expect(pending).toEqual(Array.from({ length: 1_000 }, (_, n) => `c-${n}`));
    expect(begun.some(({ stream }) => stream.startsWith('c-'))).toBe(false);
    for (const { pending: unfinished } of await Promise.all(first)) expect(unfinished).toHaveLength(1_000);
    end();
    await turn();
    expect(made.running).toBe(0);
    expect(
      (
        await Promise.all([made.run([]), made.run(entriesOf('x', [{ type: 'None', v: 1, data: {} }]))])
      ).flat(),
    ).toEqual([
      { followers: [], pending: [] },
      { followers: [], pending: [] },
    ]);
  });

  it('never keeps a follower waiting for others to end: they may be waiting for it', async () => {
    const { made, begun, end } = cascade();
    const first = [made.run(facts('a')), made.run(facts('b'))];
    const nested = made.run(facts('c', { meta: { causedBy: 'a fact' } }));
    await turn();
    expect(begun).toHaveLength(3_000);
    end();
    expect((await nested).followers).toHaveLength(1_000);
    await Promise.all(first);
  });

  it('makes room also where it fails', async () => {
    const made = new Cascade(
      [thousand],
      async () => {
        throw new Error('no');
      },
      async () => undefined,
    );
    await expect(made.run(facts('a'))).rejects.toThrow('no');
    await turn();
    expect(made.running).toBe(0);
  });
});
