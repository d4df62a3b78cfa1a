import {
  categoryOf,
  effective,
  isRepair,
  type Position,
  type Recorded,
  type View,
  type ViewDocument,
} from '@ledger/kernel';
import { storedBy, type ViewDoc, type Write } from './port.js';

/** The documents of one stream (or command) that its next fact is folded onto. */
export interface Part {
  readonly docs: readonly ViewDocument[];
  /** The latest time of its facts, those that left the documents alone among them. */
  readonly latest: string;
  /** The last fact that is known to be in them: another runner may have been ahead. */
  readonly at: Position;
}

export const NOTHING: Part = { docs: [], latest: '', at: 0 };

/** How a document of a view is stored: `at` is the position of the last fact in it, `part` the stream it belongs to. */
export type Stored = ViewDoc & { readonly part: string; readonly gone?: true };

export const concerns = (view: View, { stream }: Recorded): boolean =>
  view.categories?.includes(categoryOf(stream)) ?? true;

/** What a fact's documents belong to. */
export const partOf = (view: View, { stream, meta }: Recorded): string =>
  view.grain === 'command' ? meta.commandId : stream;

/** A late entry or a repair changes what came before: the stream's history is folded again. */
export const isLate = (view: View, { latest }: Part, fact: Recorded): boolean =>
  view.grain !== 'command' && (isRepair(fact) || fact.meta.occurredAt < latest);

/**
 * The part after one more fact. Where that is late, `history` is the effective history with it, and all documents of the
 * part are asked for; else those that are not settled are enough. Throws Unfoldable.
 */
export function after(view: View, part: Part, fact: Recorded, history?: readonly Recorded[]): Part {
  const docs = folded(fact, () =>
    history ? refold(view, part, history, fact) : view.evolve(part.docs, fact),
  );
  const { occurredAt } = fact.meta;
  return { docs, latest: occurredAt > part.latest ? occurredAt : part.latest, at: fact.position };
}

function refold(view: View, { docs }: Part, history: readonly Recorded[], cause: Recorded) {
  if (view.refold) return view.refold(docs, history, cause);
  return history.reduce<readonly ViewDocument[]>((before, fact) => view.evolve(before, fact), []);
}

/** The part without what no fact at the end of the history changes. */
export const unsettled = (view: View, part: Part): Part =>
  view.settled ? { ...part, docs: part.docs.filter((doc) => !view.settled?.(doc)) } : part;

/** What is to be written when a fact has turned some documents into others. */
export function* writesOf(before: Part, { docs, at }: Part, part: string): Generator<Write> {
  const gone = new Set(before.docs);
  for (const doc of docs) {
    if (gone.delete(doc)) continue;
    const stored: Stored = { ...doc, at, part };
    yield { replace: stored };
  }
  if (gone.size === 0) return;
  const kept = new Set(docs.map(({ _id }) => _id));
  for (const { _id } of gone) if (!kept.has(_id)) yield { remove: _id, at, part };
}

/** The documents that a whole stream folds to, with what is left of those that are gone. Throws Unfoldable. */
export function documentsOf(view: View, facts: readonly Recorded[]): readonly ViewDoc[] {
  const { stream, position } = facts.at(-1) as Recorded;
  const whole = view.whole?.(facts);
  return whole ? whole.map((doc) => ({ ...doc, at: position, part: stream })) : stepByStep(view, facts);
}

function stepByStep(view: View, facts: readonly Recorded[]): readonly ViewDoc[] {
  const docs = new Map<string, Stored>();
  let [key, part] = ['', NOTHING];
  for (const [n, fact] of facts.entries()) {
    if (partOf(view, fact) !== key) [key, part] = [partOf(view, fact), NOTHING];
    const history = isLate(view, part, fact) ? effective(facts.slice(0, n + 1)) : undefined;
    const before = history && view.settled ? { ...part, docs: plain([...docs.values()]) } : part;
    const next = after(view, before, fact, history);
    for (const write of writesOf(before, next, key)) {
      const doc = storedBy(write) as Stored;
      docs.set(doc._id, doc);
    }
    part = unsettled(view, next);
  }
  return [...docs.values()];
}

/** Documents as the view made them. */
export const plain = (stored: readonly Stored[]): ViewDocument[] =>
  stored.filter(({ gone }) => !gone).map(({ at: _at, part: _part, ...doc }) => doc);

/** A view threw over a fact. Reading on would skip it. */
export class Unfoldable extends Error {
  constructor(
    readonly fact: Recorded,
    cause: unknown,
  ) {
    super(String(cause), { cause });
  }
}

function folded<T>(fact: Recorded, fold: () => T): T {
  try {
    return fold();
  } catch (error) {
    throw new Unfoldable(fact, error);
  }
}
