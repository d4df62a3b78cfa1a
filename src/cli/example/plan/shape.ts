import type { Day } from './calendar.js';
import type { Chance } from './chance.js';
import { addressOf, nameOf } from './names.js';
import { Ref } from './step.js';
import type { Field, Group, Job, Person, Place, Room, School, Size, Unit, University } from './university.js';
import type { Keeping } from './wares.js';

const schools: readonly (readonly [name: string, fields: readonly Field[]])[] = [
  ['School of Chemistry', ['Organic Chemistry', 'Analytical Chemistry', 'Inorganic Chemistry']],
  ['School of Life Sciences', ['Biochemistry', 'Organic Chemistry']],
  ['School of Physics and Materials', ['Materials Science', 'Physics', 'Inorganic Chemistry']],
];

/** Groups are named after what they do: a person's name would stand in the log for ever. */
const topics: Readonly<Record<Field, readonly string[]>> = {
  'Organic Chemistry': ['Natural Products', 'Organocatalysis', 'Heterocycles', 'Photochemistry', 'Peptides'],
  'Analytical Chemistry': ['Mass Spectrometry', 'Environmental Analysis', 'Separations', 'Electroanalysis'],
  'Inorganic Chemistry': ['Coordination Compounds', 'Solid State', 'Homogeneous Catalysis', 'Main Group'],
  Biochemistry: ['Protein Engineering', 'Cell Signalling', 'Enzymes', 'Structural Biology', 'Microbiology'],
  'Materials Science': ['Polymers', 'Thin Films', 'Batteries', 'Ceramics'],
  Physics: ['Low Temperatures', 'Surfaces', 'Optics'],
};

/** Cupboards with the names of their shelves; without any, bottles stand in the cupboard itself. */
type Furniture = readonly (readonly [cupboard: string, shelves: readonly string[], keeping: Keeping])[];

const laboratory: Furniture = [
  ['Flammables cabinet', ['upper shelf', 'middle shelf', 'lower shelf'], 'flammable'],
  ['Acids and bases', ['upper tray', 'lower tray'], 'corrosive'],
  ['Rack', ['shelf 1', 'shelf 2', 'shelf 3'], 'dry'],
  ['Refrigerator', [], 'cold'],
  ['Locked cabinet', [], 'locked'],
  ['Gas cylinders', [], 'gas'],
];
const store: Furniture = [
  ['Flammables cabinet 1', ['shelf 1', 'shelf 2', 'shelf 3', 'shelf 4'], 'flammable'],
  ['Flammables cabinet 2', ['shelf 1', 'shelf 2', 'shelf 3', 'shelf 4'], 'flammable'],
  ['Acids and bases', ['shelf 1', 'shelf 2', 'shelf 3'], 'corrosive'],
  ['Rack 1', ['shelf 1', 'shelf 2', 'shelf 3', 'shelf 4', 'shelf 5'], 'dry'],
  ['Rack 2', ['shelf 1', 'shelf 2', 'shelf 3', 'shelf 4', 'shelf 5'], 'dry'],
  ['Cold room', [], 'cold'],
  ['Locked cabinet', [], 'locked'],
  ['Gas cage', [], 'gas'],
];

const ROOMS_ON_A_FLOOR = 6;
/** A school with fewer rooms keeps its waste in the store. */
const ROOMS_WITH_WASTE_ROOM = 8;

/** Draws up a university: its units, rooms and people. */
export function drawUp(size: Size, days: readonly Day[], chance: Chance): University {
  return new Drawing(size, days, chance).university();
}

class Drawing {
  private readonly units: Unit[] = [];
  private readonly places: Place[] = [];
  private readonly people: Person[] = [];
  private readonly institution = this.unit({ name: 'Example University', kind: 'institution' });
  private readonly site = this.place({ name: 'Example University', kind: 'site' });

  constructor(
    private readonly size: Size,
    private readonly days: readonly Day[],
    private readonly chance: Chance,
  ) {}

  university(): University {
    const count = Math.max(1, Math.round(this.size.rooms / 13));
    const drawn = Array.from({ length: count }, (_, nth) => this.school(nth, this.share(nth, count)));
    const offices = Math.max(1, Math.round(count * 0.67));
    const employed = (job: Job) =>
      Array.from({ length: offices }, () => this.person(job, this.institution, true));
    const procurement = employed('procurement');
    employed('audit');
    const wasteOfficers = employed('waste');
    drawn.forEach((school, nth) => {
      school.clerks.push(
        this.person('stores', school.stores, true),
        this.person('stores', school.stores, true),
      );
      const officer = wasteOfficers[nth % offices];
      if (officer) school.wasteOfficers.push(officer);
    });
    this.staff(drawn.flatMap(({ groups }) => groups));
    const { units, places, people } = this;
    return { units, places, people, schools: drawn, procurement };
  }

  /** How many of the rooms the nth school has. */
  private share(nth: number, schoolCount: number): number {
    const { rooms } = this.size;
    return Math.floor((rooms * (nth + 1)) / schoolCount) - Math.floor((rooms * nth) / schoolCount);
  }

  private school(nth: number, rooms: number): School {
    const [name, fields] = schools[nth % schools.length] as (typeof schools)[number];
    const unit = this.unit({
      name: numbered(name, nth, schools.length),
      kind: 'school',
      parent: this.institution,
    });
    const stores = this.unit({ name: 'Chemicals Store', kind: 'group', parent: unit });
    const letter = letterOf(nth);
    const building = this.place({ name: `Building ${letter}`, kind: 'building', parent: this.site, unit });
    const withWasteRoom = rooms >= ROOMS_WITH_WASTE_ROOM;
    const laboratories = rooms - (withWasteRoom ? 2 : 1);
    const units = this.groupUnits(unit, fields, Math.max(1, Math.round(laboratories * 0.65)));
    const owners = [stores, ...(withWasteRoom ? [stores] : [])];
    const floors = new Map<number, Place>();
    const rows = Array.from({ length: rooms }, (_, n) => {
      const floor = Math.floor(n / ROOMS_ON_A_FLOOR);
      const onFloor =
        floors.get(floor) ?? this.place({ name: `Floor ${floor}`, kind: 'floor', parent: building, unit });
      floors.set(floor, onFloor);
      const owner = owners[n] ?? (units[(n - owners.length) % units.length]?.unit as Unit);
      const number = `${letter}-${floor}${String((n % ROOMS_ON_A_FLOOR) + 1).padStart(2, '0')}`;
      return { owner, place: this.place({ name: number, kind: 'room', parent: onFloor, unit: owner }) };
    });
    const [storeRow, ...others] = rows as [(typeof rows)[number], ...typeof rows];
    const storeRoom = this.furnished(storeRow.place, stores, store);
    const wasteRow = withWasteRoom ? others.shift() : undefined;
    const waste = this.place({
      ...{ name: 'For disposal', kind: 'cupboard', unit: stores },
      parent: (wasteRow ?? storeRow).place,
    });
    const school: School = {
      ...{ unit, stores, store: storeRoom, waste },
      groups: [],
      clerks: [],
      wasteOfficers: [],
    };
    const furnished = others.map(({ place, owner }) => ({
      owner,
      room: this.furnished(place, owner, laboratory),
    }));
    for (const { unit: of, field } of units) {
      const own = furnished.filter(({ owner }) => owner === of).map(({ room }) => room);
      const onPaper = this.chance.happens(180);
      school.groups.push({ unit: of, field, school, rooms: own, members: [], onPaper });
    }
    return school;
  }

  private groupUnits(school: Unit, fields: readonly Field[], count: number) {
    const institutes = new Map<Field, Unit>();
    return Array.from({ length: count }, (_, n) => {
      const field = fields[n % fields.length] as Field;
      const institute =
        institutes.get(field) ??
        this.unit({ name: `Institute of ${field}`, kind: 'institute', parent: school });
      institutes.set(field, institute);
      const nth = Math.floor(n / fields.length);
      const name = numbered(topics[field][nth % topics[field].length] ?? field, nth, topics[field].length);
      return { field, unit: this.unit({ name, kind: 'group', parent: institute }) };
    });
  }

  private furnished(place: Place, unit: Unit, furniture: Furniture): Room {
    const kept: Record<Keeping, Place[]> = {
      flammable: [],
      corrosive: [],
      dry: [],
      cold: [],
      locked: [],
      gas: [],
    };
    for (const [name, shelves, keeping] of furniture) {
      const cupboard = this.place({ name, kind: 'cupboard', parent: place, unit });
      const inside = shelves.map((shelf) =>
        this.place({ name: shelf, kind: 'shelf', parent: cupboard, unit }),
      );
      kept[keeping].push(...(inside.length > 0 ? inside : [cupboard]));
    }
    return { place, kept };
  }

  /** The first of a group heads it, the second keeps its rooms. Neither leaves. */
  private staff(groups: readonly Group[]): void {
    for (let n = 0; this.people.length < this.size.people; n += 1) {
      const group = groups[n % groups.length] as Group;
      const settled = n < 2 * groups.length;
      const person = this.person('research', group.unit, settled);
      group.members.push(person);
    }
    for (const { members, rooms, unit } of groups) {
      const [head, keeper = head] = members;
      for (let of: Unit | undefined = unit; of && of.kind !== 'institution' && head; of = of.parent)
        of.head ??= head;
      for (const room of rooms) if (keeper) room.keeper = keeper;
    }
  }

  private person(job: Job, unit: Unit, settled: boolean): Person {
    const n = this.people.length + 1;
    const name = nameOf(this.chance);
    const last = this.days.length;
    const comes = !settled && this.chance.happens(70) ? this.chance.whole(30, last - 60) : 0;
    const leaves = !settled && this.chance.happens(90) ? this.chance.whole(comes + 40, last + 30) : last;
    const person = {
      ...{ ref: new Ref('person', n), credential: new Ref('credential', n), name, email: addressOf(name, n) },
      ...{ job, unit, comes, leaves },
    };
    this.people.push(person);
    return person;
  }

  private unit(unit: Omit<Unit, 'ref'>): Unit {
    const added = { ...unit, ref: new Ref('unit', this.units.length) };
    this.units.push(added);
    return added;
  }

  private place(place: Omit<Place, 'ref'>): Place {
    const added = { ...place, ref: new Ref('place', this.places.length) };
    this.places.push(added);
    return added;
  }
}

const numbered = (name: string, nth: number, known: number): string =>
  nth < known ? name : `${name} ${Math.floor(nth / known) + 1}`;

const letterOf = (nth: number): string =>
  nth < 26 ? String.fromCharCode(65 + nth) : `${letterOf(Math.floor(nth / 26) - 1)}${letterOf(nth % 26)}`;
