import type { LogReader } from '@ledger/event-store';
import {
  categoryOf,
  effective,
  isRepair,
  NotJson,
  type Position,
  type Recorded,
  type View,
  type ViewDocument,
} from '@ledger/kernel';
import { LRUCache } from 'lru-cache';
import { type Doc, DuplicateKey, NotScalar, type ReadModel, type Write } from './port.js';

/** How many streams' documents a view keeps at hand. What falls out is read again. */
const KEPT = 20_000;

/** The documents of one stream (or command), and the latest time of its facts, those that left them alone among them. */
interface Part {
  readonly docs: readonly ViewDocument[];
  readonly latest: string;
  /** The last fact that is known to be in them: another runner may have been ahead. */
  readonly at: Position;
}

const NOTHING: Part = { docs: [], latest: '', at: 0 };

/** How a document of a view is stored: `at` is the position of the last fact in it, `part` the stream it belongs to. */
type Stored = Doc & { readonly at: Position; readonly part: string; readonly gone?: true };

/** Why a view goes no further: it keeps its checkpoint, and nothing is skipped. */
export interface Pause {
  readonly fact: string;
  readonly position: Position;
  readonly error: string;
}

export const collectionOf = ({ name, version }: Pick<View, 'name' | 'version'>): string =>
  `${name}@${version}`;

/** Folds facts into the documents of one view. */
export class ViewRunner {
  private readonly parts = new LRUCache<string, Part>({ max: KEPT });
  private reached: Position = 0;
  private stopped: Pause | undefined;

  private constructor(
    readonly view: View,
    private readonly collection: string,
    private readonly model: ReadModel,
    private readonly log: LogReader,
  ) {}

  static async open(
    view: View,
    model: ReadModel,
    log: LogReader,
    collection = collectionOf(view),
  ): Promise<ViewRunner> {
    const runner = new ViewRunner(view, collection, model, log);
    const documents = model.collection(collection);
    await documents.createIndex({ part: 1 });
    for (const { fields, unique } of view.indexes) {
      await documents.createIndex(fields, unique ? { unique, sparse: true } : {});
    }
    runner.reached = await model.checkpoint(collection);
    return runner;
  }

  get position(): Position {
    return this.reached;
  }

  get pause(): Pause | undefined {
    return this.stopped;
  }

  /** Takes the next facts of the log, in its order. Those it has seen are passed over; a paused view takes none. */
  async take(page: readonly Recorded[]): Promise<void> {
    const facts = page.filter(({ position }) => position > this.reached);
    if (this.stopped || facts.length === 0) return;
    const writes = new Map<string, Write>();
    let reached = this.reached;
    for (const fact of facts) {
      try {
        if (this.concerns(fact)) await this.fold(fact, writes);
      } catch (error) {
        if (!(error instanceof Unfoldable)) throw this.unsettled(error);
        this.stopped = { fact: fact.id, position: fact.position, error: error.message };
        break;
      }
      reached = fact.position;
    }
    if (reached === this.reached) return;
    try {
      await this.model.project(this.collection, [...writes.values()], reached);
      this.reached = reached;
    } catch (error) {
      if (!isOfDocuments(error)) throw this.unsettled(error);
      const [{ id, position }] = facts as [Recorded];
      this.stopped = { fact: id, position, error: String(error) };
      this.unsettled(error);
    }
  }

  /** What is at hand is ahead of what is stored: it is read again. */
  private unsettled(error: unknown): unknown {
    this.parts.clear();
    return error;
  }

  private concerns({ stream }: Recorded): boolean {
    return this.view.categories?.includes(categoryOf(stream)) ?? true;
  }

  private async fold(fact: Recorded, writes: Map<string, Write>): Promise<void> {
    const key = this.view.grain === 'command' ? fact.meta.commandId : fact.stream;
    const part = this.parts.get(key) ?? (await this.load(key, fact));
    if (fact.position <= part.at) return;
    const history = this.isLate(part, fact) ? effective(await this.known(fact)) : [];
    const next = this.after(part, fact, history);
    const { docs } = next;
    this.parts.set(key, next);
    const before = new Set(part.docs);
    for (const doc of docs) {
      if (before.delete(doc)) continue;
      const stored: Stored = { ...doc, at: fact.position, part: key };
      writes.set(doc._id, { replace: stored });
    }
    const kept = new Set(docs.map(({ _id }) => _id));
    for (const { _id } of before)
      if (!kept.has(_id)) writes.set(_id, { remove: _id, at: fact.position, part: key });
  }

  private isLate({ latest }: Part, fact: Recorded): boolean {
    return this.view.grain !== 'command' && (isRepair(fact) || fact.meta.occurredAt < latest);
  }

  /** @param history with the fact, where it is late */
  private after(part: Part, fact: Recorded, history: readonly Recorded[]): Part {
    const late = this.isLate(part, fact);
    const docs = folded(() => (late ? this.refold(part, history, fact) : this.view.evolve(part.docs, fact)));
    const { occurredAt } = fact.meta;
    return { docs, latest: occurredAt > part.latest ? occurredAt : part.latest, at: fact.position };
  }

  /** A late entry or a repair changes what came before: the stream's history is folded again. */
  private refold({ docs }: Part, history: readonly Recorded[], cause: Recorded): readonly ViewDocument[] {
    if (this.view.refold) return this.view.refold(docs, history, cause);
    return history.reduce<readonly ViewDocument[]>((before, fact) => this.view.evolve(before, fact), []);
  }

  private async known(fact: Recorded): Promise<readonly Recorded[]> {
    return (await this.log.read(fact.stream)).filter(({ revision }) => revision <= fact.revision);
  }

  private async load(key: string, fact: Recorded): Promise<Part> {
    if (fact.revision === 0) return NOTHING;
    const stored = await this.model.collection<Stored>(this.collection).find({ part: key }).toArray();
    const ofStream = this.view.grain !== 'command';
    if (ofStream && stored.some(({ at }) => at > this.reached)) return this.replayed(fact);
    return {
      docs: stored.filter(({ gone }) => !gone).map(({ at: _at, part: _part, ...doc }) => doc),
      latest: ofStream ? await this.latestBefore(fact) : '',
      at: Math.max(0, ...stored.map(({ at }) => at)),
    };
  }

  /**
   * Another runner was ahead, and may have been cut off when some of the documents were stored and others not: what
   * they were before the fact, the log alone knows. (A command has one document, which is whole or not there.)
   */
  private async replayed(fact: Recorded): Promise<Part> {
    const known = (await this.known(fact)).slice(0, -1);
    return known.reduce<Part>((part, one, n) => {
      const history = this.isLate(part, one) ? effective(known.slice(0, n + 1)) : [];
      return this.after(part, one, history);
    }, NOTHING);
  }

  private async latestBefore(fact: Recorded): Promise<string> {
    const earlier = (await this.known(fact)).filter(({ revision }) => revision < fact.revision);
    return earlier.reduce((last, { meta }) => (meta.occurredAt > last ? meta.occurredAt : last), '');
  }
}

/** A view threw over a fact. Reading on would skip it. */
class Unfoldable extends Error {}

function folded<T>(fold: () => T): T {
  try {
    return fold();
  } catch (error) {
    throw new Unfoldable(String(error), { cause: error });
  }
}

/** What the view made cannot be stored, however often it is tried; anything else is the store's own trouble. */
const isOfDocuments = (error: unknown): boolean =>
  error instanceof DuplicateKey || error instanceof NotScalar || error instanceof NotJson;
