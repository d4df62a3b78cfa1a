import type { Chance, Weighted } from './chance.js';
import type { Field } from './university.js';
import { type KindName, type Ware, wares } from './wares.js';

/** How much of its kind a laboratory of each field has, in per cent. */
const shares: Readonly<Record<Field, Readonly<Record<KindName, number>>>> = {
  'Organic Chemistry': {
    ...{ solvent: 90, acid: 55, salt: 45, liquid: 60, solid: 60, precious: 60, cold: 12, reactive: 70 },
    ...{ toxic: 20, gas: 35, liquefied: 6 },
  },
  'Analytical Chemistry': {
    ...{ solvent: 70, acid: 80, salt: 60, liquid: 18, solid: 20, precious: 15, cold: 15, reactive: 6 },
    ...{ toxic: 35, gas: 60, liquefied: 10 },
  },
  'Inorganic Chemistry': {
    ...{ solvent: 65, acid: 75, salt: 70, liquid: 20, solid: 25, precious: 60, cold: 6, reactive: 30 },
    ...{ toxic: 45, gas: 45, liquefied: 8 },
  },
  Biochemistry: {
    ...{ solvent: 30, acid: 45, salt: 75, liquid: 12, solid: 14, precious: 8, cold: 90, reactive: 3 },
    ...{ toxic: 25, gas: 15, liquefied: 45 },
  },
  'Materials Science': {
    ...{ solvent: 60, acid: 60, salt: 55, liquid: 45, solid: 35, precious: 30, cold: 12, reactive: 15 },
    ...{ toxic: 20, gas: 50, liquefied: 15 },
  },
  Physics: {
    ...{ solvent: 35, acid: 35, salt: 15, liquid: 6, solid: 6, precious: 15, cold: 2, reactive: 2 },
    ...{ toxic: 8, gas: 80, liquefied: 30 },
  },
};

/** How much oftener things of a kind are taken off the shelf than others. */
const frequency: Readonly<Record<KindName, number>> = {
  ...{
    solvent: 6,
    acid: 4,
    salt: 3,
    liquid: 2,
    solid: 2,
    precious: 2,
    cold: 3,
    reactive: 2,
    toxic: 1,
    gas: 3,
  },
  liquefied: 2,
};

/** What a group works with, and how often. */
export function repertoire(field: Field, chance: Chance): Weighted<Ware> {
  const has = shares[field];
  const chosen = wares.filter(({ kind, wanted }) => chance.happens(Math.min(960, has[kind] * (2 + wanted))));
  return chosen.map((ware) => [ware, frequencyOf(ware)] as const);
}

/** From 1 for what is hardly ever used. */
export const frequencyOf = ({ kind, wanted }: Ware): number =>
  Math.ceil((frequency[kind] * (2 + wanted)) / 3);

/** The highest frequency there is. */
export const MOST_FREQUENT = Math.max(...wares.map(frequencyOf));

/** What everybody uses, so that the store has it there. */
export const pooled: readonly Ware[] = wares.filter(
  ({ kind, wanted }) => ['solvent', 'acid', 'salt'].includes(kind) && wanted >= 6,
);
