import type { LogReader } from '@ledger/event-store';
import { effective, NotJson, type Position, type Recorded, type View } from '@ledger/kernel';
import { LRUCache } from 'lru-cache';
import {
  after,
  concerns,
  isLate,
  NOTHING,
  type Part,
  partOf,
  plain,
  type Stored,
  Unfoldable,
  unsettled,
  writesOf,
} from './part.js';
import {
  type Change,
  DuplicateKey,
  type IndexSpec,
  NotScalar,
  type ReadModel,
  storedBy,
  type Write,
} from './port.js';

/** How many streams' documents a view keeps at hand. What falls out is read again. */
const KEPT = 20_000;

/** Why a view goes no further: it keeps its checkpoint, and nothing is skipped. */
export interface Pause {
  readonly fact: string;
  readonly position: Position;
  readonly error: string;
}

export const collectionOf = ({ name, version }: Pick<View, 'name' | 'version'>): string =>
  `${name}@${version}`;

/** Those that a view asks for, and the one by which a stream's documents are found. */
export const indexesOf = ({ indexes }: View): readonly IndexSpec[] => [
  { fields: { part: 1 } },
  ...indexes.map(({ fields, unique }) => ({ fields, ...(unique && { options: { unique, sparse: true } }) })),
];

/** What facts have made of a view, not stored yet; `first` is the first of them. */
export interface Folded extends Change {
  readonly first: Recorded;
}

/** Folds facts into the documents of one view. */
export class ViewRunner {
  private readonly parts = new LRUCache<string, Part>({ max: KEPT });
  /** Whether a fact was folded since nothing was at hand. */
  private begun = false;
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
    for (const { fields, options } of indexesOf(view)) {
      await model.collection(collection).createIndex(fields, options);
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
    const folded = await this.fold(page);
    if (folded) await this.store(folded);
  }

  /** What the next facts make of the view, up to one that it throws at. `settle` says that it is stored. */
  async fold(page: readonly Recorded[]): Promise<Folded | undefined> {
    const facts = page.filter(({ position }) => position > this.reached);
    const [first] = facts;
    if (this.stopped || !first) return undefined;
    const writes = new Map<string, Write>();
    let checkpoint = this.reached;
    for (const fact of facts) {
      try {
        if (concerns(this.view, fact)) await this.add(fact, writes);
      } catch (error) {
        if (!(error instanceof Unfoldable)) throw this.unsettled(error);
        this.stopped = { fact: fact.id, position: fact.position, error: error.message };
        break;
      }
      checkpoint = fact.position;
    }
    if (checkpoint === this.reached) return undefined;
    return { view: this.collection, writes: [...writes.values()], checkpoint, first };
  }

  settle({ checkpoint }: Folded): void {
    this.reached = checkpoint;
  }

  /** Stores what was folded; the view pauses where that cannot be stored. */
  async store(folded: Folded): Promise<void> {
    try {
      await this.model.project(folded.view, folded.writes, folded.checkpoint);
      this.settle(folded);
    } catch (error) {
      if (!isOfDocuments(error)) throw this.unsettled(error);
      const { id, position } = folded.first;
      this.stopped = { fact: id, position, error: String(error) };
      this.unsettled(error);
    }
  }

  /** What is at hand is ahead of what is stored: it is read again. */
  private unsettled(error: unknown): unknown {
    this.parts.clear();
    this.begun = false;
    return error;
  }

  private async add(fact: Recorded, writes: Map<string, Write>): Promise<void> {
    const { view } = this;
    const key = partOf(view, fact);
    const held = this.parts.get(key) ?? (await this.load(key, fact));
    this.begun = true;
    if (fact.position <= held.at) return;
    const history = isLate(view, held, fact) ? effective(await this.known(fact)) : undefined;
    const before = history ? await this.whole(held, key, fact, writes) : held;
    const next = after(view, before, fact, history);
    this.parts.set(key, unsettled(view, next));
    for (const write of writesOf(before, next, key)) writes.set(idOf(write), write);
  }

  private async known(fact: Recorded): Promise<readonly Recorded[]> {
    return (await this.log.read(fact.stream)).filter(({ revision }) => revision <= fact.revision);
  }

  private async load(key: string, fact: Recorded): Promise<Part> {
    if (this.begins(fact)) return NOTHING;
    const stored = await this.stored(key);
    const ofStream = this.view.grain !== 'command';
    if (ofStream && this.isAhead(stored)) return unsettled(this.view, await this.replayed(fact));
    return unsettled(this.view, {
      docs: plain(stored),
      latest: ofStream ? await this.latestBefore(fact) : '',
      at: Math.max(0, ...stored.map(({ at }) => at)),
    });
  }

  /** The facts of a command stand together in the log: one that is not at hand since facts are read begins with this. */
  private begins({ revision }: Recorded): boolean {
    return revision === 0 || (this.begun && this.view.grain === 'command');
  }

  /** The part with its settled documents: those that are stored, and those that are about to be. */
  private async whole(
    held: Part,
    key: string,
    fact: Recorded,
    writes: ReadonlyMap<string, Write>,
  ): Promise<Part> {
    if (!this.view.settled) return held;
    const stored = await this.stored(key);
    if (this.isAhead(stored)) return this.replayed(fact);
    const docs = new Map(stored.map((doc) => [doc._id, doc]));
    for (const write of writes.values()) {
      const doc = storedBy(write) as Stored;
      if (doc.part === key) docs.set(doc._id, doc);
    }
    return { ...held, docs: plain([...docs.values()]) };
  }

  private stored(key: string): Promise<Stored[]> {
    return this.model.collection<Stored>(this.collection).find({ part: key }).toArray();
  }

  private isAhead(stored: readonly Stored[]): boolean {
    return stored.some(({ at }) => at > this.reached);
  }

  /**
   * Another runner was ahead, and may have been cut off when some of the documents were stored and others not: what
   * they were before the fact, the log alone knows. (A command has one document, which is whole or not there.)
   */
  private async replayed(fact: Recorded): Promise<Part> {
    const known = (await this.known(fact)).slice(0, -1);
    return known.reduce<Part>((part, one, n) => {
      const history = isLate(this.view, part, one) ? effective(known.slice(0, n + 1)) : undefined;
      return after(this.view, part, one, history);
    }, NOTHING);
  }

  private async latestBefore(fact: Recorded): Promise<string> {
    const earlier = (await this.known(fact)).filter(({ revision }) => revision < fact.revision);
    return earlier.reduce((last, { meta }) => (meta.occurredAt > last ? meta.occurredAt : last), '');
  }
}

const idOf = (write: Write): string => ('replace' in write ? write.replace._id : write.remove);

/** What the view made cannot be stored, however often it is tried; anything else is the store's own trouble. */
export const isOfDocuments = (error: unknown): boolean =>
  error instanceof DuplicateKey || error instanceof NotScalar || error instanceof NotJson;
