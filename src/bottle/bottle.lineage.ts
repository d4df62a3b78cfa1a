import type { Quantity } from '@ledger/kernel';
import { type Collection, collectionOf, living, type ReadModel } from '@ledger/read-model';
import { Inject, Injectable } from '@nestjs/common';
import type { Asker } from '../ledger/intent.js';
import { READ_MODEL } from '../ledger/tokens.js';
import { Inventory } from './bottle.inventory.js';
import { type LineageDocument, type Link, lineageView } from './views/lineage.view.js';

/** A bottle's relatives: each with its own, one way to the end. */
export interface Relative {
  readonly code: string;
  readonly quantity: Quantity;
  readonly fact: string;
  readonly parents?: readonly Relative[];
  readonly children?: readonly Relative[];
}

/** A family larger than this is answered as far as it goes. */
const MOST = 10_000;

@Injectable()
export class Lineage {
  private readonly documents: Collection<LineageDocument>;

  constructor(
    @Inject(READ_MODEL) model: ReadModel,
    private readonly inventory: Inventory,
  ) {
    this.documents = model.collection(collectionOf(lineageView));
  }

  /** Whoever sees a bottle sees what went into it and out of it, and no further where that went out of their sight. */
  async of(code: string, asker: Asker) {
    const [parents, children] = [
      await this.tree(code, 'parents', asker),
      await this.tree(code, 'children', asker),
    ];
    return { code, parents, children };
  }

  /** Level by level, so that a large family takes as many queries as it has generations. */
  private async tree(code: string, way: 'parents' | 'children', asker: Asker): Promise<readonly Relative[]> {
    const links = new Map<string, readonly Link[]>();
    for (let level = [code]; level.length > 0 && links.size < MOST; ) {
      const seen = await this.inventory.inSight(asker, level);
      const docs = await this.documents.find(living({ _id: { $in: [...seen] } })).toArray();
      for (const doc of docs) links.set(doc._id, doc[way]);
      level = docs.flatMap((doc) => doc[way].map((link) => link.code)).filter((next) => !links.has(next));
    }
    const grown = (from: string): readonly Relative[] =>
      (links.get(from) ?? []).map((link) => {
        const further = grown(link.code);
        return { ...link, ...(further.length > 0 && { [way]: further }) };
      });
    return grown(code);
  }
}
