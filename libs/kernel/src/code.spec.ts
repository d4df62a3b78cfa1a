import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CODE_ALPHABET, checkCharacter, codeFrom, isCode, readCode } from './code.js';

const code = fc
  .array(fc.uint8Array({ minLength: 9, maxLength: 9 }), { minLength: 30, maxLength: 30 })
  .map((draws) => codeFrom((attempt) => draws[attempt] ?? new Uint8Array(9).fill(7 + attempt)));

const all = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The standard's own test of a whole string: the sum that includes the check character leaves 1. */
function passes(text: string): boolean {
  let product = 36;
  for (const character of text.slice(0, -1)) {
    product = (product + all.indexOf(character)) % 36 || 36;
    product = (product * 2) % 37;
  }
  return (product + all.indexOf(text.slice(-1))) % 36 === 1;
}

describe('making a code', () => {
  it('is judged by a test that passes the example of a Global Release Identifier', () => {
    expect(passes('A12425GABC1234002M')).toBe(true);
    expect(passes('A12425GABC1234003M')).toBe(false);
  });

  it('gives ten characters of the alphabet that pass ISO 7064 MOD 37,36', () => {
    fc.assert(
      fc.property(code, (made) => {
        expect(made).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
        expect(passes(made)).toBe(true);
        expect(readCode(made)).toBe(made);
      }),
    );
  });

  it('has none where the check character would be I, L, O or U, or without nine characters of the alphabet', () => {
    const without = Array.from({ length: 32 }, (_, n) => `00000000${CODE_ALPHABET.charAt(n)}`).filter(
      (nine) => checkCharacter(nine) === undefined,
    );
    expect(without).toHaveLength(4);
    for (const nine of without) expect(Array.from('ILOU').some((check) => passes(nine + check))).toBe(true);
    expect(checkCharacter('12345678')).toBeUndefined();
    expect(checkCharacter('12345678I')).toBeUndefined();
  });

  it('draws again while there is no check character, and the same draws give the same code', () => {
    const asked: number[] = [];
    const bad = Array.from(CODE_ALPHABET).findIndex(
      (last) => checkCharacter(`00000000${last}`) === undefined,
    );
    const draw = (attempt: number) => {
      asked.push(attempt);
      return Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, attempt < 2 ? bad : bad + 1);
    };
    const made = codeFrom(draw);
    expect(asked).toEqual([0, 1, 2]);
    expect(codeFrom(draw)).toBe(made);
  });

  it('gives up on a source that never changes or is too short', () => {
    const bad = Array.from(CODE_ALPHABET).findIndex(
      (last) => checkCharacter(`00000000${last}`) === undefined,
    );
    expect(() => codeFrom(() => Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, bad))).toThrow(RangeError);
    expect(() => codeFrom(() => new Uint8Array(8))).toThrow(RangeError);
  });
});

describe('reading a code', () => {
  it('notices every single wrong character', () => {
    fc.assert(
      fc.property(code, fc.nat(9), (made, at) => {
        for (const other of CODE_ALPHABET) {
          if (other === made[at]) continue;
          const wrong = made.slice(0, at) + other + made.slice(at + 1);
          expect(() => readCode(wrong)).toThrow(expect.objectContaining({ code: 'code.misspelt' }));
        }
      }),
    );
  });

  it('notices every swap of neighbours, save of characters that follow each other, which the standard can miss', () => {
    fc.assert(
      fc.property(code, fc.nat(8), (made, at) => {
        const [first = '', second = ''] = made.slice(at, at + 2);
        const apart = Math.abs(all.indexOf(first) - all.indexOf(second));
        fc.pre(apart > 1 && apart < 35);
        const swapped = made.slice(0, at) + second + first + made.slice(at + 2);
        expect(() => readCode(swapped)).toThrow(expect.objectContaining({ code: 'code.misspelt' }));
      }),
    );
  });

  it('reads every forgiving spelling as the same code', () => {
    const spelling = code.chain((made) =>
      fc.tuple(
        fc.constant(made),
        fc.tuple(
          ...Array.from(made, (character) => {
            const alike = { 0: ['0', 'O', 'o'], 1: ['1', 'I', 'i', 'L', 'l'] }[character];
            const letter = fc.constantFrom(...(alike ?? [character, character.toLowerCase()]));
            return fc
              .tuple(fc.constantFrom('', '', '-', ' ', ' - ', '\u00a0'), letter)
              .map((parts) => parts.join(''));
          }),
        ),
      ),
    );
    fc.assert(
      fc.property(spelling, ([made, parts]) => {
        expect(readCode(`${parts.join('')} `)).toBe(made);
      }),
    );
  });

  it.each([
    '',
    ' ',
    '123456789',
    '12345678999',
    '123456789U',
    '１２３４５６７８９９',
    '12345678\u0131\u017f',
    '123456789_',
  ])('%j is no code', (text) => {
    expect(() => readCode(text)).toThrow(expect.objectContaining({ code: 'code.malformed' }));
    expect(isCode(text)).toBe(false);
  });

  it('tells whether it can be read', () => {
    expect(isCode('l2345-67899')).toBe(true);
    expect(isCode('1234567898')).toBe(false);
  });
});
