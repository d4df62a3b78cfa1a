import type { BulkOperation, ReadModel } from '@ledger/read-model';
import type { Config } from '../../config.js';
import { openPrivateStore } from '../../drivers.js';
import { LOG } from '../../ledger/belonging.js';
import { Failure } from '../failure.js';

/**
 * Makes what is kept outside the log (names, hashes of keys) where views will be what it is where they are. Checkpoints
 * stay behind: they are positions of one log. Answers how many documents that are.
 */
export async function movePrivate(from: Config, to: Config): Promise<number> {
  if (JSON.stringify(from.readModel) === JSON.stringify(to.readModel)) return 0;
  if (from.readModel.kind === 'sqlite' && to.readModel.kind === 'sqlite') return 0;
  const [source, target] = [await openPrivateStore(from, { readOnly: true }), await openPrivateStore(to)];
  try {
    await requireSamePeople(source, target);
    let kept = 0;
    for (const name of await source.names()) if (name !== LOG) kept += await mirror(source, target, name);
    return kept;
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
}

/** People have an id that no other ledger has. */
async function requireSamePeople(source: ReadModel, target: ReadModel): Promise<void> {
  const ours = new Set(await idsIn(source, 'names'));
  const theirs = await idsIn(target, 'names');
  if (theirs.length === 0 || theirs.some((id) => ours.has(id))) return;
  throw new Failure('Names of another ledger are kept there.', 'Name another database in --read-model.');
}

/** What was erased is erased there too. */
async function mirror(source: ReadModel, target: ReadModel, name: string): Promise<number> {
  const docs = await source.collection(name).find({}).toArray();
  const kept = new Set(docs.map(({ _id }) => _id));
  const gone = (await idsIn(target, name)).filter((id) => !kept.has(id));
  const changes: BulkOperation[] = [
    ...gone.map((_id) => ({ deleteOne: { filter: { _id } } })),
    ...docs.map((replacement) => ({
      replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true },
    })),
  ];
  if (changes.length > 0) await target.collection(name).bulkWrite(changes);
  return docs.length;
}

const idsIn = async (model: ReadModel, name: string): Promise<readonly string[]> =>
  (
    await model
      .collection(name)
      .find({}, { projection: { _id: 1 } })
      .toArray()
  ).map(({ _id }) => _id);
