import { readFileSync } from 'node:fs';
import { catalogueFile } from './catalogue.files.js';

/** The languages in which the statements come with the ledger. */
export const statementLanguages = ['en', 'de', 'fr'] as const;
export type StatementLanguage = (typeof statementLanguages)[number];

export interface HazardText {
  readonly text: string;
  /** The language it is in: the one asked for where it is held, else English. */
  readonly language: StatementLanguage;
}

const held: Readonly<Record<StatementLanguage, ReadonlyMap<string, string>>> = {
  en: read('en'),
  de: read('de'),
  fr: read('fr'),
};

/**
 * All H, EUH and P statements by code, combined ones too (`P301+P310`), as the law writes them. What it leaves to the
 * supplier stands in angle brackets. `language` is a language tag such as `de-CH`.
 */
export const statements = (language: string): ReadonlyMap<string, string> => held[heldLanguage([language])];

/** The first of some language tags in which statements are held, else English. */
export function heldLanguage(languages: readonly string[]): StatementLanguage {
  for (const tag of languages) {
    const language = statementLanguages.find((one) => one === tag.toLowerCase().split('-')[0]);
    if (language) return language;
  }
  return 'en';
}

/**
 * The statement of a hazard code. A code with a letter for the route or effect (`H361x`) that has no statement of its
 * own has that of the code without it. The gaps for route, organs or effect are left out of H statements: the supplier
 * fills them where they are known. Undefined for a code without a statement.
 */
export function hazardText(code: string, language: string): HazardText | undefined {
  const asked = heldLanguage([language]);
  for (const spelling of [code, code.replace(/^(H\d{3})[A-Za-z]+$/, '$1')]) {
    for (const candidate of [asked, 'en'] as const) {
      const text = held[candidate].get(spelling);
      if (text !== undefined)
        return { text: code.startsWith('H') ? withoutGaps(text) : text, language: candidate };
    }
  }
  return undefined;
}

const withoutGaps = (text: string): string => text.replace(/\s*<[^>]*>/g, '');

function read(language: StatementLanguage): ReadonlyMap<string, string> {
  const file = readFileSync(catalogueFile(`hpstatements-${language}-latest.json`), 'utf8');
  const { statements } = JSON.parse(file) as { statements: Record<string, string> };
  return new Map(
    Object.entries(statements).map(([key, text]) => [key.slice(`latest/${language}/`.length), text]),
  );
}
