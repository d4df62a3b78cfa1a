import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Entry } from '@ledger/kernel';
import { EventLog, EventStoreDouble } from '../../../../test/support/eventstoredb/double.js';
import { historyOf, oneByOne } from '../contract/copying.js';
import { entriesAfter, entry, entryOfSize, followed, newStream, texts } from '../contract/facts.js';
import { Overloaded, RevisionConflict, TooLarge, Unavailable } from '../errors.js';
import { type Append, NONE } from '../port.js';
import { type EventStoreDbEventStore, openEventStoreDb } from './index.js';

/** How long the double misbehaves, longer than the client's deadline and much shorter than its patience. */
const A_WHILE = 250;
const TIMES = { deadline: 100, patience: 20_000 };

let double: EventStoreDouble;
let store: EventStoreDbEventStore;
/** Who looks afterwards is in no hurry. */
let calm: EventStoreDbEventStore;

beforeEach(async () => {
  double = await EventStoreDouble.start();
  store = await openEventStoreDb(double.url, TIMES);
  calm = await openEventStoreDb(double.url);
});
afterEach(async () => {
  double.faults.wake();
  await Promise.all([store.close(), calm.close()]);
  double.stop();
});

const troubles: [string, () => Promise<void>][] = [
  ['loses acknowledgements', async () => double.faults.next('lose', 3)],
  ['drops connections before it has stored', async () => double.faults.next('drop-before', 3)],
  ['drops connections after it has stored', async () => double.faults.next('drop-after', 3)],
  ['answers late', async () => double.faults.next({ late: A_WHILE }, 3)],
  ['says that it refused what it stored', async () => double.faults.next('contradict', 3)],
  ['cuts subscriptions', async () => double.cutSubscriptions()],
  [
    'forgets subscriptions',
    async () => {
      double.faults.stuckSubscriptions = true;
      await delay(A_WHILE);
      double.faults.stuckSubscriptions = false;
    },
  ],
  [
    'is silent for a while',
    async () => {
      double.faults.silence();
      await delay(A_WHILE);
      double.faults.wake();
    },
  ],
  [
    'is down for a while',
    async () => {
      double.down();
      await delay(A_WHILE);
      await double.up();
    },
  ],
  [
    'is starting for a while',
    async () => {
      await double.restart();
      double.faults.starting = true;
      await delay(A_WHILE);
      double.faults.starting = false;
    },
  ],
  ['restarts and knows its ids', () => double.restart({ forgetIds: false })],
  ['restarts and has forgotten its ids', () => double.restart({ forgetIds: true })],
];

describe('every acknowledged fact is there once, and handed over once, when the server', () => {
  test.each(troubles)('%s', async (_name, trouble) => {
    const streams = [newStream(), newStream(), newStream()];
    const rounds = 8;
    const begun = newStream();
    const first = entriesAfter(NONE, begun, 1);
    const live = Promise.withResolvers<void>();
    const following = followed(store, 0, 1 + streams.length * rounds * 2, async () => live.resolve());
    await store.append(begun, NONE, first);
    await live.promise;
    const written = new Map<string, Entry[]>(streams.map((stream) => [stream, []]));
    const writing = streams.map(async (stream) => {
      const kept = written.get(stream) ?? [];
      for (let n = 0; n < rounds; n += 1) {
        const entries = entriesAfter(kept.length - 1, stream, 2);
        await store.append(stream, kept.length - 1, entries);
        kept.push(...entries);
      }
    });
    await trouble();
    await Promise.all(writing);
    const seen = await following;
    expect(double.faults.left).toBe(0);
    expect(texts(seen.slice(0, 1))).toEqual(texts(first));
    for (const [stream, entries] of written) {
      expect(texts(await calm.read(stream))).toEqual(texts(entries));
      expect(texts(seen.filter((fact) => fact.stream === stream))).toEqual(texts(entries));
    }
    expect(await calm.readAll()).toEqual(seen);
  });
});

test.each(troubles)('a history keeps its order when the server %s', async (_name, trouble) => {
  const history = historyOf(120);
  const writing = (async () => {
    const done: Append[] = [];
    for await (const one of store.appendAll(oneByOne(history))) done.push(one);
    return done;
  })();
  await trouble();
  expect(await writing).toEqual(history);
  expect(double.faults.left).toBe(0);
  expect(texts(await calm.readAll())).toEqual(texts(history.flatMap(({ entries }) => entries)));
});

test('a history keeps its order when the server has been silent too long for the first of two pieces', async () => {
  const [first, second] = [newStream(), newStream()].map((stream) => ({
    ...{ stream, expected: NONE, entries: entriesAfter(NONE, stream, 1) },
  })) as [Append, Append];
  async function* hesitantly(): AsyncGenerator<Append> {
    double.faults.silence();
    yield first;
    await delay(0.6 * TIMES.deadline);
    yield second;
    await delay(0.6 * TIMES.deadline);
    double.faults.wake();
  }
  const done: Append[] = [];
  for await (const one of store.appendAll(hesitantly())) done.push(one);
  expect(done).toEqual([first, second]);
  expect(texts(await calm.readAll())).toEqual(texts([...first.entries, ...second.entries]));
});

test('a subscription that is cut goes on behind the last fact that was handed over', async () => {
  const stream = newStream();
  const { last } = await store.append(stream, NONE, entriesAfter(NONE, stream, 3));
  const seen = Promise.withResolvers<void>();
  const following = followed(store, 0, 4, async () => seen.resolve());
  await seen.promise;
  double.cutSubscriptions();
  await store.append(stream, 2, entriesAfter(2, stream, 1));
  expect(await following).toHaveLength(4);
  expect(double.faults.followed).toEqual([undefined, BigInt(last)]);
});

describe('an append', () => {
  test('too large for a server that takes less than others is refused, and nothing of it stored', async () => {
    const narrow = await EventStoreDouble.start({ log: new EventLog(40_000, 10_000) });
    const there = await openEventStoreDb(narrow.url, TIMES);
    const stream = newStream();
    await expect(there.append(stream, NONE, [entryOfSize(stream, 0, 12_000)])).rejects.toThrow(TooLarge);
    await there.append(stream, NONE, entriesAfter(NONE, stream, 1));
    await there.close();
    narrow.stop();
  });

  test('goes to an exact revision only, whatever comes in its way', async () => {
    const stream = newStream();
    double.faults.next('drop-after');
    await store.append(stream, NONE, entriesAfter(NONE, stream, 2));
    double.faults.next('lose');
    await store.append(stream, 1, entriesAfter(1, stream, 1));
    const expectations = double.faults.arrived
      .filter((append) => append.stream === stream)
      .map(({ expected }) => expected);
    expect(expectations).toEqual(['no_stream', 'no_stream', 1n, 1n]);
  });

  test('in doubt is sent again, the identical batch at the identical expectation', async () => {
    const stream = newStream();
    double.faults.next('lose');
    double.faults.next('drop-before');
    double.faults.next('drop-after');
    await store.append(stream, NONE, entriesAfter(NONE, stream, 3));
    const sent = double.faults.arrived.filter((append) => append.stream === stream);
    expect(sent).toHaveLength(4);
    for (const again of sent) expect(again).toEqual(sent[0]);
    expect(await calm.read(stream)).toHaveLength(3);
  });

  test('in doubt is not taken for stored because another has used its fact ids', async () => {
    const stream = newStream();
    const [mine] = entriesAfter(NONE, stream, 1);
    if (!mine) throw new Error('no fact');
    const theirs = { ...mine, data: { note: 'decided elsewhere' } };
    double.faults.next('drop-before');
    const appended = store.append(stream, NONE, [mine]);
    const other = await openEventStoreDb(double.url, TIMES);
    try {
      await other.append(stream, NONE, [theirs]).catch(() => {});
      await appended.catch(() => {});
      const [kept] = await calm.read(stream);
      const won = texts(kept ? [kept] : [])[0] === texts([mine])[0];
      const outcome = expect(store.append(stream, NONE, [won ? theirs : mine]));
      await outcome.rejects.toThrow(RevisionConflict);
    } finally {
      await other.close();
    }
  });

  test('waits for the one before it in its stream, and for no other stream', async () => {
    const [slow, quick] = [newStream(), newStream()];
    double.faults.ofAppend = ({ stream }) => (stream === slow ? { late: 50 } : undefined);
    const entries = entriesAfter(NONE, slow, 2);
    const first = store.append(slow, NONE, entries.slice(0, 1));
    const second = store.append(slow, 0, entries.slice(1));
    await store.append(quick, NONE, entriesAfter(NONE, quick, 1));
    await first;
    expect(double.faults.arrived.filter(({ stream }) => stream === slow)).toHaveLength(1);
    await second;
  });

  test('is refused while too much is waiting, and those that wait are stored', async () => {
    const unhurried = await openEventStoreDb(double.url);
    const streams = Array.from({ length: 19 }, newStream);
    const batch = (stream: string) => Array.from({ length: 15 }, (_, i) => entryOfSize(stream, i, 65_535));
    double.faults.silence();
    const appends = streams.map((stream) => unhurried.append(stream, NONE, batch(stream)));
    const settled = Promise.allSettled(appends);
    await expect(appends.at(-1)).rejects.toThrow(Overloaded);
    double.faults.wake();
    const outcomes = await settled;
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...Array(18).fill('fulfilled'),
      ...Array(1).fill('rejected'),
    ]);
    for (const [i, stream] of streams.entries()) {
      expect(await calm.read(stream)).toHaveLength(i < 18 ? 15 : 0);
    }
    await unhurried.close();
  });

  test('is refused before it is sent when its name or type belongs to the server', async () => {
    const wrong: [string, Partial<Entry>][] = [
      ['$bottle-a', {}],
      ['$$bottle-a', {}],
      ['chemledger-log', {}],
      ['bottle-a', { type: '' }],
      ['bottle-a', { type: '$metadata' }],
    ];
    const before = double.faults.arrived.length;
    for (const [stream, change] of wrong) {
      const refused = store.append(stream, NONE, [{ ...entry(stream, 0), ...change }]);
      await expect(refused).rejects.toThrow(RangeError);
    }
    expect(double.faults.arrived).toHaveLength(before);
  });
});

describe('when patience ends', () => {
  const impatient = async () => openEventStoreDb(double.url, { deadline: 50, patience: 150 });

  test('an append that was never answered is of unknown outcome', async () => {
    const hasty = await impatient();
    const stream = newStream();
    double.faults.ofAppend = () => 'lose';
    const appended = hasty.append(stream, NONE, entriesAfter(NONE, stream, 1));
    await expect(appended).rejects.toThrow(Unavailable);
    await expect(appended).rejects.toMatchObject({ outcome: 'unknown' });
    expect(await calm.read(stream)).toHaveLength(1);
    await hasty.close();
  });

  test('an append that reached nobody is not stored', async () => {
    const hasty = await impatient();
    double.down();
    const stream = newStream();
    await hasty.read(stream).catch(() => {});
    const appended = hasty.append(stream, NONE, entriesAfter(NONE, stream, 1));
    await expect(appended).rejects.toMatchObject({ name: 'Unavailable', outcome: 'not-stored' });
    await double.up();
    await hasty.close();
    expect(await calm.read(stream)).toEqual([]);
  });

  test('every reader is told', async () => {
    const hasty = await impatient();
    double.faults.silence();
    for (const asked of [hasty.read('bottle-a'), hasty.readAll(), hasty.head(), hasty.find('x')]) {
      await expect(asked).rejects.toMatchObject({ name: 'Unavailable', outcome: 'not-stored' });
    }
    double.faults.wake();
    await hasty.close();
  });

  test('nobody can open the log', async () => {
    double.down();
    await expect(impatient()).rejects.toThrow(Unavailable);
  });
});
