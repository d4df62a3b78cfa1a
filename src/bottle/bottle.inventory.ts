import { dayOf, isCode, readCode, type Subject } from '@ledger/kernel';
import {
  type Collection,
  collectionOf,
  every,
  type Filter,
  living,
  type ReadModel,
} from '@ledger/read-model';
import { Inject, Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service.js';
import type { Permission } from '../access/permissions.js';
import { Below } from '../directory/below.js';
import { Directory } from '../directory/directory.js';
import { ReadScope } from '../directory/scope.js';
import { SubstanceFinder } from '../directory/substances.js';
import type { Asker } from '../ledger/intent.js';
import { READ_MODEL, SITE, type SiteSettings } from '../ledger/tokens.js';
import { permissionFor } from './bottle.actions.js';
import { subjectsOf } from './bottle.mentions.js';
import type { InventoryQuery } from './bottle.queries.js';
import { type BottleRead, bottleRead } from './bottle.read.js';
import { isEnd } from './bottle.state.js';
import { type InventoryDocument, inventoryView } from './views/inventory.view.js';

type Stored = InventoryDocument & { readonly _id: string };

/** The inventory as a person may see it. */
@Injectable()
export class Inventory {
  readonly documents: Collection<Stored>;

  constructor(
    @Inject(READ_MODEL) model: ReadModel,
    @Inject(SITE) private readonly site: SiteSettings,
    private readonly directory: Directory,
    private readonly scope: ReadScope,
    private readonly below: Below,
    private readonly substances: SubstanceFinder,
    private readonly access: AccessService,
  ) {
    this.documents = model.collection(collectionOf(inventoryView));
  }

  /** The bottle, unless it is unknown or out of the person's sight. */
  async find(asker: Asker, code: string): Promise<InventoryDocument | undefined> {
    return (
      (await this.documents.findOne(living(every({ _id: code }, await this.visible(asker))))) ?? undefined
    );
  }

  /** Those of some bottles that are in the person's sight. */
  async inSight(asker: Asker, codes: readonly string[]): Promise<readonly string[]> {
    const visible = await this.visible(asker);
    const seen = living(every({ _id: { $in: [...codes] } }, visible));
    const docs = await this.documents.find(seen, { projection: { _id: 1 } }).toArray();
    return docs.map(({ _id }) => _id);
  }

  /** Bottles with the actions that their state and the person's roles allow. */
  async show(docs: readonly InventoryDocument[], asker: Asker, now: string): Promise<readonly BottleRead[]> {
    const asking = { actor: asker.actor, day: dayOf(now, this.site.timeZone) };
    const directory = this.directory.forPage();
    // What lies in one place and belongs to one unit is for the same people to touch.
    const permissions = new Map<string, Promise<ReadonlySet<Permission>>>();
    const permitted = ({ state }: InventoryDocument) => {
      const subjects = subjectsOf(state, {});
      const what = JSON.stringify(subjects);
      const found = permissions.get(what) ?? this.permitted(asker, subjects);
      permissions.set(what, found);
      return found;
    };
    return Promise.all(
      docs.map(async (doc) => {
        const read = await bottleRead(doc, directory, asking);
        const may = await permitted(doc);
        const actions = read.actions.filter((action) => may.has(permissionFor.get(action) as Permission));
        return { ...read, actions };
      }),
    );
  }

  private async permitted(asker: Asker, subjects: readonly Subject[]): Promise<ReadonlySet<Permission>> {
    const permitted = new Set<Permission>();
    for (const permission of new Set(permissionFor.values())) {
      if (await this.access.covers(asker, permission, subjects)) permitted.add(permission);
    }
    return permitted;
  }

  async filter(asker: Asker, query: InventoryQuery): Promise<Filter> {
    const { substance, place, ownerUnit, state, holder, expiresBefore, lot, q } = query;
    return every(
      await this.visible(asker),
      state === undefined ? { ended: false } : { ended: isEnd(state), phase: state },
      ...(substance === undefined ? [] : [holding(await this.substances.withMerged([substance]))]),
      ...(place === undefined ? [] : [{ 'state.place': { $in: await this.below.places([place]) } }]),
      ...(ownerUnit === undefined ? [] : [{ 'state.unit': { $in: await this.below.units([ownerUnit]) } }]),
      ...(holder === undefined ? [] : [{ 'state.holder': holder }]),
      ...(expiresBefore === undefined ? [] : [{ goodUntil: { $lt: expiresBefore } }]),
      ...(lot === undefined ? [] : [{ 'state.lot': lot }]),
      ...(q === undefined ? [] : [await this.named(q)]),
    );
  }

  private async named(q: string): Promise<Filter> {
    if (isCode(q)) return { _id: readCode(q) };
    return holding(await this.substances.idsOf(q));
  }

  private visible(asker: Asker): Promise<Filter> {
    return this.scope.filter(asker, 'bottle:read', { place: 'state.home', unit: 'state.unit' });
  }
}

/** Bottles with one of these in them, mixtures too. */
const holding = (substances: readonly string[]): Filter => ({
  $or: [
    { substance: { $in: [...substances] } },
    { mixture: true, 'state.composition.substance': { $in: [...substances] } },
  ],
});
