import type { Fact, Repair } from '@ledger/kernel';

/**
 * Who says what is known of the hazards: the law (`harmonised`), a person (`by-hand`), a list that knows of none
 * (`none-known`), or nobody yet (`not-classified`, which never means not hazardous).
 */
export type Classification = 'harmonised' | 'by-hand' | 'none-known' | 'not-classified';
export type SignalWord = 'Danger' | 'Warning';

/** Where a statement comes from. `effective` is the day from which it holds. */
export interface Source {
  readonly name: string;
  readonly version: string;
  readonly effective?: string;
}

/** The name of the source where a clerk says it. */
export const CLERK = 'clerk';

export interface Classified {
  /** H and EUH codes. */
  readonly hazards: readonly string[];
  /** GHS01 to GHS09. */
  readonly pictograms: readonly string[];
  readonly signalWord?: SignalWord;
  readonly classification: Classification;
  readonly source: Source;
}

/** Mass of a volume: a decimal string, and the temperature it holds at (`20 °C`). */
export interface Density {
  readonly value: string;
  readonly unit: 'g/mL';
  readonly temperature?: string;
}

export interface Described {
  readonly name: string;
  /** By language tag. */
  readonly names?: Readonly<Record<string, string>>;
  readonly cas?: string;
  readonly ec?: string;
  /** Index number in Annex VI of the CLP regulation. */
  readonly clpIndex?: string;
  readonly formula?: string;
  /** g/mol, a decimal string. */
  readonly molarMass?: string;
  readonly density?: Density;
  readonly synonyms?: readonly string[];
  readonly smiles?: string;
  readonly inchiKey?: string;
}

export type SubstanceAdded = Fact<'SubstanceAdded', Described & Classified>;
export type SubstanceFact =
  | SubstanceAdded
  | Fact<'SubstanceReclassified', Classified>
  /** What a newer catalogue says of it beside its hazards: the fields that are new or changed, each as a whole. */
  | Fact<'SubstanceDescribed', Partial<Described> & { readonly source: Source }>
  /** It is the same as another, which goes on in its place. */
  | Fact<'SubstanceMerged', { readonly into: string }>
  | Repair;

export const substanceStream = (id: string): string => `substance-${id}`;
