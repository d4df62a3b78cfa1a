import { idOf, type Quantity, type View, type ViewDocument } from '@ledger/kernel';
import type { BottleFact } from '../bottle.events.js';

/** The other bottle, how much went over, and the fact of the bottle it came from. */
export interface Link {
  readonly code: string;
  readonly quantity: Quantity;
  readonly fact: string;
}

/** What a bottle was filled from, and what was filled from it; one step each way. */
export interface LineageDocument extends ViewDocument {
  readonly parents: readonly Link[];
  readonly children: readonly Link[];
}

const amountOf = ({ value, unit }: Quantity): Quantity => ({ value, unit });

export const lineageView: View<LineageDocument> = {
  name: 'lineage',
  version: 1,
  categories: ['bottle'],
  indexes: [],
  evolve(docs, recorded) {
    const [doc = { _id: idOf(recorded.stream), parents: [], children: [] }] = docs;
    const fact = recorded as typeof recorded & BottleFact;
    if (fact.type === 'PortionTaken') {
      const { child, quantity } = fact.data;
      return [
        { ...doc, children: [...doc.children, { code: child, quantity: amountOf(quantity), fact: fact.id }] },
      ];
    }
    if (fact.type === 'BottleFilled') {
      const { parent, content } = fact.data;
      const cause = fact.meta.causedBy ?? fact.id;
      return [
        { ...doc, parents: [...doc.parents, { code: parent, quantity: amountOf(content), fact: cause }] },
      ];
    }
    return docs;
  },
};
