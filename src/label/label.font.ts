import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Font } from 'fontkit';
import { type Path, placed, rectangle, type Segment } from './label.drawing.js';

export type Weight = 'regular' | 'bold';

/** One character's outline: 1 = one em, baseline at y = 0, y downwards. */
interface Glyph {
  readonly path: Path;
  readonly advance: number;
}

type Faces = Readonly<Record<Weight, Glyph>>;

/** Gives an outline for every character it was prepared for, and a box for any other. */
export interface Typeface {
  glyph(character: string, weight: Weight): Glyph;
}

interface Subset {
  readonly file: string;
  readonly ranges: readonly (readonly [first: number, last: number])[];
}

/**
 * Looked through in this order. Source Sans has the Latin of Noto Sans SC, and Greek and Cyrillic beside it.
 * Both come cut into small files by Unicode range; only those a text needs are read.
 */
const FAMILIES = ['source-sans-3', 'noto-sans-sc'];
const WEIGHTS: Record<Weight, number> = { regular: 400, bold: 700 };

const require = createRequire(import.meta.url);

const BOX: Glyph = {
  advance: 0.6,
  path: [
    ...rectangle({ x: 0.06, y: -0.68, width: 0.48, height: 0.72 }),
    ...rectangle({ x: 0.11, y: -0.63, width: 0.38, height: 0.62 }, true),
  ],
};
const BOXES: Faces = { regular: BOX, bold: BOX };

const glyphs = new Map<string, Faces>();
const fonts = new Map<string, Promise<Record<Weight, Font>>>();
let subsets: Promise<readonly Subset[]> | undefined;

/** The typeface for a text. Reads the font files its characters need, once per process. */
export async function typefaceFor(text: string): Promise<Typeface> {
  const used = new Map<string, Faces>();
  for (const character of new Set(text)) used.set(character, (await facesOf(character)) ?? BOXES);
  return { glyph: (character, weight) => (used.get(character) ?? BOXES)[weight] };
}

async function facesOf(character: string): Promise<Faces | undefined> {
  const known = glyphs.get(character);
  if (known) return known;
  const faces = (await drawn(character)) ?? (await spelledOut(character));
  if (faces) glyphs.set(character, faces);
  return faces;
}

async function drawn(character: string): Promise<Faces | undefined> {
  const codePoint = character.codePointAt(0) ?? 0;
  subsets ??= readSubsets();
  for (const { file, ranges } of await subsets) {
    if (!ranges.some(([first, last]) => first <= codePoint && codePoint <= last)) continue;
    const { regular, bold } = await open(file);
    if (regular.hasGlyphForCodePoint(codePoint))
      return { regular: outline(regular, codePoint), bold: outline(bold, codePoint) };
  }
  return undefined;
}

/** A character that no font has, in its compatibility form: ₂ as 2. */
async function spelledOut(character: string): Promise<Faces | undefined> {
  const parts = [...character.normalize('NFKC')];
  if (parts.length === 1 && parts[0] === character) return undefined;
  const faces = await Promise.all(parts.map(drawn));
  if (!faces.every((face) => face !== undefined)) return undefined;
  return { regular: joined(faces.map((face) => face.regular)), bold: joined(faces.map((face) => face.bold)) };
}

function joined(parts: readonly Glyph[]): Glyph {
  let advance = 0;
  const path: Segment[] = [];
  for (const part of parts) {
    path.push(...placed(part.path, { x: advance, y: 0 }));
    advance += part.advance;
  }
  return { path, advance };
}

async function readSubsets(): Promise<Subset[]> {
  const families = FAMILIES.map(async (family) => {
    const unicode: Record<string, string> = JSON.parse(
      await readFile(packaged(family, 'unicode.json'), 'utf8'),
    );
    return Object.entries(unicode).map(([key, ranges]) => ({
      file: packaged(family, `files/${family}-${key.replace(/[[\]]/g, '')}-wght-normal.woff2`),
      ranges: ranges.split(',').map((range): [number, number] => {
        const [first = '', last = first] = range.slice('U+'.length).split('-');
        return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
      }),
    }));
  });
  return (await Promise.all(families)).flat();
}

function packaged(family: string, file: string): string {
  return require.resolve(`@fontsource-variable/${family}/${file}`);
}

function open(file: string): Promise<Record<Weight, Font>> {
  let font = fonts.get(file);
  if (!font) {
    font = readFont(file);
    fonts.set(file, font);
  }
  return font;
}

/** fontkit varies the weight of TrueType data only, so WOFF2 is unpacked before it sees it. */
async function readFont(file: string): Promise<Record<Weight, Font>> {
  const [fontkit, { default: decompress }] = await Promise.all([
    import('fontkit'),
    import('woff2-encoder/decompress'),
  ]);
  const font = fontkit.create(Buffer.from(await decompress(await readFile(file))));
  if (!('getVariation' in font)) throw new TypeError(`${file} holds several fonts`);
  return {
    regular: font.getVariation({ wght: WEIGHTS.regular }),
    bold: font.getVariation({ wght: WEIGHTS.bold }),
  };
}

function outline(font: Font, codePoint: number): Glyph {
  const glyph = font.glyphForCodePoint(codePoint);
  const em = 1 / font.unitsPerEm;
  const path = glyph.path.commands.map(
    ({ command, args }): Segment => [
      LETTERS[command],
      ...args.map((value, i) => (i % 2 === 0 ? value : -value) * em),
    ],
  );
  return { path, advance: glyph.advanceWidth * em };
}

const LETTERS = {
  moveTo: 'M',
  lineTo: 'L',
  quadraticCurveTo: 'Q',
  bezierCurveTo: 'C',
  closePath: 'Z',
} as const;
