import { type Json, present } from '@ledger/kernel';
import type { Described } from './substance.events.js';
import { hillFormula } from './substance.formula.js';

const GREEK =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon phi chi psi omega'.split(
    ' ',
  );
const ALPHA = 'α'.charCodeAt(0);

/**
 * What is alike in the spellings of a name: letters and digits in lower case, without accents; Greek letters by their
 * names; sulph as IUPAC writes it, sulf. Hyphens, spaces, primes, brackets and commas are gone.
 */
export const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[α-ω]/g, (letter) => GREEK[letter.charCodeAt(0) - ALPHA] ?? letter)
    .replaceAll('ß', 'ss')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replaceAll('sulph', 'sulf');

/** German writes ä also as ae, and what is now eth once began with Ä: such a name has several folded forms. */
const foldings = (text: string): string[] => {
  const composed = text.normalize('NFC');
  const spellings = [composed, composed.replace(/[äöü]/gi, '$&e'), composed.replace(/(?:ä|ae)th/gi, 'eth')];
  return [...new Set(spellings.map(fold))].filter(Boolean);
};

const named = ({ name, names }: Pick<Described, 'name' | 'names'>): string[] => [
  name,
  ...Object.values(names ?? {}),
];

/** What a document is searched by. */
export interface Searchable {
  /** The CAS number and all names, folded, each between two bars. */
  readonly search: string;
  /** The formula in the order of Hill, in lower case. */
  readonly searchFormula?: string;
}

export function searchable(substance: Described): Searchable {
  const { cas = '', synonyms = [], formula } = substance;
  const entries = new Set([cas, ...named(substance), ...synonyms].flatMap(foldings));
  return present({ search: `|${[...entries].join('|')}|`, searchFormula: formula && formulaKey(formula) });
}

const formulaKey = (formula: string): string => (hillFormula(formula) ?? formula).toLowerCase();

interface Question {
  readonly parts: readonly string[];
  readonly formulas: readonly string[];
}

/** A formula in small letters is taken as it stands, since it cannot be read: `co` is cobalt and carbon monoxide. */
function asked(q: string): Question {
  // As it is printed, C₃H₆O.
  const formula = q.normalize('NFKC').trim();
  return { parts: foldings(q), formulas: [formulaKey(formula), formula.toLowerCase()].filter(Boolean) };
}

/**
 * The filter, in MongoDB's language, for the substances that somebody may mean: by a part of a name or synonym or of
 * the CAS number, with or without hyphens, or by the formula in any order of its elements.
 */
export function searchFilter(q: string): { readonly $or: readonly { readonly [field: string]: Json }[] } {
  const { parts, formulas } = asked(q);
  // Folded parts are letters and digits only, so nothing in them has to be escaped.
  const byPart = parts.length > 0 ? [{ search: { $regex: parts.join('|') } }] : [];
  return { $or: [...byPart, { searchFormula: { $in: formulas } }] };
}

interface Candidate extends Searchable {
  readonly _id: string;
  readonly state: Pick<Described, 'name' | 'names' | 'cas'> & { readonly mergedInto?: string };
}

/** The documents that `searchFilter` let through, the likeliest first. */
export function rank<Doc extends Candidate>(q: string, docs: readonly Doc[]): Doc[] {
  const question = asked(q);
  return docs
    .map((doc) => ({ doc, tier: tierOf(doc, question) }))
    .sort((a, b) => a.tier - b.tier || byName(a.doc, b.doc))
    .map(({ doc }) => doc);
}

function tierOf({ state, search, searchFormula }: Candidate, { parts, formulas }: Question): number {
  const names = named(state).flatMap(foldings);
  const entries = search.split('|');
  const is = (texts: readonly string[]) => parts.some((part) => texts.includes(part));
  const begins = (texts: readonly string[]) =>
    parts.some((part) => texts.some((text) => text.startsWith(part)));
  const tiers = [
    state.cas !== undefined && is([fold(state.cas)]),
    is(names),
    is(entries),
    searchFormula !== undefined && formulas.includes(searchFormula),
    begins(names),
    begins(entries),
  ];
  const tier = tiers.indexOf(true);
  return tier < 0 ? tiers.length : tier;
}

/** Among equals: what still stands before what was merged, the shorter name, the order of names. */
const byName = (a: Candidate, b: Candidate): number =>
  Number(a.state.mergedInto !== undefined) - Number(b.state.mergedInto !== undefined) ||
  a.state.name.length - b.state.name.length ||
  order(a.state.name, b.state.name) ||
  order(a._id, b._id);

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
