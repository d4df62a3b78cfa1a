import type { Box, Drawing } from './label.drawing.js';
import { drawLabel, FIELD, grouped } from './label.layout.js';

export interface PlaceLabel {
  readonly code: string;
  readonly name: string;
  /** The places above it, outermost first, as people read it. */
  readonly path: string;
}

/** Larger than a bottle's: it is scanned from a step away. */
const SYMBOL: Box = { x: 0.8, y: 3.5, width: 22, height: 22 };
const BESIDE: Box = { x: 24, y: FIELD.y, width: FIELD.x + FIELD.width - 24, height: FIELD.height };

/** The label on a room's door, a cupboard or a shelf, 62 mm by 29 mm. */
export function drawPlaceLabel(label: PlaceLabel): Promise<Drawing> {
  return drawLabel({
    code: label.code,
    symbol: SYMBOL,
    title: `${label.code} ${label.name}`,
    texts: { code: grouped(label.code), name: label.name, path: label.path },
    set: (typesetter, texts) => [
      ...typesetter.paragraph(texts.name, {
        part: 'name',
        box: { ...BESIDE, y: 2, height: 10.8 },
        sizes: [4.4, 3.6, 3],
        lines: 2,
        weight: 'bold',
      }),
      typesetter.whole(texts.code, {
        part: 'code',
        box: { ...BESIDE, y: 13.2, height: 4.8 },
        size: 4.4,
        weight: 'bold',
      }),
      ...typesetter.paragraph(texts.path, {
        part: 'path',
        box: { ...BESIDE, y: 18.6, height: 8.4 },
        sizes: [2.3, 2],
        lines: 3,
      }),
    ],
  });
}
