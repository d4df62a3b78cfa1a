import type { Collection, Doc, ReadModel } from '@ledger/read-model';
import { LRUCache } from 'lru-cache';

/** A person's name, by their id. Kept outside the log, where it can be erased. */
export type NameDoc = Doc & { readonly name: string; readonly email?: string };

const KEPT = 10_000;
/** Other nodes may erase a name: nobody remembers one longer than this. */
const REMEMBERED_MS = 5_000;

export class Names {
  private readonly names: Collection<NameDoc>;
  private readonly known = new LRUCache<string, NameDoc>({ max: KEPT, ttl: REMEMBERED_MS });

  constructor(store: ReadModel) {
    this.names = store.collection('names');
  }

  async of(person: string): Promise<NameDoc | undefined> {
    const known = this.known.get(person);
    if (known) return known;
    const name = await this.names.findOne({ _id: person });
    if (name) this.known.set(person, name);
    return name ?? undefined;
  }

  /** Ids of the people whose name has this in it, without regard to case. */
  async search(part: string): Promise<string[]> {
    const wanted = part.toLocaleLowerCase();
    const found: string[] = [];
    for await (const { _id, name } of this.names.find({})) {
      if (name.toLocaleLowerCase().includes(wanted)) found.push(_id);
    }
    return found;
  }

  async keep(person: string, name: string, email?: string): Promise<void> {
    const replacement = { _id: person, name, ...(email !== undefined && { email }) };
    await this.names.bulkWrite([{ replaceOne: { filter: { _id: person }, replacement, upsert: true } }]);
    this.known.delete(person);
  }

  async erase(person: string): Promise<void> {
    await this.names.bulkWrite([{ deleteOne: { filter: { _id: person } } }]);
    this.known.delete(person);
  }
}
