import type { Bottle } from './bottles.js';
import { placesFor } from './bottles.js';
import { at } from './calendar.js';
import type { Weighted } from './chance.js';
import { labelled, monthAfter } from './goods.js';
import { round } from './measure.js';
import { pooled, repertoire } from './repertoire.js';
import type { Group, Person, School } from './university.js';
import { contentOf, type Ware } from './wares.js';
import type { World } from './world.js';

/** The share of all bottles that are there when the ledger begins, in per cent. */
const SHARE = 42;

/** What stands on the shelves when the ledger begins is entered room by room, on the first days. */
export class Baseline {
  /** Groups whose bottles are entered, with what they work with. */
  readonly ready: Group[] = [];
  readonly repertoires = new Map<Group, Weighted<Ware>>();
  readonly bottles: number;
  /** How many facts it has led to. */
  facts = 0;
  entered = 0;
  private numbered = 0;

  constructor(private readonly world: World) {
    this.bottles = Math.round((world.size.bottles * SHARE) / 100);
    for (const group of world.groups) this.repertoires.set(group, repertoire(group.field, world.chance));
  }

  /** Two clerks of each school, a room each at a time. */
  begin(): void {
    const { schools } = this.world.university;
    const shares = sharesOf(this.bottles, schools);
    for (const school of schools) {
      const homes = [school, ...school.groups];
      homes.forEach((home, n) => {
        const day = this.world.workingDay(1 + Math.floor(n / 2));
        if (!day) return;
        const clerk = school.clerks[n % school.clerks.length] as Person;
        this.world.agenda.add(at(day, 8 * 60 + 30) + this.world.seconds(0, 1_500), (then) =>
          this.enterAll(home, clerk, then, shares.get(home) ?? 0),
        );
      });
    }
  }

  private enterAll(home: Group | School, clerk: Person, from: number, count: number): void {
    const before = this.world.diary.facts;
    let then = from;
    for (let left = count; left > 0; ) {
      const bottles = this.enter(home, clerk, then, left);
      left -= bottles.length;
      this.entered += bottles.length;
      // A store has a list; in a laboratory somebody takes bottle after bottle in hand.
      if ('members' in home) then += this.world.seconds(18, 55);
    }
    if ('members' in home) this.ready.push(home);
    this.facts += this.world.diary.facts - before;
  }

  private enter(home: Group | School, clerk: Person, then: number, most: number): readonly Bottle[] {
    const { chance, acts, today } = this.world;
    const ware = this.something(home);
    const since = `${monthAfter(today.date, -chance.whole(0, 40))}-01`;
    const { body, ...known } = labelled(ware, this.ownerIn(home), since, chance);
    const inStore = 'store' in home;
    const opened = !inStore && chance.happens(600);
    const count = inStore ? Math.min(most, chance.weighted(ALIKE)) : 1;
    const full = contentOf(ware, known.pack);
    const content = opened ? round((full * chance.whole(60, 960)) / 1_000) : full;
    const place = chance.of(placesFor(ware, home));
    const told = { ...body, origin: 'baselined', ...this.aliasFor(count) };
    const bottles = acts.enter(then, clerk, {
      ...{ ...known, place, count, content },
      body: opened ? { ...told, content: { ...acts.written(ware, content), how: 'estimated' } } : told,
    });
    for (const bottle of bottles)
      if (opened)
        acts.open(bottle, then + this.world.seconds(4, 12), clerk, { reason: 'open when the ledger began' });
    return bottles;
  }

  private something(home: Group | School): Ware {
    const { chance } = this.world;
    const known = 'members' in home ? this.repertoires.get(home) : undefined;
    if (!known || known.length === 0) return chance.of(pooled);
    return chance.happens(420) ? chance.weighted(known) : chance.of(known)[0];
  }

  private ownerIn(home: Group | School) {
    return 'stores' in home ? home.stores : home.unit;
  }

  /** Some have a number in the inventory that was kept before. */
  private aliasFor(count: number) {
    if (count > 1 || !this.world.chance.happens(130)) return {};
    this.numbered += 1;
    const value = `C-${String(this.numbered * 3 + 10_000)}`;
    return { aliases: [{ scheme: 'old-inventory', value }] };
  }
}

/** A store has several of a kind. */
const ALIKE: Weighted<number> = [
  [1, 1],
  [2, 3],
  [4, 4],
  [6, 2],
];
/** A store has as much as three laboratories; groups have their share by rooms. */
function sharesOf(bottles: number, schools: readonly School[]): ReadonlyMap<Group | School, number> {
  const homes = schools.flatMap((school): (Group | School)[] => [school, ...school.groups]);
  const weights = homes.map((home) => ('members' in home ? home.rooms.length : 3));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return new Map(
    homes.map((home, n) => {
      const before = Math.floor((bottles * sum) / all);
      sum += weights[n] as number;
      return [home, Math.floor((bottles * sum) / all) - before] as const;
    }),
  );
}
