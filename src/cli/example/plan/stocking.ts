import type { Baseline } from './baseline.js';
import { type Bottle, placesFor, usable } from './bottles.js';
import type { Day } from './calendar.js';
import type { Weighted } from './chance.js';
import { labelled } from './goods.js';
import { pooled } from './repertoire.js';
import type { Body, Named } from './step.js';
import type { Group, Person, School, Unit } from './university.js';
import { kindOf, type Ware } from './wares.js';
import type { World } from './world.js';

/** What somebody waits for. Without a group it is for the store. */
interface Order {
  readonly ware: Ware;
  readonly group?: Group;
}

/** How what a group has ordered gets to its rooms. */
const WAYS: Weighted<'brought' | 'brought later' | 'fetched'> = [
  ['brought', 54],
  ['brought later', 16],
  ['fetched', 30],
];

/** What a group orders at most of one thing. */
const MOST_FOR_A_GROUP = 2;
/** How long somebody thinks about what could be missing. */
const TRIES = 4;

/** The first and the last deliveries, in working days from the beginning and from the end. */
const FIRST = 5;
const LAST = 6;

/** What is bought: as many bottles as the plan wants, in step with the year. */
export class Stocking {
  private readonly orders = new Map<School, Order[]>();
  private readonly delivering: readonly Day[];
  private readonly busySum: number;
  private busyDone = 0;

  constructor(
    private readonly world: World,
    private readonly baseline: Baseline,
  ) {
    const working = world.days.filter(({ working }) => working);
    this.delivering = working.slice(FIRST, -LAST);
    this.busySum = this.delivering.reduce((sum, { busy }) => sum + busy, 0);
  }

  /** Whether bottles may still be filled from others. */
  get growing(): boolean {
    const last = this.delivering.at(-1);
    return (
      last !== undefined && this.world.today.nth < last.nth && this.world.acts.count < this.world.size.bottles
    );
  }

  /** What comes today. */
  receive(day: Day): void {
    if (!this.delivering.includes(day)) return;
    this.busyDone += day.busy;
    const { schools } = this.world.university;
    const isLast = day === this.delivering.at(-1);
    const some = schools.filter(() => isLast || this.world.chance.happens(260));
    some.forEach((school, n) => {
      const then = this.world.during(day, 9 * 60, 130);
      this.world.agenda.add(then, (now) =>
        this.unload(school, now, Math.ceil(this.missing / (some.length - n))),
      );
    });
  }

  /** A group needs another: from the store where that has one, else from a supplier. */
  want(group: Group, ware: Ware): void {
    const { school } = group;
    if (this.hasSpare(group, ware)) return;
    if (pooled.includes(ware) && this.world.chance.happens(800)) {
      this.world.agenda.add(this.world.storesTime(1, 8 * 60 + 15, 100), (then) =>
        this.fetch(group, ware, then),
      );
    } else this.ordersOf(school).push({ ware, group });
  }

  /** Whether one stands there that nobody has opened. */
  private hasSpare({ unit }: Group, ware: Ware): boolean {
    return this.world.shelves.of(unit).some((bottle) => bottle.ware === ware && !bottle.opened);
  }

  private fetch(group: Group, ware: Ware, then: number): void {
    const { school } = group;
    const shelf = this.world.shelves.of(school.stores);
    const { date } = this.world.today;
    const bottle = shelf.find(
      (one) => one.ware === ware && !one.opened && one.place && usable(one, then, date),
    );
    if (!bottle) return void this.ordersOf(school).push({ ware, group });
    const place = this.world.chance.of(placesFor(ware, group));
    this.world.acts.move(bottle, then, this.world.clerk(school), place);
  }

  /** How many bottles should be there by now, and are not. */
  private get missing(): number {
    const { size, acts } = this.world;
    const bought = Math.floor(((size.bottles - this.baseline.bottles) * this.busyDone) / this.busySum);
    return this.baseline.bottles + bought - acts.count;
  }

  private unload(school: School, from: number, quota: number): void {
    const clerk = this.world.clerk(school);
    let unpacked = from;
    for (let left = quota; left > 0; ) {
      const { ware, group } = this.ordersOf(school).shift() ?? this.idea(school);
      const ordered = this.world.chance.weighted(kindOf(ware).order);
      const count = Math.min(left, group ? Math.min(ordered, MOST_FOR_A_GROUP) : ordered);
      const bottles = this.register(clerk, from, ware, count, group?.unit ?? school.stores);
      this.unpack(bottles, school, clerk, unpacked, group);
      left -= count;
      if (left > 0 && count === 1 && this.world.chance.happens(16)) {
        this.registerTwice(school, clerk, unpacked, ware);
        left -= 1;
      }
      unpacked += this.world.seconds(70, 260);
    }
  }

  /** What somebody orders who did not run out of it. */
  private idea(school: School): Order {
    const { chance } = this.world;
    if (chance.happens(250))
      return { ware: chance.weighted(pooled.map((ware) => [ware, ware.wanted] as const)) };
    const group = chance.of(school.groups);
    const known = this.baseline.repertoires.get(group) ?? [];
    for (let tries = 0; tries < TRIES && known.length > 0; tries += 1) {
      const ware = chance.happens(250) ? chance.weighted(known) : chance.of(known)[0];
      if (!this.hasSpare(group, ware)) return { ware, group };
    }
    return { ware: chance.of(pooled) };
  }

  /** A line of the delivery note. */
  private register(clerk: Person, then: number, ware: Ware, count: number, unit: Unit): readonly Bottle[] {
    const { acts, chance, today } = this.world;
    const { body, ...known } = labelled(ware, unit, today.date, chance);
    const given = unit.kind === 'group' && chance.happens(9);
    const { supplier: _from, product: _of, ...gift } = body;
    const slip = count === 1 && known.lot !== undefined && chance.happens(16);
    const told: Body = { ...(given ? gift : body), origin: given ? 'donated' : 'received' };
    const bottles = acts.enter(then, clerk, {
      ...{ ...known, count, content: known.full },
      body: slip ? { ...told, lot: misread(known.lot) } : told,
    });
    for (const bottle of slip ? bottles : [])
      acts.later(bottle, then + this.world.seconds(600, 15_000), (at) => {
        const right = { lot: known.lot as string };
        acts.correct(bottle, at, clerk, bottle.entered as Named, right, 'lot misread on the label');
      });
    if (!given && chance.happens(11)) this.sendBack(bottles, clerk);
    return bottles;
  }

  private unpack(
    bottles: readonly Bottle[],
    school: School,
    clerk: Person,
    then: number,
    group?: Group,
  ): void {
    const { acts, chance } = this.world;
    const labels = chance.happens(620);
    for (const [n, bottle] of bottles.entries()) {
      if (labels)
        acts.later(bottle, then + 20_000 + n * 4_000, (at) => {
          acts.say(bottle, at, clerk, 'RecordLabelPrinted', { format: 'pdf' });
        });
      this.putAway(bottle, school, clerk, then + 60_000 + n * 25_000, group);
    }
  }

  /** What is for the store goes there at once; what a group waits for goes there on one way or another. */
  private putAway(bottle: Bottle, school: School, clerk: Person, then: number, group?: Group): void {
    const { acts, chance } = this.world;
    const store = (at: number, home: Group | School) =>
      acts.later(bottle, at, (now) => {
        if (bottle.place === undefined && bottle.holder === undefined)
          acts.store(bottle, now, clerk, chance.of(placesFor(bottle.ware, home)));
      });
    const way = group ? chance.weighted(WAYS) : 'kept';
    if (way === 'brought') store(then + this.world.seconds(3_600, 14_000), group ?? school);
    else if (way === 'brought later') store(this.world.storesTime(chance.whole(1, 3)), group ?? school);
    else store(then, school);
    if (group && way === 'fetched')
      acts.later(
        bottle,
        Math.max(then + 600_000, this.world.storesTime(chance.whole(0, 3), 10 * 60)),
        (now) => this.collect(bottle, group, clerk, now),
      );
  }

  /** Somebody comes for what they have ordered, and puts it on their own shelf. */
  private collect(bottle: Bottle, group: Group, clerk: Person, then: number): void {
    const { acts, chance, today } = this.world;
    if (bottle.place === undefined || !usable(bottle, then, today.date)) return;
    const person = this.world.member(group);
    acts.issue(bottle, then, clerk, person, chance.of(kindOf(bottle.ware).purposes));
    acts.later(bottle, then + this.world.seconds(400, 3_500), (at) => {
      if (bottle.holder === person && this.world.isHere(person))
        acts.giveBack(bottle, at, person, chance.of(placesFor(bottle.ware, group)));
    });
  }

  /** The same bottle once more, by mistake, which is soon noticed. */
  private registerTwice(school: School, clerk: Person, then: number, ware: Ware): void {
    const { acts, chance, today } = this.world;
    const { body, ...known } = labelled(ware, school.stores, today.date, chance);
    const told = { ...body, origin: 'received' };
    const [twin] = acts.enter(then + 15_000, clerk, { ...known, count: 1, content: known.full, body: told });
    if (twin) acts.unmake(twin, then + 55_000, clerk, 'entered twice');
  }

  private sendBack(bottles: readonly Bottle[], clerk: Person): void {
    const supplier = kindOf((bottles[0] as Bottle).ware).supplier;
    const then = this.world.storesTime(this.world.chance.whole(1, 5));
    for (const [n, bottle] of bottles.entries())
      this.world.acts.later(bottle, then + n * 20_000, (at) => {
        if (bottle.opened || bottle.holder) return;
        this.world.acts.end(bottle, at, clerk, 'ReturnBottleToVendor', {
          supplier,
          reason: 'not what was ordered',
        });
      });
  }

  private ordersOf(school: School): Order[] {
    const known = this.orders.get(school) ?? [];
    this.orders.set(school, known);
    return known;
  }
}

/** Two neighbouring digits change places. */
function misread(lot = ''): string {
  const digits = [...lot];
  const n = digits.findIndex((digit, i) => i > 0 && digits[i + 1] !== undefined && digits[i + 1] !== digit);
  if (n < 0) return `${lot}0`;
  [digits[n], digits[n + 1]] = [digits[n + 1] as string, digits[n] as string];
  return digits.join('');
}
