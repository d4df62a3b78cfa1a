import type { BackupReader, PrivateDoc } from '@ledger/backup';
import type { EventStore } from '@ledger/event-store';
import { categoryOf, type Entry, idOf } from '@ledger/kernel';
import type { BulkOperation, ReadModel } from '@ledger/read-model';
import { copy } from '../migrate/copying.js';

/** How many documents are written in one go. */
const BATCH = 500;

/** What the facts of a backup say of what is kept outside the log. */
export class Known {
  readonly streams = new Set<string>();
  readonly people = new Set<string>();
  readonly credentials = new Set<string>();
  readonly erased = new Set<string>();

  hear({ stream, type }: Entry): void {
    this.streams.add(stream);
    const category = categoryOf(stream);
    if (category === 'person') this.people.add(idOf(stream));
    if (category === 'credential') this.credentials.add(idOf(stream));
    if (type === 'NameErased') this.erased.add(idOf(stream));
  }
}

export async function fillLog(
  reader: BackupReader,
  log: EventStore,
  onFacts: (done: number) => void,
): Promise<Known> {
  const known = new Known();
  async function* facts(): AsyncGenerator<Entry> {
    for await (const segment of reader.facts()) {
      for (const fact of segment) {
        known.hear(fact);
        yield fact;
      }
    }
  }
  let done = 0;
  await copy(facts(), log, (count) => {
    done += count;
    onFacts(done);
  });
  return known;
}

/**
 * Keeps what the log needs. Names that it says are erased do not come back, nor do those of people it does not know:
 * nobody could erase them. Answers how many documents were left out.
 */
export async function fillPrivate(
  docs: Iterable<PrivateDoc>,
  model: ReadModel,
  known: Known,
  erasedSince: ReadonlySet<string>,
): Promise<number> {
  const waiting = new Map<string, BulkOperation[]>();
  const write = async (name: string) => {
    const operations = waiting.get(name) ?? [];
    waiting.delete(name);
    if (operations.length > 0) await model.collection(name).bulkWrite(operations);
  };
  let leftOut = 0;
  for (const { in: name, doc } of docs) {
    if (!isNeeded({ in: name, doc }, known, erasedSince)) {
      leftOut += 1;
      continue;
    }
    const operations = waiting.get(name) ?? [];
    waiting.set(name, operations);
    operations.push({ replaceOne: { filter: { _id: doc._id }, replacement: doc, upsert: true } });
    if (operations.length >= BATCH) await write(name);
  }
  for (const name of [...waiting.keys()]) await write(name);
  return leftOut;
}

function isNeeded({ in: name, doc }: PrivateDoc, known: Known, erasedSince: ReadonlySet<string>): boolean {
  if (name === 'names')
    return known.people.has(doc._id) && !known.erased.has(doc._id) && !erasedSince.has(doc._id);
  return !('credential' in doc) || name === 'attempts' || known.credentials.has(String(doc.credential));
}
