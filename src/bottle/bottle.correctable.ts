import {
  amount,
  amountOrZero,
  type Correctable,
  type CorrectableFields,
  expiryDate,
  type Json,
  plainText,
  present,
  Refusal,
  readCode,
} from '@ledger/kernel';
import type { Mentions } from './bottle.mentions.js';
import { decimalText, ucumText } from './bottle.readers.js';
import { bottleRefusals } from './bottle.refusals.js';

type Fields = Readonly<Record<string, unknown>>;

const text = (value: unknown): string => {
  if (typeof value !== 'string') throw bottleRefusals('bottle.correction.malformed');
  return value;
};
const fieldsOf = (value: unknown, ...known: string[]): Fields => {
  if (typeof value !== 'object' || value === null || Object.keys(value).some((key) => !known.includes(key))) {
    throw bottleRefusals('bottle.correction.malformed', { fields: known });
  }
  return value as Fields;
};

const plain = (max: number) => (value: unknown) => plainText(text(value), { max });
const quantity = (value: unknown) => {
  const fields = fieldsOf(value, 'value', 'unit');
  return {
    value: text(fields.value),
    unit: amount({ value: text(fields.value), unit: text(fields.unit) }).unit,
  };
};
const stated = (value: unknown) => {
  const { how = 'declared', uncertainty, ...rest } = fieldsOf(value, 'value', 'unit', 'how', 'uncertainty');
  if (!['nominal', 'declared', 'weighed', 'estimated'].includes(text(how))) {
    throw bottleRefusals('bottle.correction.malformed', { field: 'how' });
  }
  if (uncertainty !== undefined) amountOrZero({ value: text(uncertainty), unit: '1' });
  return present({
    ...quantity(rest),
    how: text(how),
    uncertainty: uncertainty as string | undefined,
  }) as Json;
};
const code = (value: unknown) => readCode(text(value));
const placeOnly = (value: unknown) => ({ place: code(fieldsOf(value, 'place').place) });
const personOnly = (value: unknown) => ({ person: plain(60)(fieldsOf(value, 'person').person) });
const tare = (value: unknown) => {
  const read = quantity(value);
  if (amount(read).dimension !== 'mass') throw bottleRefusals('bottle.tare.not-a-mass');
  return read;
};
const share = (value: unknown) => {
  const part = fieldsOf(value, 'value', 'unit');
  return { value: decimalText(text(part.value)), unit: ucumText(text(part.unit)) };
};
const composition = (value: unknown): Json => {
  if (!Array.isArray(value) || value.length < 1 || value.length > 50) {
    throw bottleRefusals('bottle.correction.malformed', { field: 'composition' });
  }
  const components = value.map((one) => {
    const { substance, role, fraction } = fieldsOf(one, 'substance', 'role', 'fraction');
    if (!['main', 'solvent', 'component'].includes(text(role))) {
      throw bottleRefusals('bottle.correction.malformed', { field: 'role' });
    }
    const read = fraction === undefined ? undefined : share(fraction);
    return present({ substance: plain(60)(substance), role: text(role), fraction: read }) as Json;
  });
  if (value.filter(({ role }) => role === 'main').length !== 1)
    throw bottleRefusals('bottle.composition.unclear');
  return components;
};

const must = (read: Correctable['read']): Correctable => ({ read });
const may = (read: Correctable['read']): Correctable => ({ read, optional: true });

const purpose = { purpose: may(plain(200)), project: may(plain(100)) };
const described = {
  purity: may(share),
  grade: may(plain(60)),
  supplier: may(plain(200)),
  product: may(plain(100)),
  lot: may(plain(100)),
  expiry: may((value) => expiryDate(text(value))),
  tare: may(tare),
  unit: may(plain(60)),
};
const entered = {
  ...described,
  composition: must(composition),
  content: must(stated),
  place: may(code),
};
const toPlace = { to: must(placeOnly) };
const toPerson = { to: must(personOnly) };

/**
 * Which fields of which facts a correction may change. How much was poured from one bottle into another is told by two
 * streams, so it is not among them; what was lost in pouring is told by one.
 */
export const bottleCorrectable: CorrectableFields = {
  BottleReceived: entered,
  BottleBaselined: entered,
  BottleDonated: entered,
  BottleFilled: { ...described, composition: must(composition) },
  BottleStored: toPlace,
  BottleMoved: toPlace,
  BottleReturned: toPlace,
  BottleFound: toPlace,
  BottleIssued: { ...toPerson, purpose: must(plain(200)), project: may(plain(100)) },
  CustodyOffered: toPerson,
  PortionTaken: { loss: may(stated) },
  QuantityUsed: { quantity: must(stated), ...purpose },
  BottleEmptied: { cause: may(plain(200)) },
  BottleSighted: { place: must(code) },
  ConditionNoted: { text: must((value) => plainText(text(value), { max: 2000, multiline: true })) },
  BottleDisposed: {
    way: must(plain(200)),
    container: may(plain(100)),
    manifest: may(plain(100)),
    witness: may(plain(60)),
  },
  BottleReturnedToVendor: { supplier: must(plain(200)) },
};

/**
 * The places, people and so on in the new values of a correction, as far as these can be read: what cannot is refused
 * when the correction is made.
 */
export function mentionsIn(changes: Fields): Mentions {
  const said = <T>(field: string, read: (value: unknown) => T): T | undefined => {
    try {
      return read(changes[field]);
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  };
  return {
    place: said('place', code),
    unit: said('unit', plain(60)),
    to: said('to', placeOnly) ?? said('to', personOnly),
    witness: said('witness', plain(60)),
    composition: said('composition', composition) as Mentions['composition'],
  };
}
