import { type Collection, type Db, MongoBulkWriteError } from 'mongodb';
import { DuplicateKey, type ViewDoc } from '../port.js';
import { DUPLICATE_KEY } from './errors.js';
import type { Link } from './link.js';

type Documents = (db: Db) => Collection<ViewDoc>;

/** How often nothing at all may get through before a document is given up. */
const FRUITLESS = 3;

/**
 * Stores each document unless the stored one is as new. The upsert of an older one meets the `_id` that is there,
 * which is error 11000 and says: already newer. There is no transaction over them, so a unique value may still be
 * held by a document whose write comes later, and another writer may have been quicker with one that is older yet:
 * what was refused for anything but a newer one is tried again. Throws `DuplicateKey`; the others are stored then.
 */
export async function writeGuarded(link: Link, name: string, docs: readonly ViewDoc[]): Promise<void> {
  const documents = (db: Db) => db.collection<ViewDoc>(name);
  let left = docs;
  let fruitless = 0;
  while (left.length > 0) {
    const { refused, complaint } = await tryAll(link, documents, left);
    const open = await notNewer(link, documents, refused);
    fruitless = open.length < left.length ? 0 : fruitless + 1;
    if (fruitless === FRUITLESS) throw new DuplicateKey(name, indexOf(complaint));
    left = open;
  }
}

/** The documents that were refused as duplicates, and what was said of the first. */
async function tryAll(link: Link, documents: Documents, docs: readonly ViewDoc[]) {
  const operations = docs.map((replacement) => {
    const { _id, at } = replacement;
    return { replaceOne: { filter: { _id, at: { $lt: at } }, replacement, upsert: true } };
  });
  try {
    await link.work((db) => documents(db).bulkWrite(operations, { ordered: false }));
    return { refused: [], complaint: '' };
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error;
    const errors = [error.writeErrors].flat();
    if (errors.length === 0 || errors.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
    const refused = errors.flatMap(({ index }) => docs[index] ?? []);
    return { refused, complaint: errors[0]?.errmsg ?? '' };
  }
}

async function notNewer(
  link: Link,
  documents: Documents,
  docs: readonly ViewDoc[],
): Promise<readonly ViewDoc[]> {
  if (docs.length === 0) return [];
  const ids = docs.map(({ _id }) => _id);
  const stored = await link.ask((db, signal) =>
    documents(db)
      .find({ _id: { $in: ids } }, { projection: { at: 1 }, signal })
      .toArray(),
  );
  const newest = new Map(stored.map(({ _id, at }) => [_id, at]));
  return docs.filter(({ _id, at }) => at > (newest.get(_id) ?? -1));
}

const indexOf = (complaint: string): string => /index: (?:\S*\$)?(\S+)/.exec(complaint)?.[1] ?? 'unknown';
