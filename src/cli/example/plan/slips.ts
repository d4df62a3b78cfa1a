import { type Bottle, usable } from './bottles.js';
import { at as instantAt } from './calendar.js';
import { administrator } from './diary.js';
import type { Body } from './step.js';
import type { Actor, Group, Person } from './university.js';
import { kindOf } from './wares.js';
import type { World } from './world.js';

/** What people get wrong or tell late, and how it is put right. */
export class Slips {
  constructor(private readonly world: World) {}

  /** Whether this use is entered wrong. */
  happen({ content }: Bottle, amount: number): boolean {
    return amount * 10 <= content && this.world.chance.happens(60);
  }

  /** A use that is entered wrong: with a digit too many, or of another bottle. */
  use(group: Group, person: Person, bottle: Bottle, amount: number, body: Body, then: number): void {
    if (this.world.chance.happens(300) && this.ofAnother(group, person, bottle, amount, body, then)) return;
    const { acts } = this.world;
    const entry = acts.use(bottle, then, person, amount * 10, body);
    const { value, unit } = acts.written(bottle.ware, amount * 10);
    const right = acts.written(bottle.ware, amount);
    acts.later(bottle, this.noticed(then), (at) => {
      if (bottle.emptied) return;
      bottle.content += amount * 9;
      const reason =
        right.unit === unit ? `wrote ${value}, meant ${right.value}` : 'wrong by a factor of ten';
      acts.correct(
        bottle,
        at,
        this.world.stillOrHead(person, group),
        entry,
        { quantity: { ...right } },
        reason,
      );
    });
  }

  /** The use of one bottle is entered for another that stood beside it; taken back, and told again where it belongs. */
  private ofAnother(
    group: Group,
    person: Person,
    bottle: Bottle,
    amount: number,
    body: Body,
    then: number,
  ): boolean {
    const { acts, chance, shelves, today } = this.world;
    const beside = chance.of(shelves.of(group.unit));
    const alike = beside !== bottle && beside.ware.kind === bottle.ware.kind && beside.content > amount * 2;
    if (!alike || !beside.opened || beside.holder || !usable(beside, then, today.date)) return false;
    const entry = acts.use(beside, then, person, amount, body);
    const noticed = then + this.world.seconds(240, 2_400);
    bottle.busyUntil = noticed;
    acts.later(beside, noticed, (at) => {
      if (beside.emptied) return;
      beside.content += amount;
      acts.annul(beside, at, person, entry, 'scanned the bottle beside it');
    });
    acts.later(bottle, noticed + 30_000, (at) => {
      if (bottle.emptied || bottle.content < amount || bottle.settledSince >= then) return;
      acts.use(bottle, at, person, amount, { ...body, occurredAt: new Date(then).toISOString() });
    });
    return true;
  }

  /** Something that was used days ago, and forgotten; others have used the bottle since. */
  late(group: Group, then: number): void {
    this.tellLate(group, then, this.world.member(group), this.world.chance.whole(1, 9));
  }

  /** What is longer ago than everybody may enter, the administrator enters. */
  veryLate(group: Group, then: number): void {
    this.tellLate(group, then, { ref: administrator }, this.world.chance.whole(32, 60));
  }

  private tellLate(group: Group, then: number, by: Actor, ago: number): void {
    const { acts, chance, shelves, today } = this.world;
    const shelf = shelves.of(group.unit);
    if (shelf.length === 0) return;
    const bottle = chance.of(shelf);
    const day = this.world.days[today.nth - ago];
    if (!day || !bottle.opened || bottle.holder || !usable(bottle, then, today.date)) return;
    const occurred = instantAt(day, 10 * 60) + chance.whole(0, 360) * 60_000;
    const amount = Math.floor(bottle.full / 100);
    if (bottle.settledSince >= occurred || amount === 0 || bottle.content < amount * 3) return;
    if (bottle.busyUntil < occurred && chance.happens(700)) return;
    acts.use(bottle, then, by, amount, {
      ...{ occurredAt: new Date(occurred).toISOString(), occurredPrecision: 'minute' },
      ...{ purpose: chance.of(kindOf(bottle.ware).purposes), reason: 'found in the laboratory journal' },
    });
  }

  private noticed(then: number): number {
    const { chance } = this.world;
    return chance.happens(600)
      ? then + this.world.seconds(120, 5_000)
      : this.world.storesTime(chance.whole(1, 2));
  }
}
