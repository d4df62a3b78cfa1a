import type { Quantity } from '@ledger/kernel';

export type Dimension = 'mass' | 'volume';

/** How many grains a unit has: a milligram, or a microlitre. All amounts of the plan are whole numbers of them. */
const units = {
  mass: { kg: 1_000_000, g: 1_000, mg: 1 },
  volume: { m3: 1_000_000_000, L: 1_000_000, mL: 1_000 },
} as const satisfies Record<Dimension, Record<string, number>>;

const sizeOf = (unit: string, dimension: Dimension): number => {
  const size = (units[dimension] as Readonly<Record<string, number>>)[unit];
  if (size === undefined) throw new RangeError(`${unit} is no unit of ${dimension}`);
  return size;
};

/** An amount of the form `2.5 L` in grains. */
export function grains({ value, unit }: Quantity, dimension: Dimension): number {
  const [whole = '', fraction = ''] = value.split('.');
  const size = sizeOf(unit, dimension);
  const parts = Number(fraction === '' ? 0 : `${fraction}`) * (size / 10 ** fraction.length);
  return Number(whole) * size + parts;
}

/** An amount as people write it: in the unit that gives a handy number, or in the one that is named. */
export function written(amount: number, dimension: Dimension, unit = handy(amount, dimension)): Quantity {
  const size = sizeOf(unit, dimension);
  const rest = String(amount % size).padStart(String(size).length - 1, '0');
  const fraction = size === 1 ? '' : rest.replace(/0+$/, '');
  return { value: `${Math.floor(amount / size)}${fraction === '' ? '' : `.${fraction}`}`, unit };
}

function handy(amount: number, dimension: Dimension): string {
  const fitting = Object.entries(units[dimension]).find(([, size]) => amount >= size);
  return fitting?.[0] ?? (dimension === 'mass' ? 'mg' : 'mL');
}

/** An amount of which two digits are not zero, as somebody measures out. Never more than what was given. */
export function round(amount: number): number {
  let step = 1;
  while (amount / step >= 100) step *= 10;
  return Math.floor(amount / step) * step;
}
