import { type Bottle, free, placesFor } from './bottles.js';
import type { Day } from './calendar.js';
import type { Ends } from './ends.js';
import type { Slips } from './slips.js';
import type { Group, Person, School } from './university.js';
import type { World } from './world.js';

/** How often something happens in a thousand groups on a working day. */
const RATES = {
  quarantine: 16,
  missing: 15,
  clearOut: 62,
  move: 34,
  late: 24,
  veryLate: 4,
  note: 20,
} as const;

/** How many lots are looked at before there is one with several bottles. */
const TRIES = 12;

const doubts = ['crystals at the cap', 'label cannot be read', 'colour has changed', 'cap is cracked'];
const findings = ['tested, in order', 'relabelled', 'new cap, in order'];
const remarks = [
  'label is peeling off, contents certain',
  'dust on the cap, wiped off',
  'level lower than expected, seal intact',
  'new cap',
  'outer box damp',
];

/** What does not go as it should, and what has to be done now and then. */
export class Mishaps {
  constructor(
    private readonly world: World,
    private readonly ends: Ends,
    private readonly slips: Slips,
  ) {}

  /** What happens today, group by group. */
  happen(day: Day): void {
    if (!day.working) return;
    for (const group of this.world.groups) {
      for (const [what, rate] of Object.entries(RATES)) {
        if (!this.world.chance.happens(rate)) continue;
        this.world.agenda.add(this.world.during(day, 9 * 60, 5 * 60), (then) =>
          this[what as keyof typeof RATES](group, then),
        );
      }
    }
    if (this.world.chance.happens(50)) {
      const school = this.world.chance.of(this.world.university.schools);
      this.world.agenda.add(this.world.during(day, 10 * 60, 120), (then) => this.recall(school, then));
    }
  }

  private quarantine(group: Group, then: number): void {
    const bottle = this.onShelf(group, then);
    const { chance } = this.world;
    if (!bottle) return;
    const keeper = this.world.keeperOf(group);
    const clerk = this.world.clerk(group.school);
    this.doubt(bottle, then, chance.happens(500) ? keeper : clerk, keeper, group.school, chance.of(doubts));
  }

  /** A lot is recalled: all bottles of it in a school. */
  private recall(school: School, then: number): void {
    const clerk = this.world.clerk(school);
    for (const [n, bottle] of this.sameLot(school, then).entries()) {
      const at = then + n * 40_000;
      if (!bottle.holder && bottle.place && !bottle.quarantined && free(bottle, at))
        this.doubt(bottle, at, clerk, clerk, school, `supplier's notice about lot ${bottle.lot}`);
    }
  }

  /** Several bottles that came together. */
  private sameLot(school: School, then: number): readonly Bottle[] {
    const { chance, shelves } = this.world;
    const units = [school.stores, ...school.groups.map(({ unit }) => unit)];
    for (let tries = 0; tries < TRIES; tries += 1) {
      const { lot } = this.onShelf(chance.of(school.groups), then) ?? {};
      if (lot === undefined) continue;
      const found = units.flatMap((unit) => shelves.of(unit).filter((bottle) => bottle.lot === lot));
      if (found.length > 1) return found;
    }
    return [];
  }

  /** Nobody uses it until somebody has looked into the matter. */
  private doubt(
    bottle: Bottle,
    then: number,
    by: Person,
    keeper: Person,
    school: School,
    reason: string,
  ): void {
    const { acts, chance } = this.world;
    const clerk = this.world.clerk(school);
    acts.quarantine(bottle, then, by, reason);
    acts.later(bottle, this.world.storesTime(chance.whole(1, 18)), (at) => {
      if (bottle.requestedBy || !bottle.quarantined || !bottle.place) return;
      if (chance.happens(640)) acts.release(bottle, at, clerk, chance.of(findings));
      else this.ends.request(bottle, at, keeper, reason, school);
    });
  }

  private missing(group: Group, then: number): void {
    const { acts, chance } = this.world;
    const bottle = this.onShelf(group, then);
    if (!bottle) return;
    acts.miss(bottle, then, this.world.member(group));
    if (chance.happens(680)) {
      acts.later(bottle, this.world.storesTime(chance.whole(1, 22)), (at) => this.find(bottle, group, at));
      return;
    }
    acts.later(bottle, this.world.storesTime(chance.whole(8, 30)), (at) => {
      acts.reportLoss(bottle, at, this.world.keeperOf(group), 'searched twice, not found');
      acts.later(bottle, this.world.storesTime(chance.whole(10, 35)), (later) => {
        acts.end(bottle, later, this.world.clerk(group.school), 'WriteOffBottle', {
          reason: 'not found in weeks of looking',
        });
      });
    });
  }

  /** It turns up, as often as not where it does not belong, and is taken back. */
  private find(bottle: Bottle, group: Group, then: number): void {
    const { acts, chance } = this.world;
    const clerk = this.world.clerk(group.school);
    const home = chance.happens(450) ? group : chance.of(group.school.groups);
    acts.find(bottle, then, clerk, chance.of(placesFor(bottle.ware, home)));
    if (home === group) return;
    acts.later(bottle, then + this.world.seconds(300, 4_000), (at) => {
      if (bottle.place) acts.move(bottle, at, clerk, chance.of(placesFor(bottle.ware, group)));
    });
  }

  private clearOut(group: Group, then: number): void {
    this.ends.clearOut(group, then);
  }

  private move(group: Group, then: number): void {
    const bottle = this.onShelf(group, then);
    if (!bottle) return;
    const place = this.world.chance.of(placesFor(bottle.ware, group));
    if (place !== bottle.place) this.world.acts.move(bottle, then, this.world.keeperOf(group), place);
  }

  private late(group: Group, then: number): void {
    this.slips.late(group, then);
  }

  private veryLate(group: Group, then: number): void {
    this.slips.veryLate(group, then);
  }

  private note(group: Group, then: number): void {
    const bottle = this.onShelf(group, then);
    if (bottle)
      this.world.acts.say(bottle, then, this.world.member(group), 'NoteOnBottle', {
        text: this.world.chance.of(remarks),
      });
  }

  /** Something that stands on the shelf, and that nobody has to do with just now. */
  private onShelf({ unit }: Group, then: number): Bottle | undefined {
    const shelf = this.world.shelves.of(unit);
    const bottle = shelf.length > 0 ? this.world.chance.of(shelf) : undefined;
    return bottle && !bottle.holder && bottle.place && !bottle.quarantined && free(bottle, then)
      ? bottle
      : undefined;
  }
}
