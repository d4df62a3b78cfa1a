import { bottleDecider } from '../../src/bottle/bottle.decider.js';
import {
  type Beginning,
  type BottleFact,
  bottleStream,
  type Filled,
} from '../../src/bottle/bottle.events.js';
import type { Person } from '../../src/people/people.state.js';
import type { Place } from '../../src/place/place.state.js';
import type { Substance } from '../../src/substance/substance.state.js';
import type { Unit } from '../../src/unit/unit.state.js';
import { given as givenStream, type Others } from './given.js';
import type { Told } from './told.js';

export const CODE = '7K3QX9M2RP';
export const STREAM = bottleStream(CODE);
export const [BENCH, BAY, CLOSED] = ['BENCH0001E', 'BAY000001H', 'SHADE0001D'] as const;
const ROOM = 'R00M00001K';

const leaf: Place = { name: 'a leaf', kind: 'shelf', open: true, inside: [] };
const here: Person = { active: true, nameErased: false };
const substance = { name: 'acetone', mergedInto: undefined } as unknown as Substance;
const group: Unit = { name: 'a group', kind: 'group' };

/** What there is around a bottle: two leaves, a room with places inside, a closed shelf, people, a unit, substances. */
export const around: Others = {
  [`place-${BENCH}`]: leaf,
  [`place-${BAY}`]: leaf,
  [`place-${ROOM}`]: { ...leaf, kind: 'room', inside: [BAY, BENCH] },
  [`place-${CLOSED}`]: { ...leaf, open: false },
  'person-p-ann': here,
  'person-p-ben': here,
  'person-p-gone': { ...here, active: false },
  'unit-u-1': group,
  'substance-67-64-1': substance,
  'substance-7732-18-5': substance,
  'substance-old': { ...substance, mergedInto: '67-64-1' },
};

/** The history of a bottle among all these. */
export const given = (...facts: Told<BottleFact>[]) => givenStream(bottleDecider, STREAM, facts, around);

type DataOf<T> = Extract<BottleFact, { readonly type: T }>['data'];

export const fact = <T extends BottleFact['type']>(type: T, data: DataOf<T>): BottleFact =>
  ({ type, v: 1, data }) as BottleFact;

export const acetone: Beginning = {
  composition: [{ substance: '67-64-1', role: 'main' }],
  content: { value: '1', unit: 'L', how: 'nominal' },
};

/** A litre of acetone that has come and stands nowhere yet. */
export const received = (more: Partial<Beginning> = {}): BottleFact =>
  fact('BottleReceived', { ...acetone, ...more });
export const stored = (place: string = BENCH): BottleFact => fact('BottleStored', { to: { place } });
export const issued = (person = 'p-ann'): BottleFact =>
  fact('BottleIssued', { to: { person }, purpose: 'teaching' });
export const used = (value: string, unit = 'mL'): BottleFact =>
  fact('QuantityUsed', { quantity: { value, unit, how: 'declared' } });
export const portion = (child: string, value: string, loss?: string): BottleFact =>
  fact('PortionTaken', {
    portionId: child,
    child,
    quantity: { value, unit: 'mL', how: 'declared' },
    ...(loss !== undefined && { loss: { value: loss, unit: 'mL', how: 'estimated' } }),
    filled: filledFrom(CODE, child, value),
  });

export const filledFrom = (parent: string, portionId: string, value: string): Filled => ({
  ...acetone,
  parent,
  portionId,
  content: { value, unit: 'mL', how: 'declared' },
});
