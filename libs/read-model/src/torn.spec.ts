import { describe, expect, it } from '@jest/globals';
import type { LogReader } from '@ledger/event-store';
import type { View, ViewDocument } from '@ledger/kernel';
import fc from 'fast-check';
import { entriesOf, minute, type Told } from '../../../test/support/told.js';
import { MemoryEventStore } from '../../event-store/src/memory/index.js';
import { build } from './build.js';
import { type Doc, type ReadModel, Unreachable } from './port.js';
import { ViewRunner } from './runner.js';
import { openSqliteReadModel } from './sqlite/index.js';

type Span = ViewDocument & { readonly slot: number; readonly n: number; readonly until?: string };

/** Several documents to a stream, some of which go; what a late fact replaces is kept, with what replaced it. */
const spans: View<Span> = {
  name: 'spans',
  version: 1,
  categories: ['jar'],
  indexes: [],
  evolve(docs, { type, id, data }) {
    const { slot, n } = data as { slot: number; n: number };
    const others = docs.filter((doc) => doc.slot !== slot || doc.until !== undefined);
    const held = docs.find((doc) => doc.slot === slot && doc.until === undefined);
    if (type === 'Taken') return others;
    return [...others, { _id: held?._id ?? id, slot, n: (held?.n ?? 0) + n }];
  },
  refold(docs, history, cause) {
    const kept = docs.map((doc) => (doc.until === undefined ? { ...doc, until: cause.id } : doc));
    const fresh = history.reduce<readonly Span[]>((before, fact) => spans.evolve(before, fact), []);
    return [...kept, ...fresh.map((doc) => ({ ...doc, _id: `${cause.id} ${doc._id}` }))];
  },
};

/** The same view, that needs not be asked to carry on what has been replaced. */
const settling: View<Span> = { ...spans, settled: ({ until }) => until !== undefined };

const told: fc.Arbitrary<Told> = fc
  .oneof(
    {
      weight: 5,
      arbitrary: fc.record({ type: fc.constant('Put'), slot: fc.nat(2), n: fc.nat(9), at: fc.nat(20) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ type: fc.constant('Taken'), slot: fc.nat(2), n: fc.nat(9), at: fc.nat(20) }),
    },
  )
  .map(({ type, slot, n, at }) => ({ type, v: 1, data: { slot, n }, meta: { occurredAt: minute(at) } }));

/** Somebody takes up to so many facts of what he has not seen; `kept` of the writes are stored if he is cut off then. */
interface Turn {
  readonly who: number;
  readonly facts: number;
  readonly kept: readonly boolean[] | null;
}
const turn: fc.Arbitrary<Turn> = fc.record({
  who: fc.nat(2),
  facts: fc.integer({ min: 1, max: 6 }),
  kept: fc.option(fc.array(fc.boolean(), { minLength: 1, maxLength: 6 })),
});

/** A runner of the shared view whose writes are cut off when it is told so. */
class Worker {
  private kept: readonly boolean[] | null = null;
  private readonly model: ReadModel;
  private runner: ViewRunner | undefined;

  constructor(
    private readonly view: View<Span>,
    shared: ReadModel,
    private readonly log: LogReader,
  ) {
    this.model = Object.create(shared) as ReadModel;
    this.model.project = async (view, writes, checkpoint) => {
      const { kept } = this;
      if (kept === null) return shared.project(view, writes, checkpoint);
      const some = writes.filter((_, n) => kept[n % kept.length]);
      await shared.project(view, some, await shared.checkpoint(view));
      throw new Unreachable('cut off');
    };
  }

  async take({ facts, kept }: Pick<Turn, 'facts' | 'kept'>): Promise<void> {
    this.kept = kept;
    this.runner ??= await ViewRunner.open(this.view as View, this.model, this.log);
    const page = await this.log.readAll({ after: this.runner.position });
    await this.runner.take(page.slice(0, facts)).catch((error: unknown) => {
      if (!(error instanceof Unreachable)) throw error;
    });
    expect(this.runner.pause).toBeUndefined();
  }
}

const documents = (model: ReadModel, name = 'spans@1'): Promise<Doc[]> =>
  model
    .collection(name)
    .find({}, { sort: { _id: 1 } })
    .toArray();

async function logOf(facts: readonly (readonly [string, Told])[]): Promise<MemoryEventStore> {
  const log = new MemoryEventStore();
  const streams = Map.groupBy(facts, ([stream]) => stream);
  const entries = new Map(
    [...streams].map(([stream, of]) => [
      stream,
      entriesOf(
        stream,
        of.map(([, fact]) => fact),
      ),
    ]),
  );
  for (const [stream] of facts) {
    const entry = entries.get(stream)?.shift();
    if (entry) await log.append(stream, entry.revision - 1, [entry]);
  }
  return log;
}

describe('several runners of one view, cut off at any moment', () => {
  it.each([
    ['keeping all documents at hand', spans],
    ['keeping those that can still change', settling],
  ])('come to what one alone comes to, and what is built by streams, %s', async (_how, view) => {
    const facts = fc.array(fc.tuple(fc.constantFrom('jar-A', 'jar-B'), told), {
      minLength: 1,
      maxLength: 14,
    });
    await fc.assert(
      fc.asyncProperty(facts, fc.array(turn, { maxLength: 12 }), async (history, turns) => {
        const log = await logOf(history);
        const all = { facts: history.length, kept: null };
        const alone = openSqliteReadModel(':memory:');
        await new Worker(view, alone, log).take(all);
        const shared = openSqliteReadModel(':memory:');
        const workers = [0, 1, 2].map(() => new Worker(view, shared, log));
        for (const { who, ...one } of turns) await workers[who]?.take(one);
        await new Worker(view, shared, log).take(all);
        expect(await documents(shared)).toEqual(await documents(alone));
        expect(await shared.checkpoint('spans@1')).toBe(history.length);
        const built = openSqliteReadModel(':memory:');
        await build({
          views: [view as View],
          model: built,
          log,
          onPage: () => {},
          signal: new AbortController().signal,
        });
        expect(await documents(built, 'spans@1+')).toEqual(await documents(alone));
        await built.close();
        // Whoever was left behind goes on, and changes nothing any more.
        for (const worker of workers) await worker.take(all);
        expect(await documents(shared)).toEqual(await documents(alone));
        await alone.close();
        await shared.close();
      }),
      { numRuns: 300 },
    );
  });
});
