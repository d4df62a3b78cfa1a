import {
  categoryOf,
  isRepair,
  type Position,
  type Recorded,
  type View,
  type ViewDocument,
} from '@ledger/kernel';
import type { ViewDoc, Write } from './port.js';

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
 * The part after one more fact. `history` is the effective history with the fact, where it is late; then all documents
 * of the part are asked for, else those that are not settled are enough. Throws Unfoldable.
 */
export function after(view: View, part: Part, fact: Recorded, history: readonly Recorded[]): Part {
  const docs = folded(() =>
    isLate(view, part, fact) ? refold(view, part, history, fact) : view.evolve(part.docs, fact),
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

/** A view threw over a fact. Reading on would skip it. */
export class Unfoldable extends Error {}

function folded<T>(fold: () => T): T {
  try {
    return fold();
  } catch (error) {
    throw new Unfoldable(String(error), { cause: error });
  }
}
