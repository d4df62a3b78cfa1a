import type { Entering } from './acts.js';
import type { Chance } from './chance.js';
import type { Body } from './step.js';
import type { Unit } from './university.js';
import { contentOf, kindOf, type Ware } from './wares.js';

const BEFORE = ['J', 'K', 'L', 'M', 'P', 'R'];

/** A bottle as its label describes it, on a day. */
export function labelled(
  ware: Ware,
  unit: Unit,
  date: string,
  chance: Chance,
): Omit<Entering, 'count' | 'content'> {
  const { packs, grades, supplier, months } = kindOf(ware);
  const pack = chance.weighted(packs);
  const lot = `${chance.of(BEFORE)}${date.slice(2, 4)}${String(chance.whole(0, 99_999)).padStart(5, '0')}`;
  const expiry = months && monthAfter(date, chance.whole(...months));
  const [value = '', of = ''] = pack.split(' ');
  const body: Body = {
    substance: ware.cas,
    content: { value, unit: of },
    ...(ware.percent !== undefined && { concentration: { value: ware.percent, unit: '%' } }),
    ...{ grade: chance.of(grades), supplier, product: productOf(ware, pack), lot },
    ...(expiry !== undefined && { expiry }),
    unit: unit.ref,
  };
  const expires = expiry === undefined ? {} : { expires: lastDayOf(expiry) };
  return { ...{ ware, unit, pack, lot, body }, ...expires, full: contentOf(ware, pack) };
}

/** The supplier's number: of the substance, and of the pack. */
const productOf = ({ cas, kind }: Ware, pack: string): string =>
  `${kind.slice(0, 1).toUpperCase()}${cas.replaceAll('-', '').padStart(7, '0')}-${pack.replace(/[ .]/g, '').toUpperCase()}`;

/** `2026-05` so many months after a day, or before it. */
export function monthAfter(date: string, months: number): string {
  const month = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months;
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
}

/** No month has a day after its 31st, so every day of it is before that. */
const lastDayOf = (month: string): string => `${month}-31`;
