import { type Bottle, free } from './bottles.js';
import { type Day, at as instantAt } from './calendar.js';
import type { Group, Person, School } from './university.js';
import { kindOf } from './wares.js';
import type { World } from './world.js';

const THIRD_TUESDAY = { weekday: 2, from: 15, to: 21 };

const reasons = ['expired', 'not needed any more', 'doubtful quality', 'left behind by a finished project'];

/** How bottles go: what is empty is collected, what is not wanted any more is asked for, approved and fetched. */
export class Ends {
  /** What waits for the contractor. */
  private readonly waiting = new Map<School, Bottle[]>();
  private trips = 0;

  constructor(private readonly world: World) {}

  /** An empty bottle stands about until somebody comes for it. */
  emptied(bottle: Bottle, { school }: Group): void {
    const { acts, chance } = this.world;
    const officer = this.world.wasteOfficer(school);
    const { keeping, supplier } = kindOf(bottle.ware);
    if (!chance.happens(960)) return;
    acts.later(bottle, this.world.storesTime(chance.whole(1, 12)), (at) => {
      if (bottle.holder || bottle.requestedBy) return;
      if (keeping === 'gas') acts.end(bottle, at, officer, 'ReturnBottleToVendor', { supplier });
      else acts.end(bottle, at, officer, 'DisposeBottle', { way: EMPTY[keeping] });
    });
  }

  /** Somebody asks for the disposal of what is expired, or of what has not been touched for long. */
  clearOut(group: Group, then: number): void {
    const { chance, shelves, today } = this.world;
    const shelf = shelves.of(group.unit);
    const expired = shelf.find(
      (one) => one.expires !== undefined && one.expires < today.date && free(one, then),
    );
    const bottle = expired ?? (shelf.length > 0 ? chance.of(shelf) : undefined);
    if (!bottle || bottle.holder || !bottle.place || !free(bottle, then)) return;
    const reason = bottle === expired ? 'expired' : chance.of(reasons.slice(1));
    this.request(bottle, then, this.world.keeperOf(group), reason, group.school);
  }

  request(bottle: Bottle, then: number, by: Person, reason: string, school: School): void {
    const { acts, chance } = this.world;
    acts.requestDisposal(bottle, then, by, reason);
    acts.later(bottle, this.world.storesTime(chance.whole(1, 6)), (at) => {
      const officer = this.world.wasteOfficer(school);
      acts.approveDisposal(bottle, at, officer);
      acts.later(bottle, this.world.storesTime(chance.whole(1, 4)), (later) => {
        if (bottle.place && !bottle.missing) acts.move(bottle, later, officer, school.waste);
        this.waits(school).push(bottle);
      });
    });
  }

  /** The contractor comes once a month, and two people see the bottles onto the truck. */
  contractor(day: Day): void {
    const { weekday, from, to } = THIRD_TUESDAY;
    const date = Number(day.date.slice(8));
    if (day.weekday !== weekday || date < from || date > to || !day.working) return;
    for (const school of this.world.university.schools) {
      this.world.agenda.add(instantAt(day, 10 * 60) + this.world.seconds(0, 5_400), (then) =>
        this.load(school, then, day),
      );
    }
  }

  private load(school: School, from: number, day: Day): void {
    const bottles = this.waits(school).splice(0);
    if (bottles.length === 0) return;
    this.trips += 1;
    const officer = this.world.wasteOfficer(school);
    const witness = this.world.clerk(school).ref;
    const manifest = `M-${day.date.slice(0, 7)}-${String(this.trips).padStart(3, '0')}`;
    for (const [n, bottle] of bottles.entries()) {
      this.world.acts.later(bottle, from + n * 14_000, (at) => {
        const container = `W-${CONTAINER[kindOf(bottle.ware).keeping]}-${String(1 + Math.floor(n / 12))}`;
        const body = { way: 'licensed contractor', container, manifest, witness };
        this.world.acts.end(bottle, at, officer, 'DisposeBottle', body);
      });
    }
  }

  private waits(school: School): Bottle[] {
    const known = this.waiting.get(school) ?? [];
    this.waiting.set(school, known);
    return known;
  }
}

const EMPTY = {
  flammable: 'rinsed, glass recycling',
  corrosive: 'rinsed, glass recycling',
  dry: 'household waste',
  cold: 'household waste',
  locked: 'licensed contractor, uncleaned container',
  gas: 'returned',
} as const;

const CONTAINER = { flammable: 'S', corrosive: 'A', dry: 'D', cold: 'C', locked: 'T', gas: 'G' } as const;
