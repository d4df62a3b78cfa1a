import type { StreamRef } from './decider.js';
import { accepts, echo } from './reading.js';
import { valueRefusals } from './value-refusals.js';

/** Crockford's base 32: digits and letters without I, L, O and U. */
export const CODE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

// ISO 7064 MOD 37,36 counts in all digits and letters.
const ISO_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Kinds of streams whose id is a code. A code names one thing, whatever kind of thing it is. */
export const codedKinds: readonly string[] = ['bottle', 'place', 'unit', 'person', 'credential', 'substance'];

const LENGTH = 10;
const MAX_DRAWS = 100;

/**
 * The ISO 7064 MOD 37,36 check character of nine characters of the alphabet; undefined where there are not nine of
 * them, or where it would be I, L, O or U.
 */
export function checkCharacter(nine: string): string | undefined {
  if (!/^[0-9A-HJKMNP-TV-Z]{9}$/.test(nine)) return undefined;
  let product = 36;
  for (const character of nine) {
    const sum = (product + ISO_ALPHABET.indexOf(character)) % 36 || 36;
    product = (sum * 2) % 37;
  }
  const check = ISO_ALPHABET.charAt((37 - product) % 36);
  return CODE_ALPHABET.includes(check) ? check : undefined;
}

/**
 * Makes a code from drawn bytes, at least nine a draw, of which each gives five bits. `draw` is called with 0, 1, 2 …
 * until there is a check character, which is so for 8 draws in 9. RangeError where a hundred draws give none.
 */
export function codeFrom(draw: (attempt: number) => Uint8Array): string {
  for (let attempt = 0; attempt < MAX_DRAWS; attempt += 1) {
    const nine = Array.from(draw(attempt).subarray(0, LENGTH - 1), (byte) =>
      CODE_ALPHABET.charAt(byte & 31),
    ).join('');
    const check = checkCharacter(nine);
    if (check) return nine + check;
  }
  throw new RangeError(`${MAX_DRAWS} draws and no code: draw nine bytes that depend on the attempt`);
}

/**
 * Reads a code as people write it: any case, spaces and hyphens anywhere, O for 0, I and L for 1. Answers the ten
 * characters as kept. Refuses code.malformed, code.misspelt.
 */
export function readCode(text: string): string {
  const code = /^[0-9A-Za-z\s-]+$/.test(text)
    ? text.replace(/[\s-]/g, '').toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1')
    : '';
  if (!/^[0-9A-HJKMNP-TV-Z]{10}$/.test(code)) throw valueRefusals('code.malformed', { code: echo(text) });
  if (checkCharacter(code.slice(0, -1)) !== code.slice(-1)) {
    throw valueRefusals('code.misspelt', { code }, `${code} is misspelt`);
  }
  return code;
}

/** Whether `readCode` reads it. */
export const isCode = (text: string): boolean => accepts(() => readCode(text));

/** The streams of other kinds that would be known if the code named something else already. */
export const otherwiseNamed = (kind: string, code: string | undefined): readonly StreamRef<unknown>[] =>
  code === undefined
    ? []
    : codedKinds.filter((other) => other !== kind).map((other) => ({ stream: `${other}-${code}` }));
