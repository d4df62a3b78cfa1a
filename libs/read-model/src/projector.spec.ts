import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Position, View, ViewDocument } from '@ledger/kernel';
import { entriesOf, type Told } from '../../../test/support/told.js';
import { MemoryEventStore } from '../../event-store/src/memory/index.js';
import type { Doc, ReadModel } from './port.js';
import { Projector } from './projector.js';
import { openSqliteReadModel } from './sqlite/index.js';

type Sum = ViewDocument & { readonly sum: number };
const sums = (name: string, mayFail: () => boolean): View<Sum> => ({
  name,
  version: 1,
  categories: ['jar'],
  indexes: [{ fields: { sum: 1 } }],
  evolve([doc], { stream, data }) {
    const { n } = data as { n: number };
    if (n === 13 && mayFail()) throw new RangeError('thirteen');
    return [{ _id: stream, sum: (doc?.sum ?? 0) + n }];
  },
});
const put = (n: number): Told => ({ type: 'Put', v: 1, data: { n } });

describe('a projector', () => {
  let log: MemoryEventStore;
  let model: ReadModel;
  let superstitious: boolean;
  let projector: Projector;
  let running: Promise<void>;
  let wake: () => void;

  beforeEach(async () => {
    log = new MemoryEventStore();
    model = openSqliteReadModel(':memory:');
    superstitious = true;
    wake = () => {};
    await start();
  });
  afterEach(async () => {
    await projector.stop();
    await model.close();
  });

  async function start(): Promise<void> {
    const views = [sums('brave', () => false), sums('shy', () => superstitious)] as unknown as View[];
    projector = await Projector.open(views, model, log, () => wake());
    running = projector.start();
  }
  /** Resolves when a view has come so far, or gone as far as it will. */
  function reached(view: string, position: Position): Promise<void> {
    return new Promise((resolve) => {
      wake = () => {
        const one = projector.progress.find((progress) => progress.view === view);
        if (one && (one.position >= position || one.pause)) resolve();
      };
      wake();
    });
  }
  const record = (stream: string, ...numbers: number[]) =>
    log.append(stream, -1, entriesOf(stream, numbers.map(put)));
  const documents = (view: string) =>
    model
      .collection<Doc>(`${view}@1`)
      .find({}, { sort: { _id: 1 } })
      .toArray();

  it('feeds every view what there is and what comes', async () => {
    await record('jar-A', 1, 2);
    await reached('shy', 2);
    await record('jar-B', 5);
    await reached('shy', 3);
    for (const view of ['brave', 'shy'])
      expect(await documents(view)).toMatchObject([{ sum: 3 }, { sum: 5 }]);
  });

  it('goes on with the others when a view pauses, and rebuilding ends the pause', async () => {
    await record('jar-A', 1, 13, 2);
    await reached('brave', 3);
    const [brave, shy] = projector.progress;
    expect(brave).toEqual({ view: 'brave', position: 3 });
    expect(shy).toMatchObject({
      position: 1,
      pause: { fact: 'jar-A/1', position: 2, error: 'RangeError: thirteen' },
    });
    await record('jar-B', 4);
    await reached('brave', 4);
    expect(await documents('brave')).toMatchObject([{ sum: 16 }, { sum: 4 }]);
    expect(await documents('shy')).toMatchObject([{ sum: 1 }]);

    await expect(projector.rebuild(['shy'])).rejects.toThrow(
      'shy stops at fact jar-A/1: RangeError: thirteen',
    );
    expect(await documents('shy')).toMatchObject([{ sum: 1 }]);

    superstitious = false;
    await projector.rebuild(['shy']);
    expect(projector.progress).toEqual([
      { view: 'brave', position: 4 },
      { view: 'shy', position: 4 },
    ]);
    expect(await documents('shy')).toEqual(await documents('brave'));
    await record('jar-C', 6);
    await reached('shy', 5);
    expect(await documents('shy')).toEqual(await documents('brave'));
    expect((await model.names()).sort()).toEqual(['brave@1', 'shy@1']);
  });

  it('goes on where it stood when it is opened again', async () => {
    await record('jar-A', 1);
    await reached('shy', 1);
    await projector.stop();
    await running;
    await record('jar-B', 2);
    await start();
    expect(projector.progress.map(({ position }) => position)).toEqual([1, 1]);
    await reached('shy', 2);
    expect(await documents('shy')).toMatchObject([{ sum: 1 }, { sum: 2 }]);
  });

  it('rebuilds several at once; the one that cannot be built stays as it was', async () => {
    superstitious = false;
    await record('jar-A', 1, 13, 2);
    await reached('shy', 3);
    superstitious = true;
    await expect(projector.rebuild(['shy', 'brave'])).rejects.toThrow('shy stops at fact jar-A/1');
    expect(projector.progress.map(({ position }) => position)).toEqual([3, 3]);
    expect(await documents('shy')).toMatchObject([{ sum: 16 }]);
    expect(await documents('brave')).toMatchObject([{ sum: 16 }]);
    await record('jar-B', 5);
    await reached('shy', 4);
    expect(await documents('brave')).toEqual(await documents('shy'));
  });

  it('builds at its start what has read nothing of a long log, and what cannot be built pauses where it must', async () => {
    await projector.stop();
    const ones = Array.from({ length: 500 }, () => 1);
    for (let jar = 10; jar < 40; jar += 1) await record(`jar-${jar}`, ...ones);
    await record('jar-40', 13);
    await record('jar-41', 1);
    await start();
    await reached('brave', 15_002);
    await reached('shy', 15_001);
    const [brave, shy] = projector.progress;
    expect(brave).toEqual({ view: 'brave', position: 15_002 });
    expect(shy).toMatchObject({ position: 15_000, pause: { position: 15_001 } });
    expect(await documents('brave')).toHaveLength(32);
    expect(await documents('shy')).toHaveLength(30);
    expect((await model.names()).sort()).toEqual(['brave@1', 'shy@1']);
  });

  it('stops while it builds', async () => {
    await projector.stop();
    for (let jar = 10; jar < 40; jar += 1)
      await record(`jar-${jar}`, ...Array.from({ length: 500 }, () => 1));
    await start();
    await projector.stop();
    await running;
    superstitious = false;
    await start();
    await reached('shy', 15_000);
    expect(await documents('shy')).toEqual(await documents('brave'));
  });

  it('rebuilds from a log that can be read in its order only', async () => {
    await projector.stop();
    log = Object.defineProperty(new MemoryEventStore(), 'streams', { value: undefined });
    await start();
    await record('jar-A', 1, 13, 2);
    await reached('brave', 3);
    await expect(projector.rebuild(['brave', 'shy'])).rejects.toThrow('shy stops at fact jar-A/1');
    superstitious = false;
    await projector.rebuild(['shy']);
    expect(await documents('shy')).toEqual(await documents('brave'));
  });

  it('rebuilds while facts come in', async () => {
    superstitious = false;
    const jars = Array.from({ length: 40 }, (_, n) => `jar-${n + 10}`);
    const recording = (async () => {
      for (const jar of jars) await record(jar, 1, 2, 3);
    })();
    const pages: Position[] = [];
    await projector.rebuild(['shy'], (position) => pages.push(position));
    await recording;
    await projector.rebuild(['shy'], (position) => pages.push(position));
    await reached('shy', 120);
    await reached('brave', 120);
    expect(await documents('shy')).toEqual(await documents('brave'));
    expect(pages).toContain(120);
    await expect(projector.rebuild(['none'])).rejects.toThrow('there is no view none');
  });
});
