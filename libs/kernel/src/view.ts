import type { Recorded } from './fact.js';

/** A document of a view: plain JSON with an id of its own. */
export interface ViewDocument {
  readonly _id: string;
}

/** Fields of an index, in order. Indexed fields hold scalars. */
export interface Index {
  readonly fields: Readonly<Record<string, 1 | -1>>;
  readonly unique?: boolean;
}

/**
 * What people look at: documents folded from facts. Every document belongs to one stream (or, with the grain
 * `command`, to the facts of one command), so that any part can be folded again without the rest.
 */
export interface View<Doc extends ViewDocument = ViewDocument> {
  readonly name: string;
  /** Another shape is another version: it is built beside the old one. */
  readonly version: number;
  /** Streams of these categories; all where it is left out. */
  readonly categories?: readonly string[];
  readonly grain?: 'stream' | 'command';
  readonly indexes: readonly Index[];
  /** The documents after one more fact at the end of the history. Documents that stay keep their identity (`===`). */
  evolve(docs: readonly Doc[], fact: Recorded): readonly Doc[];
  /**
   * The documents of a whole stream at once, for views that have a quicker way than fact after fact. Nothing where the
   * stream must be gone through.
   */
  whole?(facts: readonly Recorded[]): readonly Doc[] | undefined;
  /**
   * Whether facts at the end of the history leave a document as it is: `evolve` may then be called without it, so that a
   * long history costs no more than a short one.
   */
  settled?(doc: Doc): boolean;
  /**
   * For views that remember what was known before: the documents after the history as a whole has changed by `cause`.
   * Left out, the documents are what the effective history folds to.
   */
  refold?(docs: readonly Doc[], history: readonly Recorded[], cause: Recorded): readonly Doc[];
}
