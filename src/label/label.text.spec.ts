import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { boundsOf, rectangle } from './label.drawing.js';
import type { Typeface } from './label.font.js';
import { printable, Typesetter } from './label.text.js';

/** Every character a square of one em but for spaces: the widths below are counted, not measured. */
const squares: Typeface = {
  glyph: (character) => ({
    advance: 1,
    path: character === ' ' ? [] : rectangle({ x: 0, y: -0.75, width: 1, height: 1 }),
  }),
};
const typesetter = new Typesetter(squares);
const box = { x: 2, y: 3, width: 10, height: 2 };
const style = { part: 'name', box, size: 1 };

/** Number of squares in each line. */
function squaresIn(shapes: ReturnType<Typesetter['paragraph']>): number[] {
  return shapes.map(({ path }) => path.filter(([command]) => command === 'M').length);
}

describe('printable text', () => {
  it.each([
    ['  two\t\nlines  ', 'two lines'],
    ['e\u0301', 'é'],
    ['a\u202eb\u200dc\ufe0fd\u0000e\ufffef', 'abcdef'],
    ['lone \ud800 surrogate', 'lone \ufffd surrogate'],
  ])('%j becomes %j', (text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  it('ends where no label has room for more', () => {
    expect([...printable('丙'.repeat(100_000))]).toHaveLength(301);
  });
});

describe('a line', () => {
  it('begins at the left of its box, or ends at the right', () => {
    expect(boundsOf(typesetter.whole('abc', style).path)).toMatchObject({ x: 2, width: 3 });
    expect(boundsOf(typesetter.whole('abc', { ...style, align: 'right' }).path)).toMatchObject({
      x: 9,
      width: 3,
    });
  });

  it('that must be whole gets smaller', () => {
    const bounds = boundsOf(typesetter.whole('x'.repeat(20), style).path);
    expect(bounds).toMatchObject({ x: 2, width: 10, height: 0.5 });
  });

  it('is cut with an ellipsis', () => {
    expect(squaresIn([typesetter.cut('abcdefghij', style)])).toEqual([10]);
    expect(squaresIn([typesetter.cut('abcdefghijk', style)])).toEqual([10]);
    expect(squaresIn([typesetter.cut('abc ef hi kl', style)])).toEqual([8]);
  });

  it.each([
    ['about 99.95 %', 'about'],
    ['about 1,99 95 %', 'about'],
    ['at H3 H3192', 'at H3'],
    ['123456789012', ''],
  ])('%j keeps no half of a number', (text, kept) => {
    const cut = typesetter.cut(text, { ...style, box: { ...box, width: 9.5 } });
    expect(squaresIn([cut])).toEqual([kept.replace(' ', '').length + 1]);
  });

  it('never leaves its box, whatever the text and the box', () => {
    const length = fc.double({ min: 0.1, max: 50, noNaN: true });
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        length,
        length,
        length,
        fc.boolean(),
        (text, width, height, size, right) => {
          const inside = { x: 1, y: 1, width, height };
          for (const shape of [
            typesetter.cut(text, { part: '', box: inside, size, align: right ? 'right' : 'left' }),
            ...typesetter.paragraph(text, { part: '', box: inside, sizes: [size, size / 2], lines: 3 }),
          ]) {
            const ink = boundsOf(shape.path);
            if (!ink) continue;
            expect(Math.min(ink.x, ink.y)).toBeGreaterThan(1 - 1e-9);
            expect(ink.x + ink.width).toBeLessThan(1 + width + 1e-6);
            expect(ink.y + ink.height).toBeLessThan(1 + height + 1e-6);
          }
        },
      ),
    );
  });
});

describe('a paragraph', () => {
  const lines = (text: string, count: number, sizes = [1]) =>
    squaresIn(typesetter.paragraph(text, { part: 'name', box, sizes, lines: count }));

  it('breaks after spaces, hyphens and commas', () => {
    expect(lines('seven word three', 2)).toEqual([9, 5]);
    expect(lines('methyl-ethyl', 2)).toEqual([7, 5]);
    expect(lines('2,3,4,5,6,7,8,9', 2)).toEqual([10, 5]);
  });

  it('breaks between Han characters, and never begins a line with their comma', () => {
    expect(lines('丙酮丙酮丙酮丙酮丙酮丙酮', 2)).toEqual([10, 2]);
    expect(lines('丙酮丙酮丙酮丙酮丙酮，丙酮', 2)).toEqual([9, 4]);
  });

  it('breaks a word that is longer than a line', () => {
    expect(lines('abcdefghijklmno', 2)).toEqual([10, 5]);
  });

  it('breaks a word rather than leave most of a line empty', () => {
    expect(lines('di-chloroform', 2)).toEqual([10, 3]);
  });

  it('takes the largest size in which everything fits', () => {
    expect(lines('x'.repeat(20), 2, [2, 1, 0.5])).toEqual([10, 10]);
    expect(lines('x'.repeat(40), 2, [2, 1, 0.5])).toEqual([20, 20]);
  });

  it('is cut in its last line', () => {
    expect(lines('x'.repeat(1000), 2)).toEqual([10, 10]);
    expect(lines('one two three four five', 2)).toEqual([6, 9]);
  });
});
