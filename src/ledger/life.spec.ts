import { describe, expect, it } from '@jest/globals';
import type { Fact, Folding } from '@ledger/kernel';
import { entriesOf, minute, nth, type Told } from '../../test/support/told.js';
import { isNext, lifeOf, lived, unborn } from './life.js';

const tally: Folding<unknown, Fact> = {
  category: 'tally',
  initial: 0,
  evolve: (state, { data }) => (state as number) * 10 + (data as { n: number }).n,
};
const tallied = (n: number, at?: number, commandId?: string): Told => ({
  type: 'Tallied',
  v: 1,
  data: { n },
  meta: {
    ...(at !== undefined && { occurredAt: minute(at) }),
    ...(commandId !== undefined && { commandId }),
  },
});
const annulled = (n: number): Told => ({ type: 'FactAnnulled', v: 1, data: { fact: nth('tally-1', n) } });

describe('a life', () => {
  it('begins with nothing', () =>
    expect(unborn(tally)).toEqual({ state: 0, revision: -1, latest: '', recorded: '', commands: new Map() }));

  it('knows the state, the latest thing that happened, and the last that was recorded', () => {
    const life = lifeOf(tally, entriesOf('tally-1', [tallied(1, 0), tallied(2, 9), tallied(3, 5)]));
    expect(life).toMatchObject({ state: 132, revision: 2, latest: minute(9), recorded: minute(2) });
  });

  it('knows every command that was accepted, repairs too, and which facts are its', () => {
    const facts = [
      tallied(1, 0, 'a'),
      tallied(2, 1, 'b'),
      tallied(3, 1, 'b'),
      { ...annulled(0), meta: { commandId: 'c' } },
    ];
    const { commands, state } = lifeOf(tally, entriesOf('tally-1', facts));
    expect(state).toBe(23);
    expect([...commands]).toEqual([
      ['a', { hash: 'h', first: 0, count: 1 }],
      ['b', { hash: 'h', first: 1, count: 2 }],
      ['c', { hash: 'h', first: 3, count: 1 }],
    ]);
  });

  it('goes on with facts that are on their way to the log', () => {
    const [first, ...more] = entriesOf('tally-1', [tallied(1, 0), tallied(2, 4, 'b'), tallied(3, 3, 'b')]);
    if (!first) throw new Error('told too little');
    const before = lifeOf(tally, [first]);
    const durable = Promise.resolve();
    const after = lived(before, more, 132, durable);
    expect(after).toMatchObject({ state: 132, revision: 2, latest: minute(4), recorded: minute(2) });
    expect(after.commands.get('b')).toEqual({ hash: 'h', first: 1, count: 2, durable });
    expect(before).toMatchObject({ state: 1, revision: 0 });
  });

  it('goes on by itself with what happened last, and with nothing else', () => {
    const life = lifeOf(tally, entriesOf('tally-1', [tallied(1, 5)]));
    const [fact, repair] = [tallied(2), annulled(0)];
    expect([
      isNext(life, [fact], minute(5)),
      isNext(life, [fact], minute(4)),
      isNext(life, [fact, repair], minute(6)),
    ]).toEqual([true, false, false]);
  });
});
