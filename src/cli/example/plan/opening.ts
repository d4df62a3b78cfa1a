import { additions } from './additions.js';
import { at, type Day } from './calendar.js';
import { administrator, type Saying } from './diary.js';
import type { Body } from './step.js';
import type { Job, Person, Place } from './university.js';
import { unknownWares } from './wares.js';
import type { World } from './world.js';

/** How many places are opened at one instant: each in another, so that the ledger may look at all of them together. */
const AT_ONCE = 200;

const roles: Readonly<Record<Job, string>> = {
  research: 'researcher',
  stores: 'stores',
  waste: 'stores',
  procurement: 'procurement',
  audit: 'auditor',
};

type Task = (at: number) => void;

/** The first day: the administrator enters the units, the building plan, the people and what they may do. */
export class Opening {
  constructor(private readonly world: World) {}

  open(): void {
    const { places, people } = this.world.university;
    this.spread(8, this.units());
    this.spread(
      9,
      waves(places).map((wave) => (then) => this.openPlaces(then, wave)),
    );
    this.spread(
      10,
      people.filter(({ comes }) => comes === 0).map((person) => (then) => this.welcome(person, then)),
    );
    this.spread(11, this.responsibilities());
    this.spread(14, this.substances());
    for (const person of people) if (person.comes > 0) this.expect(person);
  }

  /** One after the other, within an hour. */
  private spread(hour: number, tasks: readonly Task[]): void {
    const start = at(this.world.days[0] as Day, hour * 60);
    const pause = Math.min(5_000, Math.floor(3_300_000 / Math.max(1, tasks.length)));
    tasks.forEach((task, n) => void this.world.agenda.add(start + n * pause, task));
  }

  private units(): readonly Task[] {
    return this.world.university.units.map(({ ref, name, kind, parent }) => (then) => {
      this.tell(then, {
        ask: 'AddUnit',
        of: ref,
        body: { name, kind, ...(parent && { parent: parent.ref }) },
      });
    });
  }

  private openPlaces(then: number, places: readonly Place[]): void {
    const sayings = places.map(({ ref, name, kind, parent, unit }): Saying => {
      const within: Body = { ...(parent && { parent: parent.ref }), ...(unit && { unit: unit.ref }) };
      return { ask: 'OpenPlace', of: ref, body: { name, kind, ...within } };
    });
    this.world.diary.together(then, administrator, sayings);
  }

  /** Whoever comes gets a role, and a key that they fetch themselves. */
  private welcome(person: Person, then: number): void {
    const { ref, credential, name, email, unit, job } = person;
    this.tell(then, { ask: 'AddPerson', of: ref, body: { name, email, unit: unit.ref } });
    const scopes = this.scopesOf(person);
    for (const [n, scope] of scopes.entries()) {
      const body: Body = { role: roles[job], ...(scope && { scope }) };
      this.tell(then + 60 * (n + 1), { ask: 'GrantRole', of: ref, body });
    }
    const label = job === 'stores' ? 'scanner at the counter' : 'own key';
    this.tell(then + 400, { ask: 'IssueCredential', of: credential, body: { person: ref, label } });
    this.world.agenda.add(then + this.world.seconds(900, 12_000), (later) => {
      this.world.diary.tell(later, ref, { ask: 'EnrolCredential', of: credential });
    });
  }

  /** Researchers may handle what their group owns, and what stands in its rooms. */
  private scopesOf({ job, unit }: Person): readonly (Body | undefined)[] {
    if (job !== 'research') return [undefined];
    const rooms = this.world.groups.find((group) => group.unit === unit)?.rooms ?? [];
    return [{ unit: unit.ref }, ...rooms.map(({ place }) => ({ place: place.ref }))];
  }

  private responsibilities(): readonly Task[] {
    const { units, schools } = this.world.university;
    const heads = units.flatMap(({ ref, head }) =>
      head ? [{ ask: 'AssignUnitHead', of: ref, body: { person: head.ref } } as const] : [],
    );
    const stores = schools.map(({ store, clerks }) => ({ place: store.place, keeper: clerks[0] }));
    const rooms = [...stores, ...this.world.groups.flatMap((group) => group.rooms)];
    const keepers = rooms.flatMap(({ place, keeper }) =>
      keeper ? [{ ask: 'AssignResponsible', of: place.ref, body: { person: keeper.ref } } as const] : [],
    );
    return [...heads, ...keepers].map((saying) => (then) => this.tell(then, saying));
  }

  /** What the university buys and the catalogue does not know. */
  private substances(): readonly Task[] {
    const [clerk] = this.world.university.procurement as readonly [Person];
    return unknownWares.map(({ cas }) => (then) => {
      const { name, formula, hazards, synonyms } = additions.get(cas) as NonNullable<
        ReturnType<(typeof additions)['get']>
      >;
      const known = {
        ...(formula && { formula }),
        ...(hazards && { hazards }),
        ...(synonyms && { synonyms }),
      };
      this.world.diary.tell(then, clerk.ref, { ask: 'AddSubstance', of: cas, body: { name, cas, ...known } });
    });
  }

  private expect(person: Person): void {
    const day = this.world.days[person.comes] as Day;
    this.world.agenda.add(this.world.during(day, 9 * 60, 60), (then) => this.welcome(person, then));
  }

  private tell(then: number, saying: Saying): void {
    this.world.diary.tell(then, administrator, saying);
  }
}

/** The outer places before those inside, and of those in one place no two together. */
function waves(places: readonly Place[]): readonly (readonly Place[])[] {
  const ranks = new Map<Place | undefined, number>();
  const levels = new Map<string, Place[]>();
  for (const place of places) {
    const rank = ranks.get(place.parent) ?? 0;
    ranks.set(place.parent, rank + 1);
    const level = `${order.indexOf(place.kind)}${String(rank).padStart(5, '0')}`;
    levels.set(level, [...(levels.get(level) ?? []), place]);
  }
  const sorted = [...levels].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, wave]) => wave);
  return sorted.flatMap((wave) =>
    Array.from({ length: Math.ceil(wave.length / AT_ONCE) }, (_, n) =>
      wave.slice(n * AT_ONCE, (n + 1) * AT_ONCE),
    ),
  );
}

const order: readonly Place['kind'][] = ['site', 'building', 'floor', 'room', 'cupboard', 'shelf'];
