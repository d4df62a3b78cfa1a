import type { Folding } from './decider.js';
import { effective, fold } from './effective.js';
import { type Fact, idOf, type Recorded } from './fact.js';
import type { Index, View, ViewDocument } from './view.js';

/** A document that holds the state of its stream. */
export interface StateDocument<State> extends ViewDocument {
  readonly state: State;
  /** Of the last fact, repairs included: what `If-Match` is compared with. */
  readonly revision: number;
}

/** A view with one document for each stream: its state, and beside it what is searched and sorted by. */
export function stateView<State extends object, F extends Fact, Extra extends object>(view: {
  readonly name: string;
  readonly version: number;
  readonly folding: Folding<State | 'none', F> | Folding<State | 'none' | 'annulled', F>;
  readonly indexes: readonly Index[];
  readonly searched: (state: State, id: string) => Extra;
  /** What a document says once every fact of its stream is annulled; left out, it is no more. */
  readonly annulled?: (last: StateDocument<State> & Extra) => StateDocument<State> & Extra;
}): View<StateDocument<State> & Extra> {
  const folding = view.folding as Folding<State | 'none' | 'annulled', Fact>;
  const document = ({ stream, revision }: Recorded, state: State) => {
    const id = idOf(stream);
    return { _id: id, state, revision, ...view.searched(state, id) };
  };
  return {
    name: view.name,
    version: view.version,
    categories: [folding.category],
    indexes: view.indexes,
    evolve([doc], fact) {
      const state = folding.evolve(doc?.state ?? folding.initial, fact);
      return typeof state === 'string' ? [] : [document(fact, state)];
    },
    whole(facts) {
      const { state, broken } = fold(folding, effective(facts));
      return typeof state === 'string' || broken.length > 0
        ? undefined
        : [document(facts.at(-1) as Recorded, state)];
    },
    refold([doc], history, cause) {
      const { state } = fold(folding, history);
      if (typeof state !== 'string') return [document(cause, state)];
      return doc && view.annulled ? [{ ...view.annulled(doc), revision: cause.revision }] : [];
    },
  };
}
