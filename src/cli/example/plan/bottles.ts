import type { Named, Ref } from './step.js';
import type { Actor, Group, Person, Place, School, Unit } from './university.js';
import { kindOf, type Ware } from './wares.js';

/** A bottle as far as the plan has to know it. Amounts are in grains. */
export interface Bottle {
  readonly ref: Ref;
  readonly ware: Ware;
  /** The unit that owns it. */
  readonly unit: Unit;
  readonly full: number;
  /** The unit that amounts of it are written in. */
  readonly pack: string;
  readonly lot?: string;
  /** The last day it is good. */
  readonly expires?: string;
  /** The step that entered it, where it entered alone. */
  readonly entered?: Named;
  content: number;
  place?: Place | undefined;
  holder?: Person | undefined;
  opened: boolean;
  emptied: boolean;
  quarantined: boolean;
  missing: boolean;
  lossReported: boolean;
  requestedBy?: Actor | undefined;
  approved: boolean;
  ended: boolean;
  /** Until when it is in use: nobody else takes it. */
  busyUntil: number;
  /** Something was used that is still to be entered: until then nobody else touches it. */
  onPaper: boolean;
  /** Since when nothing of it but its content changed. */
  settledSince: number;
  /** Its place in the list of its keepers. */
  slot: number;
  /** Whoever has it on their shelves. */
  keptBy?: Unit | undefined;
}

/** Which bottles are on whose shelves: the living ones that have something in them. */
export class Shelves {
  private readonly lists = new Map<Unit, Bottle[]>();

  of(unit: Unit): readonly Bottle[] {
    return this.lists.get(unit) ?? [];
  }

  put(bottle: Bottle, unit: Unit | undefined): void {
    if (bottle.keptBy === unit) return;
    this.take(bottle);
    if (!unit) return;
    const list = this.lists.get(unit) ?? [];
    this.lists.set(unit, list);
    bottle.slot = list.length;
    bottle.keptBy = unit;
    list.push(bottle);
  }

  /** The last one of the list goes where it stood. */
  private take(bottle: Bottle): void {
    const list = bottle.keptBy && this.lists.get(bottle.keptBy);
    bottle.keptBy = undefined;
    const last = list?.pop();
    if (!list || !last || last === bottle) return;
    list[bottle.slot] = last;
    last.slot = bottle.slot;
  }
}

/** Whether its life goes on, and nobody is at it. */
export const idle = ({ ended, onPaper, busyUntil }: Bottle, at: number): boolean =>
  !ended && !onPaper && busyUntil <= at;

/** Whether somebody may take it into their hands at an instant of a day. */
export const free = (bottle: Bottle, at: number): boolean =>
  idle(bottle, at) && bottle.requestedBy === undefined && !bottle.missing;

/** Whether somebody may use it then: the rules of the ledger, and that nobody else is at it. */
export const usable = (bottle: Bottle, at: number, day: string): boolean =>
  free(bottle, at) &&
  !bottle.quarantined &&
  !bottle.emptied &&
  bottle.content > 0 &&
  (bottle.place !== undefined || bottle.holder !== undefined) &&
  (bottle.expires === undefined || bottle.expires >= day);

/** Where something of its kind stands in the rooms of a group, or of a store. */
export function placesFor(ware: Ware, home: Group | School): readonly Place[] {
  const rooms = 'rooms' in home ? home.rooms : [home.store];
  return rooms.flatMap(({ kept }) => kept[kindOf(ware).keeping]);
}
