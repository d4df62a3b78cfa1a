import { type Collection, collectionOf, every, living, type ReadModel } from '@ledger/read-model';
import { Inject, Injectable } from '@nestjs/common';
import { Below } from '../directory/below.js';
import { Directory } from '../directory/directory.js';
import { ReadScope } from '../directory/scope.js';
import { httpRefusals } from '../http/http.refusals.js';
import { Clock } from '../ledger/clock.js';
import type { Asker } from '../ledger/intent.js';
import { READ_MODEL } from '../ledger/tokens.js';
import { type HoldingDocument, holdingsView } from './views/holdings.view.js';

/** What stood where, in two times: as it was, and as it was known. */
@Injectable()
export class Holdings {
  private readonly documents: Collection<HoldingDocument>;

  constructor(
    @Inject(READ_MODEL) model: ReadModel,
    private readonly below: Below,
    private readonly directory: Directory,
    private readonly scope: ReadScope,
    private readonly clock: Clock,
  ) {
    this.documents = model.collection(collectionOf(holdingsView));
  }

  async in(place: string, asker: Asker, validAt?: string, knownAt?: string) {
    const known = knownAt ?? this.clock.now();
    const at = validAt ?? known;
    if (at > known)
      throw httpRefusals(
        'query.invalid',
        {},
        'knownAt must not be before at: nothing is known of what is yet to come',
      );
    const filter = every(
      await this.scope.filter(asker, 'bottle:read', { place: 'holding.place', unit: 'holding.unit' }),
      { 'holding.place': { $in: await this.below.places([place]) } },
      { validFrom: { $lte: at }, validTo: { $gt: at }, knownFrom: { $lte: known }, knownTo: { $gt: known } },
      { 'holding.phase': { $in: ['received', 'stored', 'issued', 'emptied'] } },
    );
    const docs = await this.documents.find(living(filter), { sort: { code: 1 } }).toArray();
    return { at, knownAt: known, items: await Promise.all(docs.map((doc) => this.show(doc))) };
  }

  private async show({ code, holding, validFrom, knownFrom }: HoldingDocument) {
    const { substance, place, unit, content, phase } = holding;
    return {
      code,
      substance: await this.directory.substance(substance),
      state: phase,
      content,
      ...(place !== undefined && { place: await this.directory.place(place) }),
      ...(unit !== undefined && { unit: await this.directory.unit(unit) }),
      since: validFrom,
      knownSince: knownFrom,
    };
  }
}
