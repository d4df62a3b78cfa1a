import { accepts, echo } from './reading.js';
import { valueRefusals } from './value-refusals.js';

export interface TextLimits {
  /** The most Unicode characters (code points) that are kept. */
  readonly max: number;
  /** Whether line breaks may stand in it. */
  readonly multiline?: boolean;
}

// Control characters; line and paragraph separators; marks, embeddings, overrides and isolates of writing direction,
// which make a text read otherwise than it is; the byte order mark; noncharacters.
const NOT_PLAIN =
  /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\p{Noncharacter_Code_Point}]/u;
const NOT_PLAIN_BUT_LINES = new RegExp(`(?!\\n)${NOT_PLAIN.source}`, 'u');
const INVISIBLE = /^[\s\p{Default_Ignorable_Code_Point}]*$/u;

/**
 * What free text in a fact must be: well-formed, NFC, plain, with something to see in it. Answers it normalised, without
 * white space around it, with line feeds for line breaks. Refuses text.ill-formed, text.empty, text.not-plain,
 * text.too-long.
 */
export function plainText(text: string, { max, multiline = false }: TextLimits): string {
  if (!text.isWellFormed()) throw valueRefusals('text.ill-formed', { text: echo(text) });
  const plain = text.normalize('NFC').replaceAll('\r\n', '\n').trim();
  if (INVISIBLE.test(plain)) throw valueRefusals('text.empty');
  const found = (multiline ? NOT_PLAIN_BUT_LINES : NOT_PLAIN).exec(plain);
  if (found) {
    const character = `U+${(found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
    throw valueRefusals('text.not-plain', { character, at: found.index }, `${character} is not plain text`);
  }
  const length = Array.from(plain).length;
  if (length > max)
    throw valueRefusals('text.too-long', { length, max }, `${length} characters where ${max} are kept`);
  return plain;
}

/** Whether `plainText` takes it. */
export const isPlainText = (text: string, max: number, multiline = false): boolean =>
  accepts(() => plainText(text, { max, multiline }));
