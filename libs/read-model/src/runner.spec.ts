import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Entry, Recorded, View, ViewDocument } from '@ledger/kernel';
import { entriesOf, minute, nth, type Told } from '../../../test/support/told.js';
import { MemoryEventStore } from '../../event-store/src/memory/index.js';
import type { Doc, ReadModel } from './port.js';
import { ViewRunner } from './runner.js';
import { openSqliteReadModel } from './sqlite/index.js';

interface Counter extends ViewDocument {
  readonly on: boolean;
  readonly n: number;
  readonly name?: string;
}

/** Counts while it is switched on; facts that come before leave its document alone. */
const counters: View<Counter> = {
  name: 'counters',
  version: 1,
  categories: ['counter'],
  indexes: [{ fields: { name: 1 }, unique: true }],
  evolve([doc], { type, stream, data }) {
    const { n, name } = data as { n?: number; name?: string };
    if (type === 'Made') return [{ _id: stream, on: false, n: 0, ...(name !== undefined && { name }) }];
    if (!doc) return [];
    if (type === 'SwitchedOn') return [{ ...doc, on: true }];
    if (type === 'Removed') return [];
    if (n === undefined) throw new TypeError('nothing to count');
    return doc.on ? [{ ...doc, n: doc.n + n }] : [doc];
  },
};
const commands: View<ViewDocument & { readonly facts: number }> = {
  name: 'commands',
  version: 2,
  grain: 'command',
  indexes: [],
  evolve: ([doc], { meta }) => [{ _id: meta.commandId, facts: (doc?.facts ?? 0) + 1 }],
};

const made = (name?: string): Told => ({ type: 'Made', v: 1, data: name === undefined ? {} : { name } });
const on: Told = { type: 'SwitchedOn', v: 1, data: {} };
const removed: Told = { type: 'Removed', v: 1, data: {} };
const counted = (n: number): Told => ({ type: 'Counted', v: 1, data: { n } });
const broken: Told = { type: 'Counted', v: 1, data: {} };
const annulled = (stream: string, n: number): Told => ({
  type: 'FactAnnulled',
  v: 1,
  data: { fact: nth(stream, n) },
});
const at = (n: number, fact: Told): Told => ({ ...fact, meta: { occurredAt: minute(n) } });
const together = (commandId: string, fact: Told): Told => ({ ...fact, meta: { commandId } });

describe('a view runner', () => {
  let log: MemoryEventStore;
  let model: ReadModel;
  beforeEach(() => {
    log = new MemoryEventStore();
    model = openSqliteReadModel(':memory:');
  });
  afterEach(() => model.close());

  const record = async (stream: string, facts: readonly Told[]): Promise<void> => {
    const known = (await log.read(stream)).length;
    const entries: Entry[] = entriesOf(stream, [...Array.from({ length: known }, () => on), ...facts]).slice(
      known,
    );
    await log.append(stream, known - 1, entries);
  };
  const rest = (runner: ViewRunner): Promise<readonly Recorded[]> => log.readAll({ after: runner.position });
  const follow = async (runner: ViewRunner): Promise<void> => runner.take(await rest(runner));
  const open = <D extends ViewDocument>(view: View<D>) => ViewRunner.open(view as View, model, log);
  const documents = (name = 'counters@1') =>
    model
      .collection<Doc>(name)
      .find({}, { sort: { _id: 1 } })
      .toArray();

  it('keeps documents with the position of their last fact, and how far it has come', async () => {
    const runner = await open(counters);
    await record('counter-A', [made(), on, counted(2)]);
    await record('other-B', [counted(9)]);
    await follow(runner);
    expect(await documents()).toEqual([{ _id: 'counter-A', on: true, n: 2, at: 3, part: 'counter-A' }]);
    expect([runner.position, await model.checkpoint('counters@1'), runner.pause]).toEqual([4, 4, undefined]);
  });

  it('changes nothing when it is told the same again, and leaves a tombstone of what is no more', async () => {
    const runner = await open(counters);
    await record('counter-A', [made(), on, counted(2)]);
    await record('counter-B', [made(), removed]);
    const all = await rest(runner);
    await runner.take(all);
    const before = await documents();
    expect(before).toContainEqual({ _id: 'counter-B', at: 5, gone: true, part: 'counter-B' });
    await runner.take(all.slice(2));
    await runner.take(all);
    await runner.take([]);
    expect(await documents()).toEqual(before);
  });

  it('folds the history again when something is told late, corrected or annulled', async () => {
    const runner = await open(counters);
    await record('counter-A', [made(), at(9, on), at(8, counted(5)), at(10, counted(1))]);
    await follow(runner);
    expect(await documents()).toMatchObject([{ n: 1, at: 4 }]);
    await record('counter-A', [annulled('counter-A', 1)]);
    await follow(runner);
    expect(await documents()).toMatchObject([{ n: 0, on: false, at: 5 }]);
  });

  it('knows what is late though it was opened since, and the last fact changed no document', async () => {
    await record('counter-A', [made(), at(5, counted(7))]);
    await follow(await open(counters));
    await record('counter-A', [at(3, on)]);
    await follow(await open(counters));
    expect(await documents()).toMatchObject([{ on: true, n: 7 }]);
  });

  it('knows what is late though no document is left', async () => {
    await record('counter-A', [made(), at(5, counted(7)), at(6, removed)]);
    await follow(await open(counters));
    await record('counter-A', [annulled('counter-A', 2)]);
    await follow(await open(counters));
    await record('counter-A', [at(3, on)]);
    await follow(await open(counters));
    expect(await documents()).toMatchObject([{ on: true, n: 7 }]);
  });

  it('is not confused by another that has gone on before it', async () => {
    await record('counter-A', [made(), on]);
    await follow(await open(counters));
    const behind = await open(counters);
    await record('counter-A', [at(2, counted(1)), at(2, counted(2))]);
    await follow(await open(counters));
    const before = await documents();
    const [next, ...others] = await rest(behind);
    if (!next) throw new Error('nothing to take');
    await behind.take([next]);
    await behind.take(others);
    expect(await documents()).toEqual(before);
    await record('counter-A', [counted(4)]);
    await follow(behind);
    expect(await documents()).toMatchObject([{ n: 7, at: 5 }]);
  });

  it('pauses itself before the fact that it throws at, and keeps all before', async () => {
    const runner = await open(counters);
    await record('counter-A', [made(), on, counted(2), broken, counted(3)]);
    await follow(runner);
    expect(runner.pause).toEqual({
      fact: nth('counter-A', 3),
      position: 4,
      error: 'TypeError: nothing to count',
    });
    expect([runner.position, await model.checkpoint('counters@1')]).toEqual([3, 3]);
    expect(await documents()).toMatchObject([{ n: 2, at: 3 }]);
    await follow(runner);
    expect(runner.position).toBe(3);
    const again = await open(counters);
    await follow(again);
    expect([again.pause?.position, again.position]).toEqual([4, 3]);
  });

  it('pauses over what the store will never take, and writes nothing of it', async () => {
    const runner = await open(counters);
    await record('counter-A', [made('a'), on]);
    await record('counter-B', [made('b')]);
    await follow(runner);
    await record('counter-A', [counted(1)]);
    await record('counter-C', [made('b')]);
    const page = await rest(runner);
    await runner.take(page);
    expect(runner.pause).toMatchObject({ position: 4, error: expect.stringContaining('DuplicateKey') });
    expect(runner.position).toBe(3);
    const again = await open(counters);
    await again.take(page.slice(0, 1));
    expect(await documents()).toMatchObject([{ _id: 'counter-A', n: 1 }, { _id: 'counter-B' }]);
  });

  it('keeps one part for each command, where the view wants it so', async () => {
    await record('counter-A', [together('c1', made()), together('c1', on), together('c2', counted(1))]);
    const runner = await open(commands);
    await runner.take((await rest(runner)).slice(0, 1));
    await follow(await open(commands));
    expect(await documents('commands@2')).toMatchObject([
      { _id: 'c1', facts: 2, at: 2 },
      { _id: 'c2', facts: 1, at: 3 },
    ]);
  });
});
