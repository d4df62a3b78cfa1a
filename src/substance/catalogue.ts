import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { calendarDay, casNumber, ecNumber, plainText, present } from '@ledger/kernel';
import { parse } from 'csv-parse/sync';
import { catalogueFile } from './catalogue.files.js';
import type { Classification, Density, SignalWord, SubstanceAdded } from './substance.events.js';
import { formulaText, hazardCode, positiveDecimal } from './substance.readers.js';

/** Counts up with every file that is shipped: an older one is not loaded over a newer. The digest behind it tells the very bytes. */
const EDITION = '1';

type Substance = SubstanceAdded['data'];

export interface Catalogue {
  /** Edition and the first 12 hexadecimal digits of the SHA-256 of the file: `1-0123456789ab`. */
  readonly version: string;
  /** Throws where a row breaks the rules that hold for substances. Reads every row: ask for it where it is needed. */
  substances(): readonly Substance[];
}

interface Row {
  readonly cas: string;
  readonly ec: string;
  readonly clp_index: string;
  readonly name: string;
  readonly formula: string;
  readonly molar_mass_g_mol: string;
  readonly smiles: string;
  readonly inchikey: string;
  readonly density_20C_g_ml: string;
  readonly h_codes: string;
  readonly pictograms: string;
  readonly signal_word: string;
  readonly synonyms: string;
  readonly ghs_source: string;
  /** The day from which the law has this classification; a file without the column says nothing of it. */
  readonly effective?: string;
}

/** The substances that come with the ledger, or those of another file of the same form. */
export async function readCatalogue(path = catalogueFile('substances.csv')): Promise<Catalogue> {
  const file = await readFile(path);
  const version = `${EDITION}-${createHash('sha256').update(file).digest('hex').slice(0, 12)}`;
  return {
    version,
    substances: () => (parse(file, { columns: true }) as Row[]).map((row) => checked(row, version)),
  };
}

function checked(row: Row, version: string): Substance {
  try {
    return substanceOf(row, version);
  } catch (cause) {
    throw new Error(`The catalogue's entry ${row.cas} (${row.name}) cannot be used`, { cause });
  }
}

function substanceOf(row: Row, version: string): Substance {
  const name = plainText(row.name, { max: 400 });
  return {
    name,
    names: { en: name },
    cas: casNumber(row.cas),
    ...present({
      ec: optional(row.ec, ecNumber),
      clpIndex: optional(row.clp_index, like(/^\d{3}-\d{3}-\d{2}-[\dX]$/)),
      formula: optional(row.formula, formulaText),
      molarMass: optional(row.molar_mass_g_mol, positiveDecimal),
      density: optional(row.density_20C_g_ml, at20Degrees),
      smiles: optional(row.smiles, like(/^[\x21-\x7e]+$/)),
      inchiKey: optional(row.inchikey, like(/^[A-Z]{14}-[A-Z]{10}-[A-Z]$/)),
      synonyms: optional(row.synonyms, synonymsIn),
      signalWord: optional(row.signal_word, oneOf<SignalWord>(['Danger', 'Warning'])),
    }),
    hazards: listed(row.h_codes).map(hazardCode),
    pictograms: listed(row.pictograms)
      .map(like(/^GHS0[1-9]$/))
      .sort(),
    ...classifiedBy(row, version),
  };
}

function classifiedBy(
  { ghs_source, effective = '' }: Row,
  version: string,
): Pick<Substance, 'classification' | 'source'> {
  const [classification, name] = sources[oneOf(['EU', 'hand', 'none-known', ''])(ghs_source)];
  return {
    classification,
    source: { name, version, ...present({ effective: optional(effective, calendarDay) }) },
  };
}

const sources: Readonly<Record<'EU' | 'hand' | 'none-known' | '', readonly [Classification, string]>> = {
  EU: ['harmonised', 'CLP Annex VI, as in the catalogue'],
  hand: ['by-hand', 'catalogue, to be verified'],
  'none-known': ['none-known', 'catalogue'],
  '': ['not-classified', 'catalogue'],
};

const at20Degrees = (value: string): Density => ({
  value: positiveDecimal(value),
  unit: 'g/mL',
  temperature: '20 °C',
});

/** The bar stands between synonyms and, in a few, before a letter that was Greek: `glycerol |a-chlorohydrin`. */
function synonymsIn(text: string): readonly string[] | undefined {
  const names = text
    .replaceAll(' |a-', ' alpha-')
    .split(/[|;]/)
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((name) => plainText(name, { max: 400 }));
  return names.length > 0 ? [...new Set(names)] : undefined;
}

const listed = (text: string): string[] => text.split(';').filter((part) => part !== '');

function optional<T>(text: string, read: (text: string) => T): T | undefined {
  return text === '' ? undefined : read(text);
}

const like =
  (pattern: RegExp) =>
  (text: string): string => {
    if (!pattern.test(text)) throw new Error(`${text} does not match ${pattern}`);
    return text;
  };

const oneOf =
  <T extends string>(values: readonly T[]) =>
  (text: string): T => {
    const value = values.find((one) => one === text);
    if (value === undefined) throw new Error(`${text} is not one of ${values.join(', ')}`);
    return value;
  };
