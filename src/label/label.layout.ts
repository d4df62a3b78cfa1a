import { dataMatrix } from './label.datamatrix.js';
import type { Box, Drawing, Shape } from './label.drawing.js';
import { typefaceFor } from './label.font.js';
import { printable, Typesetter } from './label.text.js';

/** What the labels of bottles and places share: a common roll, the symbol on the left. Millimetres. */
const ROLL = { width: 62, height: 29 };
const MARGIN = 1.2;

/** The field in which a label's text and pictograms may stand. */
export const FIELD: Box = {
  x: MARGIN,
  y: 1,
  width: ROLL.width - 2 * MARGIN,
  height: ROLL.height - 2,
};

/** The code in groups of four, for reading aloud; a scan gives it bare, and either is understood. */
export function grouped(code: string): string {
  return code.replace(/.{4}(?=.)/gu, '$&-');
}

/**
 * A label: the DataMatrix of its code in the box `symbol`, and what `set` puts beside it from the texts, which
 * it gets as they can be printed.
 */
export async function drawLabel<Texts extends Record<string, string>>(label: {
  code: string;
  symbol: Box;
  title: string;
  texts: Texts;
  set: (typesetter: Typesetter, texts: Texts) => readonly Shape[];
}): Promise<Drawing> {
  const texts = Object.fromEntries(
    Object.entries(label.texts).map(([name, text]) => [name, printable(text)]),
  ) as Texts;
  const typesetter = new Typesetter(await typefaceFor(`${Object.values(texts).join('')}…`));
  const symbol: Shape = {
    part: 'symbol',
    colour: 'black',
    path: await dataMatrix(label.code, label.symbol),
  };
  return {
    title: printable(label.title),
    words: Object.values(texts).filter(Boolean).join(' · '),
    ...ROLL,
    shapes: [symbol, ...label.set(typesetter, texts).filter((shape) => shape.path.length > 0)],
  };
}
