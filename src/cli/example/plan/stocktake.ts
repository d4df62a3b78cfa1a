import { type Bottle, idle, placesFor } from './bottles.js';
import { at, type Day } from './calendar.js';
import type { Place, School } from './university.js';
import type { World } from './world.js';

/** The share of all facts that are left for it, in thousandths, and on how many working days it goes on. */
const SHARE = 16;
const DAYS = 10;
/** The least that is left for it, however small the year is. */
const LEAST = 80;

/** At the end of the year clerks go through the rooms and scan what they see, until the year has all its facts. */
export class Stocktake {
  /** How many facts nobody else may lead to. */
  private reserved: number;
  private readonly daily: number;
  private readonly days: ReadonlySet<Day>;
  private left: Bottle[] = [];

  constructor(private readonly world: World) {
    this.reserved = Math.max(LEAST, Math.floor((world.size.facts * SHARE) / 1_000));
    // Half of it is left for the last day, on which nobody knows beforehand how much else will happen.
    this.daily = Math.floor(this.reserved / 2 / DAYS / world.university.schools.length);
    this.days = new Set(world.days.filter(({ working }) => working).slice(-DAYS));
  }

  get reserve(): number {
    return this.reserved;
  }

  /** What is scanned on a day before the last one. */
  go(day: Day): void {
    if (!this.days.has(day) || day === this.world.last) return;
    for (const school of this.world.university.schools) {
      this.world.agenda.add(this.world.during(day, 9 * 60, 240), (from) => {
        const before = this.world.diary.facts;
        for (let n = 0, then = from; n < this.daily; n += 1, then += this.world.seconds(21, 45)) {
          if (this.world.chance.happens(25)) this.misplaced(school, then);
          else this.scan(school, then);
        }
        this.reserved -= this.world.diary.facts - before;
      });
    }
  }

  /** What is still to be scanned for the year to have as many facts as it should. */
  finish(): void {
    const { diary, size, university, last } = this.world;
    const begins = at(last, 16 * 60);
    const missing = size.facts - diary.facts;
    if (missing < 0) throw new Error(`the plan is wrong: ${-missing} facts too many`);
    const pause = Math.floor(6_000_000 / Math.max(1, missing));
    for (let n = 0; n < missing; n += 1) {
      const school = university.schools[n % university.schools.length] as School;
      this.scan(school, begins + n * pause);
    }
  }

  private scan(school: School, then: number): void {
    const bottle = this.next(then);
    this.world.acts.say(bottle, then, this.world.clerk(school), 'SightBottle', {
      place: (bottle.place as Place).ref,
    });
  }

  /** One that stands where it should not is seen there, and then moved. */
  private misplaced(school: School, then: number): void {
    const { acts, chance } = this.world;
    const bottle = this.next(then);
    const home = bottle.keptBy && this.world.homeOf(bottle.keptBy);
    if (!home) return;
    const clerk = this.world.clerk(school);
    const place = chance.of(placesFor(bottle.ware, home));
    acts.say(bottle, then, clerk, 'SightBottle', { place: place.ref });
    if (place !== bottle.place) acts.move(bottle, then + 20_000, clerk, place);
  }

  /** Room by room. */
  private next(then: number): Bottle {
    for (let rounds = 0; rounds < 3; ) {
      const bottle = this.left.pop();
      if (bottle?.place && idle(bottle, then)) return bottle;
      if (bottle) continue;
      this.left = this.world.university.units.flatMap((unit) => [...this.world.shelves.of(unit)]);
      rounds += 1;
    }
    throw new Error('the plan is wrong: there are no bottles');
  }
}
