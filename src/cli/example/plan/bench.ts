import type { Baseline } from './baseline.js';
import { type Bottle, placesFor, usable } from './bottles.js';
import { at as instantAt } from './calendar.js';
import type { Weighted } from './chance.js';
import type { Ends } from './ends.js';
import { round } from './measure.js';
import { frequencyOf, MOST_FREQUENT } from './repertoire.js';
import type { Slips } from './slips.js';
import type { Body } from './step.js';
import type { Stocking } from './stocking.js';
import type { Group, Person, Place } from './university.js';
import { kindOf } from './wares.js';
import type { World } from './world.js';

/** How many bottles somebody takes in hand. */
const HANDFUL: Weighted<number> = [
  [1, 5],
  [2, 4],
  [3, 2],
  [4, 1],
];
/** How often another bottle is looked at before one is taken. */
const TRIES = 9;

const causes = ['rinsed into the waste canister', 'used up', 'last drops evaporated', 'rest unusable'];
const projects = ['P-2207', 'P-2214', 'P-2301', 'P-2318', 'P-2402', 'T-PRACTICAL'];

/** What happens at the bench: somebody takes something from the shelf, uses some of it, and puts it back. */
export class Bench {
  constructor(
    private readonly world: World,
    private readonly baseline: Baseline,
    private readonly stocking: Stocking,
    private readonly ends: Ends,
    private readonly slips: Slips,
  ) {}

  visit(from: number): void {
    const { chance } = this.world;
    if (this.baseline.ready.length === 0) return;
    const group = chance.of(this.baseline.ready);
    const person = this.world.member(group);
    let then = from;
    for (let left = chance.weighted(HANDFUL); left > 0; left -= 1) {
      const bottle = this.pick(group, then);
      if (!bottle) {
        this.missSomething(group);
        return;
      }
      then = this.work(group, person, bottle, then) + this.world.seconds(40, 420);
    }
  }

  /** What is used often is taken often, and what is open before what is not. */
  private pick(group: Group, then: number): Bottle | undefined {
    const { chance, shelves, today } = this.world;
    const shelf = shelves.of(group.unit);
    for (let tries = 0; tries < TRIES && shelf.length > 0; tries += 1) {
      const bottle = chance.of(shelf);
      const rare = chance.whole(1, MOST_FREQUENT) > 10 * frequencyOf(bottle.ware);
      if (rare || bottle.holder || !usable(bottle, then, today.date)) continue;
      if (bottle.opened) return bottle;
      const open = shelf.find((other) => other.ware === bottle.ware && other.opened && !other.holder);
      return open && usable(open, then, today.date) ? open : bottle;
    }
    return undefined;
  }

  private missSomething(group: Group): void {
    const known = this.baseline.repertoires.get(group) ?? [];
    if (known.length > 0 && this.world.chance.happens(60))
      this.stocking.want(group, this.world.chance.weighted(known));
  }

  /** Answers when the person is done with it. */
  private work(group: Group, person: Person, bottle: Bottle, from: number): number {
    const { acts, chance } = this.world;
    const home = bottle.place as Place;
    const purpose = chance.of(kindOf(bottle.ware).purposes);
    let then = from;
    const taken = chance.happens(bottle.ware.kind === 'toxic' ? 750 : 190);
    if (taken) {
      acts.issue(bottle, then, person, person, purpose);
      then += this.world.seconds(30, 240);
    }
    if (!bottle.opened) {
      acts.open(bottle, then, person);
      then += this.world.seconds(10, 70);
    }
    const amount = this.amount(bottle);
    if (!taken && group.onPaper && chance.happens(700))
      return this.onPaper(group, person, bottle, amount, purpose, then);
    then = this.use(group, person, bottle, amount, purpose, then);
    if (taken) this.bringBack(group, person, bottle, home, then);
    return then;
  }

  private use(
    group: Group,
    person: Person,
    bottle: Bottle,
    amount: number,
    purpose: string,
    then: number,
  ): number {
    const { acts, chance } = this.world;
    const body = this.told(purpose);
    if (this.slips.happen(bottle, amount)) {
      this.slips.use(group, person, bottle, amount, body, then);
      return then;
    }
    acts.use(bottle, then, person, amount, body);
    if (bottle.content * 50 < bottle.full)
      return this.finish(group, person, bottle, then + this.world.seconds(20, 90));
    if (this.mayPour(bottle) && chance.happens(110))
      return this.pour(person, bottle, then + this.world.seconds(20, 200));
    return then;
  }

  /** A full bottle of something liquid that stands on the shelf. */
  private mayPour({ ware, full, content, place }: Bottle): boolean {
    const liquid = kindOf(ware).dimension === 'volume' && ware.kind !== 'gas';
    return (
      liquid && full >= POURED_FROM && content * 2 > full && place !== undefined && this.stocking.growing
    );
  }

  /** A sheet hangs at the shelf: what was used today is entered tomorrow, and known to the day. */
  private onPaper(
    group: Group,
    person: Person,
    bottle: Bottle,
    amount: number,
    purpose: string,
    then: number,
  ): number {
    const { acts, today } = this.world;
    const occurredAt = today.date;
    const tomorrow = this.world.workingDay(today.working ? 1 : 0);
    if (!tomorrow) return then;
    const entered = instantAt(tomorrow, 8 * 60 + 5) + this.world.seconds(0, 3_000);
    Object.assign(bottle, { onPaper: true, busyUntil: entered });
    this.world.agenda.add(entered, (at) => {
      bottle.onPaper = false;
      const by = this.world.stillOrHead(person, group);
      acts.use(bottle, at, by, amount, { ...this.told(purpose), occurredAt });
      if (bottle.content * 50 < bottle.full) this.finish(group, by, bottle, at + 20_000);
    });
    return then;
  }

  private finish(group: Group, person: Person, bottle: Bottle, then: number): number {
    const { acts, chance } = this.world;
    if (!chance.happens(bottle.content === 0 ? 985 : 700)) return then;
    acts.empty(
      bottle,
      then,
      person,
      kindOf(bottle.ware).keeping === 'gas' ? 'no pressure left' : chance.of(causes),
    );
    if (chance.happens(900)) this.stocking.want(group, bottle.ware);
    this.ends.emptied(bottle, group);
    return then;
  }

  /** Working bottles for the bench, and a little beside them. */
  private pour(person: Person, bottle: Bottle, then: number): number {
    const { acts, chance } = this.world;
    const count = chance.happens(250) ? 2 : 1;
    const portion = bottle.full >= 2 * POURED_FROM ? 500_000 : 250_000;
    const loss = chance.happens(300) ? 5_000 : 0;
    if (portion * count + loss > bottle.content) return then;
    acts.split(bottle, then, person, portion, count, loss);
    return then;
  }

  /** Most of it is back within the hour; some is kept overnight, and some for weeks. */
  private bringBack(group: Group, person: Person, bottle: Bottle, home: Place, then: number): void {
    const { acts, chance } = this.world;
    const kept = bottle.ware.kind === 'toxic' ? 0 : chance.weighted(KEPT);
    const back =
      kept === 0 ? then + this.world.seconds(300, 4_200) : this.world.storesTime(kept, 8 * 60 + 30);
    if (kept > 1 && chance.happens(220)) this.lend(group, person, bottle);
    acts.later(bottle, back, (at) => {
      const { holder } = bottle;
      if (!holder) return;
      const place = chance.happens(900) ? home : chance.of(placesFor(bottle.ware, group));
      acts.giveBack(bottle, at, this.world.stillOrHead(holder, group), place);
    });
  }

  private lend(group: Group, person: Person, bottle: Bottle): void {
    const { acts } = this.world;
    acts.later(bottle, this.world.storesTime(1), (at) => {
      const to = this.world.member(group);
      if (bottle.holder !== person || to === person || !this.world.isHere(person)) return;
      if (usable(bottle, at, this.world.today.date)) acts.handOver(bottle, at, person, to);
    });
  }

  private amount({ ware, full, content }: Bottle): number {
    const { chance } = this.world;
    const [least, most] = kindOf(ware).use;
    const wanted = Math.max(1, round(Math.floor((full * chance.whole(least, most)) / 1_000)));
    if (wanted >= content) return content;
    return (content - wanted) * 40 < full && chance.happens(500) ? content : wanted;
  }

  private told(purpose: string): Body {
    return this.world.chance.happens(260)
      ? { purpose, project: this.world.chance.of(projects) }
      : { purpose };
  }
}

/** A litre: smaller bottles stand at the bench themselves. */
const POURED_FROM = 1_000_000;

/** For how many working days somebody keeps what they have taken. */
const KEPT: Weighted<number> = [
  [0, 24],
  [1, 6],
  [5, 3],
  [25, 2],
  [80, 1],
];
