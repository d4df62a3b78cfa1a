import { Acts } from './acts.js';
import { Agenda } from './agenda.js';
import { Shelves } from './bottles.js';
import { at, type Day } from './calendar.js';
import type { Chance, Weighted } from './chance.js';
import { Diary } from './diary.js';
import type { Group, Person, School, Size, Unit, University } from './university.js';

/** Half hours from 8:00 on, and how many people are at work in them. */
const bench: Weighted<number> = [
  ...[3, 6, 9, 11, 12, 12, 11, 9, 5, 5, 8, 10, 11, 11, 10, 9, 7, 6, 4, 3, 2, 2, 1, 1, 1].map(
    (weight, n) => [8 * 60 + n * 30, weight] as const,
  ),
];

/** Everything the plan knows while it is made. */
export class World {
  readonly diary = new Diary();
  readonly shelves = new Shelves();
  readonly agenda: Agenda;
  readonly acts: Acts;
  readonly groups: readonly Group[];
  private readonly homes: ReadonlyMap<Unit, Group | School>;
  /** The last day on which anybody works, and the instant after which only the stocktake goes on. */
  readonly last: Day;
  readonly end: number;
  today: Day;

  constructor(
    readonly university: University,
    readonly size: Size,
    readonly days: readonly Day[],
    readonly chance: Chance,
  ) {
    this.groups = university.schools.flatMap(({ groups }) => groups);
    this.homes = new Map<Unit, Group | School>([
      ...this.groups.map((group) => [group.unit, group] as const),
      ...university.schools.map((school) => [school.stores, school] as const),
    ]);
    this.last = days.findLast(({ working }) => working) as Day;
    this.end = at(this.last, 15 * 60);
    this.today = days[0] as Day;
    this.agenda = new Agenda(days, this.end);
    this.acts = new Acts(this.diary, this.shelves, this.agenda);
  }

  isHere({ comes, leaves }: Person): boolean {
    return comes < this.today.nth && this.today.nth < leaves;
  }

  /** Somebody of a group who is there. Its head always is. */
  member({ members }: Group): Person {
    const some = this.chance.of(members);
    return this.isHere(some) ? some : (members[0] as Person);
  }

  /** Themselves, or whoever does it for somebody who has left. */
  stillOrHead(person: Person, { members }: Group): Person {
    return this.isHere(person) ? person : (members[0] as Person);
  }

  keeperOf({ rooms, members }: Group): Person {
    return rooms[0]?.keeper ?? (members[0] as Person);
  }

  clerk({ clerks }: School): Person {
    return this.chance.of(clerks);
  }

  wasteOfficer({ wasteOfficers, clerks }: School): Person {
    return this.chance.of(wasteOfficers.length > 0 ? wasteOfficers : clerks);
  }

  /** Whose rooms they are. */
  homeOf(unit: Unit): Group | School | undefined {
    return this.homes.get(unit);
  }

  /** When somebody is at the bench. */
  benchTime(day: Day): number {
    return this.during(day, this.chance.weighted(bench), 30);
  }

  /** An instant while the stores are open, so many working days from now; after the end, where there are not as many. */
  storesTime(days: number, from = 9 * 60, minutes = 6 * 60): number {
    const day = this.workingDay(days);
    return day ? this.during(day, from, minutes) : this.end + 1;
  }

  /** An instant within so many minutes. */
  during(day: Day, from: number, minutes: number): number {
    return at(day, from) + this.chance.whole(0, minutes * 60_000);
  }

  /** The `n`th working day from today on, where the year has one. 0 is today, where it is a working day. */
  workingDay(n: number): Day | undefined {
    let left = n;
    for (let nth = this.today.nth; nth < this.days.length; nth += 1) {
      const day = this.days[nth] as Day;
      if (!day.working) continue;
      if (left === 0) return day;
      left -= 1;
    }
    return undefined;
  }

  /** Some seconds, as it takes to scan and type. */
  seconds(min: number, max: number): number {
    return this.chance.whole(min * 1_000, max * 1_000);
  }
}
