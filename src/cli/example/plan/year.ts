import { Baseline } from './baseline.js';
import { Bench } from './bench.js';
import type { Day } from './calendar.js';
import { Ends } from './ends.js';
import { Mishaps } from './mishaps.js';
import { Opening } from './opening.js';
import { Slips } from './slips.js';
import { Staff } from './staff.js';
import type { Moment } from './step.js';
import { Stocking } from './stocking.js';
import { Stocktake } from './stocktake.js';
import type { World } from './world.js';

/** How many facts a bottle of the beginning leads to, about. */
const FACTS_OF_A_BEGINNING = 1.95;
/** People might come to the bench so much oftener than they do: the rest stay away when enough has happened. */
const VISITS_FOR_A_FACT = 0.5;
/** When it is busy, in minutes after midnight. */
const [OPENS, CLOSES] = [8 * 60, 18 * 60];

/** How many facts a visit leads to beyond the first, about: half of that is looked ahead. */
const AHEAD = 2;
/** How much of what was expected is believed again the next day, in hundredths. */
const KEPT = 90;

/** A year, day by day. How much happens follows from how much the whole year is to have. */
export class Year {
  private readonly baseline: Baseline;
  private readonly stocking: Stocking;
  private readonly stocktake: Stocktake;
  private readonly ends: Ends;
  private readonly mishaps: Mishaps;
  private readonly bench: Bench;
  private readonly staff: Staff;
  /** Facts of a busy day that nobody at the bench leads to, as far as is known by now. */
  private others: number;

  constructor(private readonly world: World) {
    const slips = new Slips(world);
    this.ends = new Ends(world);
    this.baseline = new Baseline(world);
    this.stocking = new Stocking(world, this.baseline);
    this.stocktake = new Stocktake(world);
    this.mishaps = new Mishaps(world, this.ends, slips);
    this.bench = new Bench(world, this.baseline, this.stocking, this.ends, slips);
    this.staff = new Staff(world);
    this.others = world.size.facts / 650;
  }

  *days(): Generator<readonly Moment[]> {
    const { world } = this;
    new Opening(world).open();
    this.baseline.begin();
    for (const day of world.days) {
      world.today = day;
      if (day.nth === 0) world.agenda.goThrough(0);
      else this.live(day);
      if (day === world.last) this.stocktake.finish();
      yield world.diary.close();
    }
  }

  private live(day: Day): void {
    const { world } = this;
    this.staff.go(day);
    this.stocking.receive(day);
    this.ends.contractor(day);
    this.mishaps.happen(day);
    this.stocktake.go(day);
    const before = this.happened;
    const visited = this.expectVisits(day);
    world.agenda.goThrough(day.nth);
    const others = ((this.happened - before - visited()) * 100) / day.busy;
    if (day.working) this.others = (this.others * KEPT + others * (100 - KEPT)) / 100;
  }

  /** People come to the bench as long as the day has not had its share. Answers how many facts they led to. */
  private expectVisits(day: Day): () => number {
    const { world } = this;
    const budget = Math.max(0, this.budget(day) - (this.others * day.busy) / 100);
    let visited = 0;
    for (let n = Math.ceil(budget * VISITS_FOR_A_FACT); n > 0; n -= 1) {
      world.agenda.add(world.benchTime(day), (then) => {
        const minute = (then - day.begins) / 60_000;
        const passed = Math.min(1, Math.max(0, (minute - OPENS) / (CLOSES - OPENS)));
        if (visited + AHEAD > budget * passed) return;
        const before = world.diary.facts;
        this.bench.visit(then);
        visited += world.diary.facts - before;
      });
    }
    return () => visited;
  }

  /** What has been told but what was there when the year began. */
  private get happened(): number {
    return this.world.diary.facts - this.baseline.facts;
  }

  /** The share that a day has in what is left of the year's facts. */
  private budget(day: Day): number {
    const { days, size, diary, last } = this.world;
    if (day.nth > last.nth) return 0;
    const toBegin = (this.baseline.bottles - this.baseline.entered) * FACTS_OF_A_BEGINNING;
    const left = size.facts - this.stocktake.reserve - diary.facts - toBegin;
    const busy = days.slice(day.nth, last.nth + 1).reduce((sum, one) => sum + one.busy, 0);
    return Math.max(0, (left * day.busy) / busy);
  }
}
