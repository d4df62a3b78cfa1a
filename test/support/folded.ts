import type { LogReader } from '@ledger/event-store';
import { canonical, type Recorded } from '@ledger/kernel';
import { collectionOf, type ReadModel, type ViewDoc, ViewRunner } from '@ledger/read-model';
import { openSqliteReadModel } from '../../libs/read-model/src/sqlite/index.js';
import { views } from '../../src/areas.js';

export type Documents = Readonly<Record<string, readonly ViewDoc[]>>;

/** Every document of every view, tombstones among them. */
export async function documentsOf(model: ReadModel): Promise<Documents> {
  const all: Record<string, readonly ViewDoc[]> = {};
  for (const view of views) {
    const found = await model.collection<ViewDoc>(collectionOf(view)).find({}).toArray();
    all[view.name] = found.sort((a, b) => (a._id < b._id ? -1 : 1));
  }
  return all;
}

/** What the views are where one reader that nothing disturbs folds the whole log into an empty model. */
export async function folded(log: LogReader): Promise<Documents> {
  const model = openSqliteReadModel(':memory:');
  const facts = await everything(log);
  for (const view of views) {
    const runner = await ViewRunner.open(view, model, log);
    await runner.take(facts);
    if (runner.pause) throw new Error(`${view.name} stops: ${runner.pause.error}`);
  }
  const documents = await documentsOf(model);
  await model.close();
  return documents;
}

/** The documents that are not the same in both, or not there. */
export function differing(some: Documents, others: Documents): readonly string[] {
  return views.flatMap(({ name }) => {
    const lines = (documents: Documents) => new Set((documents[name] ?? []).map((doc) => canonical(doc)));
    const [these, those] = [lines(some), lines(others)];
    const apart = [
      ...[...these].filter((line) => !those.has(line)),
      ...[...those].filter((line) => !these.has(line)),
    ];
    return [...new Set(apart.map((line) => `${name} ${(JSON.parse(line) as ViewDoc)._id}`))];
  });
}

/** All facts in log order. */
export async function everything(log: LogReader): Promise<readonly Recorded[]> {
  const facts: Recorded[] = [];
  for (let page = await log.readAll(); page.length > 0; ) {
    facts.push(...page);
    page = await log.readAll({ after: page.at(-1)?.position ?? 0 });
  }
  return facts;
}
