import {
  type Box,
  boundsOf,
  type Colour,
  type Path,
  placed,
  type Segment,
  type Shape,
} from './label.drawing.js';
import type { Typeface, Weight } from './label.font.js';

/** How a text is set. Sizes in millimetres per em. */
export interface Style {
  readonly part: string;
  readonly box: Box;
  readonly size: number;
  readonly weight?: Weight;
  readonly align?: 'left' | 'right';
  readonly colour?: Colour;
}

const ELLIPSIS = '…';
/** Characters beyond this many are never looked at: no label has room for them. */
const LONGEST = 300;
/** Where the baseline lies in a line's box; accents stand above and descenders hang below it. */
const BASELINE = 0.78;

/**
 * The text as it can be drawn and stand in XML: well-formed, composed, white space made one space, controls,
 * bidirectional marks and joiners left out, cut with an ellipsis where it is longer than any label.
 */
export function printable(text: string): string {
  const plain = text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Variation_Selector}\p{Noncharacter_Code_Point}]/gu, '')
    .trim();
  const characters = [...plain];
  return characters.length > LONGEST ? characters.slice(0, LONGEST).join('') + ELLIPSIS : plain;
}

/** Sets text in the boxes of a label with one typeface. Nothing it draws leaves its box. */
export class Typesetter {
  constructor(private readonly typeface: Typeface) {}

  /** Width of one line in millimetres. */
  width(text: string, size: number, weight: Weight = 'regular'): number {
    let ems = 0;
    for (const character of text) ems += this.typeface.glyph(character, weight).advance;
    return ems * size;
  }

  /** One line, made smaller until all of it fits: for codes and numbers, which must not be cut. */
  whole(text: string, style: Style): Shape {
    return this.line(text, style);
  }

  /** One line, cut with an ellipsis where it does not fit. */
  cut(text: string, style: Style): Shape {
    return this.line(this.shortened(text, style.box.width, style.size, style.weight), style);
  }

  /**
   * Up to `lines` lines, in the first of `sizes` in which all of the text fits; else in the last one, cut with
   * an ellipsis.
   */
  paragraph(text: string, style: Omit<Style, 'size'> & { sizes: readonly number[]; lines: number }): Shape[] {
    const { sizes, lines, ...rest } = style;
    let size = 0;
    let wrapped: string[] = [];
    for (size of sizes) {
      wrapped = this.wrapped(text, style.box.width, size, style.weight);
      if (wrapped.length <= lines) break;
    }
    if (wrapped.length > lines) wrapped = [...wrapped.slice(0, lines - 1), wrapped.slice(lines - 1).join('')];
    const height = style.box.height / lines;
    return wrapped.map((line, i) =>
      this.cut(line.trim(), { ...rest, size, box: { ...style.box, y: style.box.y + i * height, height } }),
    );
  }

  private line(text: string, style: Style): Shape {
    const { part, box, size, weight = 'regular', align = 'left', colour = 'black' } = style;
    const path: Segment[] = [];
    let x = 0;
    for (const character of text) {
      const glyph = this.typeface.glyph(character, weight);
      path.push(...placed(glyph.path, { x, y: 0, scale: size }));
      x += glyph.advance * size;
    }
    const start = align === 'left' ? box.x : box.x + box.width - x;
    return { part, colour, path: confined(path, box, { x: start, y: box.y + box.height * BASELINE }) };
  }

  private shortened(text: string, width: number, size: number, weight?: Weight): string {
    if (this.width(text, size, weight) <= width) return text;
    let room = width - this.width(ELLIPSIS, size, weight);
    let end = 0;
    for (const character of text) {
      room -= this.width(character, size, weight);
      if (room < 0) break;
      end += character.length;
    }
    // A number, or a code that ends in one, is left out whole: half of it would be another one.
    const half = /^[.,]?\d/.test(text.slice(end)) ? /[A-Za-z\d.,]*$/ : /$/;
    return text.slice(0, end).replace(half, '').trimEnd() + ELLIPSIS;
  }

  private wrapped(text: string, width: number, size: number, weight?: Weight): string[] {
    const lines: string[] = [];
    let line = '';
    for (const piece of pieces(text)) {
      if (this.width((line + piece).trimEnd(), size, weight) <= width) {
        line += piece;
        continue;
      }
      // A piece longer than half a line is broken where the line ends, so that no line stays nearly empty.
      if (this.width(line, size, weight) > width / 2 && this.width(piece.trimEnd(), size, weight) <= width) {
        lines.push(line);
        line = piece;
        continue;
      }
      for (const character of piece) {
        if (line && this.width((line + character).trimEnd(), size, weight) > width) {
          lines.push(line);
          line = '';
        }
        line += character;
      }
    }
    return line ? [...lines, line] : lines;
  }
}

/** The text cut where a line may end: after spaces, hyphens, commas and closing brackets, and around Han. */
function pieces(text: string): string[] {
  return text.split(
    /(?<=[\s\-–—,;/)\]}，、。；：）】])(?![,;)\]}，、。；：）】])|(?=\p{Script=Han})|(?<=\p{Script=Han})(?![\p{P}])/u,
  );
}

/** The path moved to a place; where ink would leave the box, moved in and, if need be, made smaller. */
function confined(path: Path, box: Box, at: { x: number; y: number }): Path {
  const ink = boundsOf(path);
  if (!ink) return [];
  const scale = Math.min(1, box.width / ink.width, box.height / ink.height);
  const within = (wanted: number, ink0: number, inkSize: number, from: number, size: number) =>
    Math.min(Math.max(wanted, from - ink0 * scale), from + size - (ink0 + inkSize) * scale);
  return placed(path, {
    scale,
    x: within(at.x, ink.x, ink.width, box.x, box.width),
    y: within(at.y, ink.y, ink.height, box.y, box.height),
  });
}
