import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { accepts } from './reading.js';
import { isPlainText, plainText } from './text.js';

describe('plain text', () => {
  it.each([
    ['  Aceton  ', 'Aceton'],
    ['e\u0301ther', '\u00e9ther'],
    ['一瓶一码', '一瓶一码'],
    ['𠮷野 🧪', '𠮷野 🧪'],
    ['مذيب', 'مذيب'],
    ['\u3000丙酮\u3000', '丙酮'],
    ['👩‍🔬', '👩‍🔬'],
  ])('%j is kept as %j', (text, kept) => expect(plainText(text, { max: 20 })).toBe(kept));

  it.each([
    ['\ud800', 'text.ill-formed'],
    ['a\udc00b', 'text.ill-formed'],
    ['', 'text.empty'],
    [' \n\t', 'text.empty'],
    ['\u200b\u200d\ufeff', 'text.empty'],
    ['a\u0000b', 'text.not-plain'],
    ['a\u001b[31mb', 'text.not-plain'],
    ['a\u007fb', 'text.not-plain'],
    ['a\u0085b', 'text.not-plain'],
    ['a\nb', 'text.not-plain'],
    ['a\tb', 'text.not-plain'],
    ['a\u2028b', 'text.not-plain'],
    ['a\u200eb', 'text.not-plain'],
    ['a\u200fb', 'text.not-plain'],
    ['a\u061cb', 'text.not-plain'],
    ['a\u202eb', 'text.not-plain'],
    ['a\u2066b', 'text.not-plain'],
    ['a\ufeffb', 'text.not-plain'],
    ['a\ufffeb', 'text.not-plain'],
    ['a\u{1ffff}b', 'text.not-plain'],
    ['a\ufdd0b', 'text.not-plain'],
    ['a'.repeat(21), 'text.too-long'],
  ])('%j is refused: %s', (text, code) => {
    expect(() => plainText(text, { max: 20 })).toThrow(expect.objectContaining({ code }));
    expect(isPlainText(text, 20)).toBe(false);
  });

  it('says which character is not plain', () =>
    expect(() => plainText('abc\u202e', { max: 20 })).toThrow(
      expect.objectContaining({ params: { character: 'U+202E', at: 3 } }),
    ));

  it('counts characters, not their halves', () => {
    expect(isPlainText('𠮷'.repeat(20), 20)).toBe(true);
    expect(isPlainText('𠮷'.repeat(21), 20)).toBe(false);
  });

  it('breaks lines only where several are asked for', () => {
    expect(plainText(' a\r\nb\n', { max: 20, multiline: true })).toBe('a\nb');
    for (const text of ['a\rb', 'a\tb', 'a\u202eb']) expect(isPlainText(text, 20, true)).toBe(false);
  });

  it('is either refused or kept as it will be read again', () => {
    const text = fc.string({
      unit: fc.oneof(
        fc.constantFrom(' ', '\r', '\n', 'e', '\u0301', '\ufeff', '\u202e', '\u0000', '\u200b'),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
    });
    fc.assert(
      fc.property(text, fc.boolean(), (text, multiline) => {
        const limits = { max: 200, multiline };
        fc.pre(accepts(() => plainText(text, limits)));
        const kept = plainText(text, limits);
        expect(plainText(kept, limits)).toBe(kept);
        expect(kept).toBe(kept.normalize('NFC').trim());
        expect(multiline ? kept.replaceAll('\n', '') : kept).not.toMatch(
          /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u,
        );
      }),
    );
  });
});
