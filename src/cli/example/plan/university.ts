import type { Ref } from './step.js';
import type { Keeping } from './wares.js';

/** How large it is. Everything grows with the scale. */
export interface Size {
  readonly rooms: number;
  readonly people: number;
  readonly bottles: number;
  /** All facts but those of the founding: the site, its administrator, the catalogue. */
  readonly facts: number;
}

/** @param scale 1 is 40 rooms, 120 people, 3,000 bottles and 25,000 facts */
export const sizeAt = (scale: number): Size => ({
  rooms: Math.round(40 * scale),
  people: Math.round(120 * scale),
  bottles: Math.round(3_000 * scale),
  facts: Math.round(25_000 * scale),
});

export type Field =
  | 'Organic Chemistry'
  | 'Analytical Chemistry'
  | 'Inorganic Chemistry'
  | 'Biochemistry'
  | 'Materials Science'
  | 'Physics';

export interface Unit {
  readonly ref: Ref;
  readonly name: string;
  readonly kind: 'institution' | 'school' | 'institute' | 'group';
  readonly parent?: Unit;
  head?: Person;
}

export interface Place {
  readonly ref: Ref;
  readonly name: string;
  readonly kind: 'site' | 'building' | 'floor' | 'room' | 'cupboard' | 'shelf';
  readonly parent?: Place;
  readonly unit?: Unit;
}

export type Job = 'research' | 'stores' | 'waste' | 'procurement' | 'audit';

/** Whoever asks. */
export interface Actor {
  readonly ref: Ref;
}

export interface Person extends Actor {
  readonly name: string;
  readonly email: string;
  readonly job: Job;
  readonly unit: Unit;
  /** What they sign in with. */
  readonly credential: Ref;
  /** The day they come, and the one on which they leave. */
  readonly comes: number;
  readonly leaves: number;
}

/** A room with what is in it: the places of each kind in which bottles can stand. */
export interface Room {
  readonly place: Place;
  readonly kept: Readonly<Record<Keeping, readonly Place[]>>;
  keeper?: Person;
}

/** People who work together, in rooms of their own. */
export interface Group {
  readonly unit: Unit;
  readonly field: Field;
  readonly school: School;
  readonly rooms: readonly Room[];
  readonly members: Person[];
  /** What they use is written on a sheet, and entered the next morning. */
  readonly onPaper: boolean;
}

export interface School {
  readonly unit: Unit;
  readonly stores: Unit;
  readonly store: Room;
  /** Where what is to be disposed of waits. */
  readonly waste: Place;
  readonly groups: Group[];
  readonly clerks: Person[];
  readonly wasteOfficers: Person[];
}

export interface University {
  readonly units: readonly Unit[];
  readonly places: readonly Place[];
  readonly people: readonly Person[];
  readonly schools: readonly School[];
  readonly procurement: readonly Person[];
}
