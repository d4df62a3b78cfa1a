import { type Recorded, Refusal, type View } from '@ledger/kernel';
import { type Doc, ViewRunner } from '@ledger/read-model';
import fc from 'fast-check';
import { MemoryEventStore } from '../../libs/event-store/src/memory/index.js';
import { openSqliteReadModel } from '../../libs/read-model/src/sqlite/index.js';
import { RandomBottle, type Step, steps } from './random-bottle.js';

/** Steps of several bottles, and whose turn it is each time. */
export interface Course {
  readonly lives: readonly (readonly Step[])[];
  readonly turns: readonly number[];
}
export const courses: fc.Arbitrary<Course> = fc.record({
  lives: fc.array(steps(30), { minLength: 1, maxLength: 3 }),
  turns: fc.infiniteStream(fc.nat(2)).map((stream) => [...stream.take(100)]),
});

/** A log in which the bottles of a course live beside each other. */
export async function recorded({
  lives,
  turns,
}: Course): Promise<{ log: MemoryEventStore; bottles: readonly RandomBottle[] }> {
  const log = new MemoryEventStore();
  const left = lives.map((steps, n) => ({ bottle: new RandomBottle(`B${n}`), steps: [...steps] }));
  for (const turn of turns) {
    const living = left.filter(({ steps }) => steps.length > 0);
    const next = living[turn % Math.max(1, living.length)];
    const step = next?.steps.shift();
    if (!next || !step) break;
    const { revision } = next.bottle.life;
    const decision = next.bottle.ask(step);
    if (!(decision instanceof Refusal)) await log.append(next.bottle.stream, revision, decision.entries);
  }
  return { log, bottles: left.map(({ bottle }) => bottle) };
}

/** How much is read at a time, and whether the process begins anew after it. Used over and over. */
export type Pages = readonly { readonly size: number; readonly restart: boolean }[];
export const pages: fc.Arbitrary<Pages> = fc.array(
  fc.record({ size: fc.integer({ min: 1, max: 9 }), restart: fc.boolean() }),
  { minLength: 1, maxLength: 6 },
);
export const atOnce: Pages = [{ size: 1000, restart: false }];

export type Kept<D> = D & { readonly at: number; readonly part: string; readonly gone?: true };

/** The documents of a view over a log that is read by pages; `watch` sees them after every page. */
export async function projected<D extends Doc>(
  view: View<D>,
  log: MemoryEventStore,
  how: Pages,
  watch: (documents: readonly Kept<D>[]) => void = () => {},
): Promise<readonly Kept<D>[]> {
  const model = openSqliteReadModel(':memory:');
  const open = () => ViewRunner.open(view as unknown as View, model, log);
  const documents = () =>
    model
      .collection<Kept<D>>(`${view.name}@${view.version}`)
      .find({}, { sort: { _id: 1 } })
      .toArray();
  try {
    let runner = await open();
    let page: readonly Recorded[];
    for (let n = 0; ; n += 1) {
      const { size, restart } = how[n % how.length] as Pages[number];
      page = await log.readAll({ after: runner.position, limit: size });
      if (page.length === 0) break;
      await runner.take(page);
      if (runner.pause) throw new Error(`${view.name} paused: ${runner.pause.error}`);
      watch(await documents());
      if (restart) runner = await open();
    }
    const before = await documents();
    await runner.take(await log.readAll());
    await (await open()).take(await log.readAll());
    const after = await documents();
    if (JSON.stringify(after) !== JSON.stringify(before)) throw new Error('a replay changed something');
    return after;
  } finally {
    await model.close();
  }
}
