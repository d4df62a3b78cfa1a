import { createHash } from 'node:crypto';
import { type LogReader, PAGE } from '@ledger/event-store';
import { canonical } from '@ledger/kernel';
import { collectionOf, type ReadModel, type ViewDoc, ViewRunner } from '@ledger/read-model';
import { views } from '../../areas.js';

/**
 * What every view tells of a log, one digest for each: of all its documents, but for the positions of facts in them,
 * which are others in another log. Builds the views in an empty model.
 */
export async function answers(
  log: LogReader,
  model: ReadModel,
  onFacts: (facts: number) => void,
): Promise<ReadonlyMap<string, string>> {
  const runners = await Promise.all(views.map((view) => ViewRunner.open(view, model, log)));
  for (let after = 0; ; ) {
    const page = await log.readAll({ after });
    for (const runner of runners) await runner.take(page);
    onFacts(page.length);
    if (page.length < PAGE) break;
    after = page.at(-1)?.position ?? after;
  }
  const told = new Map<string, string>();
  for (const { view, pause } of runners) {
    const hash = createHash('sha256').update(pause?.fact ?? '');
    const documents = model.collection<ViewDoc>(collectionOf(view)).find({}, { sort: { _id: 1 } });
    for await (const { at: _elsewhere, ...document } of documents) hash.update(canonical(document));
    told.set(view.name, hash.digest('hex'));
  }
  return told;
}
