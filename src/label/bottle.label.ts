import type { Box, Drawing, Shape } from './label.drawing.js';
import { drawLabel, FIELD, grouped } from './label.layout.js';
import type { Typesetter } from './label.text.js';
import { PICTOGRAMS, pictogram } from './pictograms.js';

export interface BottleLabel {
  readonly code: string;
  readonly name: string;
  readonly cas?: string;
  readonly content: { readonly value: string; readonly unit: string };
  readonly concentration?: string;
  /** The day the bottle entered, YYYY-MM-DD. */
  readonly date?: string;
  readonly expiry?: string;
  /** GHS01 to GHS09; another code is printed as letters. */
  readonly pictograms: readonly string[];
  readonly signalWord?: 'Danger' | 'Warning';
  readonly hazardCodes?: readonly string[];
  readonly owner?: string;
  /** What the hazards are those of; left out: of the substance as it is in the bottle. */
  readonly hazardsOf?: 'substance' | 'undiluted' | 'components';
  readonly classification?: 'harmonised' | 'by-hand' | 'none-known' | 'not-classified';
}

/** What is said of any classification but the harmonised one, so that a bare label never looks harmless. */
const CLASSIFICATION = {
  harmonised: '',
  'by-hand': 'classified by hand',
  'none-known': 'no classification known',
  'not-classified': 'not classified',
} as const;

/** Whose hazards they are, where they are not those of what is in the bottle. */
const HAZARDS_OF = {
  substance: '',
  undiluted: 'hazards if undiluted',
  components: 'hazards of components',
} as const;

/** UCUM codes that people write otherwise. */
const UNITS: ReadonlyMap<string, string> = new Map([
  ['1', 'pcs'],
  ['m3', 'm³'],
  ['ug', 'µg'],
  ['uL', 'µL'],
  ['[lb_av]', 'lb'],
  ['[oz_av]', 'oz'],
  ['[gal_us]', 'US gal'],
  ['[qt_us]', 'US qt'],
  ['[foz_us]', 'US fl oz'],
  ['[cft_i]', 'cu ft'],
]);

const SYMBOL: Box = { x: 0.8, y: 1, width: 14, height: 14 };
const GAP = 1;
const RIGHT = FIELD.x + FIELD.width;
/** Beside the symbol: code, name, what and how much, when and whose. */
const BESIDE: Box = { x: 15.8, y: FIELD.y, width: RIGHT - 15.8, height: 16.6 };
/** Below it: notes on the hazards, and the pictograms against the right edge. */
const FOOT: Box = { x: FIELD.x, y: 18, width: FIELD.width, height: 10 };
const MOST_PICTOGRAMS = 5;
/** So that five of them leave the notes as much room as the symbol has above. */
const ROW_WIDTH = 44.5;
const SIGNAL = { size: 3, height: 3.4 };
const SMALL = { size: 1.85, height: 2.2 };

/** A bottle's label, 62 mm by 29 mm. */
export function drawBottleLabel(label: BottleLabel): Promise<Drawing> {
  const known = PICTOGRAMS.filter((code) => label.pictograms.includes(code));
  const drawn = known.slice(0, MOST_PICTOGRAMS);
  const unknown = label.pictograms.filter((code) => !PICTOGRAMS.includes(code));
  const further = [...known.slice(MOST_PICTOGRAMS), ...unknown];
  const { content } = label;
  return drawLabel({
    code: label.code,
    symbol: SYMBOL,
    title: `${label.code} ${label.name}`,
    texts: {
      code: grouped(label.code),
      name: label.name,
      cas: label.cas ? `CAS ${label.cas}` : '',
      concentration: label.concentration ?? '',
      content: `${content.value} ${UNITS.get(content.unit) ?? content.unit}`,
      dates: [label.date && `in ${label.date}`, label.expiry && `exp. ${label.expiry}`]
        .filter(Boolean)
        .join(' · '),
      owner: label.owner ?? '',
      signalWord: label.signalWord ?? '',
      hazards: label.hazardCodes?.join(' ') ?? '',
      further: further.length > 0 ? `also ${further.join(' ')}` : '',
      ...credited(label),
    },
    set: (typesetter, texts) => {
      const size = Math.min(FOOT.height, ROW_WIDTH / drawn.length);
      const start = RIGHT - drawn.length * size;
      return [
        ...headed(typesetter, texts),
        ...noted(typesetter, texts, start - GAP - FOOT.x),
        ...drawn.flatMap((code, i) =>
          pictogram(code, { x: start + i * size, y: FOOT.y, width: size, height: size }),
        ),
      ];
    },
  });
}

/** Whose hazards they are and by whose word, so that nothing looks more harmless than it is known to be. */
function credited(label: BottleLabel): { readonly basis: string; readonly classification: string } {
  const { hazardsOf = 'substance', classification, pictograms, hazardCodes = [] } = label;
  const stated = pictograms.length + hazardCodes.length > 0;
  const basis = stated ? HAZARDS_OF[hazardsOf] : '';
  if (classification === undefined)
    return { basis, classification: pictograms.length > 0 ? '' : 'hazards not stated' };
  const inPart = stated && hazardsOf === 'components' && classification === 'not-classified';
  return { basis, classification: inPart ? 'not all classified' : CLASSIFICATION[classification] };
}

type Texts = Record<
  | 'code'
  | 'name'
  | 'cas'
  | 'concentration'
  | 'content'
  | 'dates'
  | 'owner'
  | 'signalWord'
  | 'hazards'
  | 'further'
  | 'basis'
  | 'classification',
  string
>;

function headed(typesetter: Typesetter, texts: Texts): Shape[] {
  const row = (part: string, y: number, height: number): { part: string; box: Box } => ({
    part,
    box: { ...BESIDE, y, height },
  });
  return [
    typesetter.whole(texts.code, { ...row('code', 1, 4.4), size: 5.2, weight: 'bold' }),
    ...typesetter.paragraph(texts.name, {
      ...row('name', 5.4, 7.2),
      sizes: [3, 2.6, 2.2],
      lines: 2,
      weight: 'bold',
    }),
    ...what(typesetter, texts, { ...BESIDE, y: 12.6, height: 2.6 }),
    ...when(typesetter, texts, { ...BESIDE, y: 15.3, height: 2.3 }),
  ];
}

/** CAS number and content are whole, or they would be wrong; the concentration gets what they leave. */
function what(typesetter: Typesetter, texts: Texts, row: Box): Shape[] {
  const size = 2.2;
  const room = row.width * 0.42;
  const left = Math.min(room, typesetter.width(texts.cas, size));
  const right = Math.min(room, typesetter.width(texts.content, size, 'bold'));
  const middle = texts.cas ? left + GAP : 0;
  return [
    typesetter.whole(texts.cas, { part: 'cas', box: { ...row, width: left }, size }),
    typesetter.cut(texts.concentration, {
      part: 'concentration',
      box: { ...row, x: row.x + middle, width: row.width - middle - right - GAP },
      size,
    }),
    typesetter.whole(texts.content, {
      part: 'content',
      box: { ...row, x: RIGHT - right, width: right },
      size,
      weight: 'bold',
      align: 'right',
    }),
  ];
}

function when(typesetter: Typesetter, texts: Texts, row: Box): Shape[] {
  const size = 1.9;
  const width = Math.min(row.width * 0.75, typesetter.width(texts.dates, size));
  const taken = texts.dates ? width + GAP : 0;
  return [
    typesetter.whole(texts.dates, { part: 'dates', box: { ...row, width }, size }),
    typesetter.cut(texts.owner, {
      part: 'owner',
      box: { ...row, x: row.x + taken, width: row.width - taken },
      size,
      align: 'right',
    }),
  ];
}

/** The signal word, then in small type what there is; the hazard codes get the lines that the others leave, and one. */
function noted(typesetter: Typesetter, texts: Texts, width: number): Shape[] {
  const above = texts.signalWord ? SIGNAL.height : 0;
  const rest = (['further', 'basis', 'classification'] as const)
    .map((part) => ({ part, text: texts[part] }))
    .filter(({ text }) => text !== '');
  const all = Math.max(Math.floor((FOOT.height - above) / SMALL.height), rest.length + 1);
  const height = Math.min(SMALL.height, (FOOT.height - above) / all);
  const size = (SMALL.size * height) / SMALL.height;
  const line = (index: number, lines = 1): Box => ({
    x: FOOT.x,
    y: FOOT.y + above + index * height,
    width,
    height: lines * height,
  });
  const lines = all - rest.length;
  const hazards = typesetter.paragraph(texts.hazards, {
    part: 'hazards',
    box: line(0, lines),
    sizes: [size],
    lines,
  });
  return [
    typesetter.whole(texts.signalWord, {
      part: 'signalWord',
      box: { ...FOOT, width, height: SIGNAL.height },
      size: SIGNAL.size,
      weight: 'bold',
    }),
    ...hazards,
    ...rest.map(({ part, text }, i) => typesetter.whole(text, { part, box: line(hazards.length + i), size })),
  ];
}
