import type { Quantity } from '@ledger/kernel';
import { type Collection, collectionOf, living, type ReadModel } from '@ledger/read-model';
import { Inject, Injectable } from '@nestjs/common';
import { READ_MODEL } from '../ledger/tokens.js';
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

  constructor(@Inject(READ_MODEL) model: ReadModel) {
    this.documents = model.collection(collectionOf(lineageView));
  }

  async of(code: string) {
    return { code, parents: await this.tree(code, 'parents'), children: await this.tree(code, 'children') };
  }

  /** Level by level, so that a large family takes as many queries as it has generations. */
  private async tree(code: string, way: 'parents' | 'children'): Promise<readonly Relative[]> {
    const links = new Map<string, readonly Link[]>();
    for (let level = [code]; level.length > 0 && links.size < MOST; ) {
      const docs = await this.documents.find(living({ _id: { $in: level } })).toArray();
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
