import { describe, expect, it } from '@jest/globals';
import { Turns } from './turns.js';

/** Something that is over when it is told to be. */
function thing(name: string, order: string[]) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const run = () => {
    order.push(name);
    return promise;
  };
  return { run, end: () => resolve(name), fail: () => reject(new Error(name)) };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  it('come one after the other for a stream, also after a failure, and side by side for two', async () => {
    const order: string[] = [];
    const turns = new Turns();
    const [a, b, c, other] = ['a', 'b', 'c', 'other'].map((name) => thing(name, order));
    const first = turns.take('x', a?.run as never);
    const second = turns.take('x', b?.run as never);
    const third = turns.take('x', c?.run as never);
    turns.take('y', other?.run as never);
    await turn();
    expect(order).toEqual(['a', 'other']);
    a?.end();
    expect(await first).toBe('a');
    await turn();
    expect(order).toEqual(['a', 'other', 'b']);
    b?.fail();
    await expect(second).rejects.toThrow('b');
    c?.end();
    expect(await third).toBe('c');
  });

  it('are counted while they wait and while they last, and a stream is forgotten after its last', async () => {
    const order: string[] = [];
    const turns = new Turns();
    const [a, b] = ['a', 'b'].map((name) => thing(name, order));
    expect(turns.waiting('x')).toBe(0);
    const both = [turns.take('x', a?.run as never), turns.take('x', b?.run as never)];
    expect(turns.waiting('x')).toBe(2);
    expect(turns.waiting('y')).toBe(0);
    a?.end();
    await both[0];
    await turn();
    expect(turns.waiting('x')).toBe(1);
    b?.fail();
    await Promise.allSettled(both);
    await turn();
    expect(turns.waiting('x')).toBe(0);
    expect(turns).toEqual(new Turns());
  });
});
