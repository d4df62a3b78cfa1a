import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type BottleLabel, drawBottleLabel } from './bottle.label.js';
import { type Box, boundsOf, type Drawing, pathData } from './label.drawing.js';
import { drawPlaceLabel, type PlaceLabel } from './place.label.js';

const ACETONE: BottleLabel = {
  code: '7K3QX9M2RP',
  name: 'Acetone',
  cas: '67-64-1',
  content: { value: '2.5', unit: 'L' },
  concentration: '≥ 99.5 %',
  date: '2026-10-01',
  expiry: '2028-05',
  pictograms: ['GHS07', 'GHS02'],
  signalWord: 'Danger',
  hazardCodes: ['H225', 'H319', 'H336'],
  owner: 'Organic chemistry',
  classification: 'harmonised',
};

/** The box around all shapes of each part. */
function parts(drawing: Drawing): Map<string, Box> {
  const points = new Map<string, Drawing['shapes'][number]['path'][number][]>();
  for (const { part, path } of drawing.shapes) points.set(part, [...(points.get(part) ?? []), ...path]);
  return new Map(
    [...points].map(([part, path]) => [part, boundsOf(path) ?? { x: 0, y: 0, width: 0, height: 0 }]),
  );
}

/** The outlines of one part, wherever it stands. */
function outlines(drawing: Drawing, part: string): string {
  return drawing.shapes
    .filter((shape) => shape.part === part)
    .map(({ path }) => pathData(path))
    .join('');
}

/** Fails unless every part lies on the label and none overlaps another. */
function expectTidy(drawing: Drawing): void {
  const boxes = [...parts(drawing)];
  boxes.forEach(([part, box], i) => {
    const inside =
      box.x >= 0.5 && box.y >= 0.5 && box.x + box.width <= 61.5 && box.y + box.height <= 28.5
        ? 'inside'
        : 'outside';
    expect([part, inside]).toEqual([part, 'inside']);
    for (const [other, its] of boxes.slice(i + 1)) {
      const apart =
        box.x + box.width <= its.x + 1e-6 ||
        its.x + its.width <= box.x + 1e-6 ||
        box.y + box.height <= its.y + 1e-6 ||
        its.y + its.height <= box.y + 1e-6;
      expect([part, other, apart]).toEqual([part, other, true]);
    }
  });
}

const text = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.string({
    unit: fc.constantFrom(...'aWM|äÅỆ丙酮︻﷽α0123456789-,.()/ ع😀\u0301\ud800\u202e<&'),
    maxLength: 400,
  }),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const codeCharacters = fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ');
const code = fc.string({ unit: codeCharacters, minLength: 10, maxLength: 10 });
const bottle = fc.record(
  {
    code,
    name: text,
    cas: fc.oneof(fc.constantFrom('67-64-1', '1234567-89-0'), text),
    content: fc.record({
      value: fc.constantFrom('1', '2.5', '123456789012.123456789012'),
      unit: fc.constantFrom('L', '[foz_us]', '1'),
    }),
    concentration: text,
    date: fc.constantFrom('2026-10-01'),
    expiry: text,
    pictograms: fc.array(
      fc.constantFrom('GHS01', 'GHS02', 'GHS03', 'GHS04', 'GHS05', 'GHS06', 'GHS07', 'GHS08', 'GHS09', 'X'),
    ),
    signalWord: fc.constantFrom('Danger' as const, 'Warning' as const),
    hazardCodes: fc.array(fc.constantFrom('H225', 'H360FD', 'EUH066', 'H301 + H311 + H331')),
    owner: text,
    hazardsOf: fc.constantFrom('substance' as const, 'undiluted' as const, 'components' as const),
    classification: fc.constantFrom(
      'harmonised' as const,
      'by-hand' as const,
      'none-known' as const,
      'not-classified' as const,
    ),
  },
  { requiredKeys: ['code', 'name', 'content', 'pictograms'] },
);

describe("a bottle's label", () => {
  it('is 62 mm by 29 mm and carries everything it is given', async () => {
    const drawing = await drawBottleLabel(ACETONE);
    expect(drawing).toMatchObject({ width: 62, height: 29, title: '7K3QX9M2RP Acetone' });
    expect([...parts(drawing).keys()].sort()).toEqual(
      [
        'symbol',
        'code',
        'name',
        'cas',
        'concentration',
        'content',
        'dates',
        'owner',
        'signalWord',
        'hazards',
        'GHS02',
        'GHS07',
      ].sort(),
    );
    expectTidy(drawing);
  });

  it('has its pictograms at 10 mm and its code at over 3 mm of height', async () => {
    const boxes = parts(await drawBottleLabel(ACETONE));
    expect(boxes.get('GHS02')?.height).toBeCloseTo(10, 6);
    expect(boxes.get('code')?.height).toBeGreaterThan(3);
    expect(boxes.get('symbol')?.width).toBeGreaterThan(12);
  });

  it('is tidy whatever it says', async () => {
    await fc.assert(
      fc.asyncProperty(bottle, async (label) => expectTidy(await drawBottleLabel(label))),
      { numRuns: 150 },
    );
  });

  it('is the same whenever it is drawn', async () => {
    expect(await drawBottleLabel({ ...ACETONE })).toEqual(await drawBottleLabel(ACETONE));
  });

  it('draws five pictograms at most, the gravest, and names the others', async () => {
    const drawing = await drawBottleLabel({
      ...ACETONE,
      pictograms: ['GHS07', 'GHS09', 'GHS02', 'GHS05', 'GHS06', 'GHS08', 'GHS01', 'GHS01'],
    });
    const drawn = [...parts(drawing).keys()].filter((part) => part.startsWith('GHS'));
    expect(drawn).toEqual(['GHS01', 'GHS06', 'GHS08', 'GHS05', 'GHS02']);
    const same = await drawBottleLabel({
      ...ACETONE,
      pictograms: ['GHS01', 'GHS06', 'GHS08', 'GHS05', 'GHS02', 'GHS09', 'GHS07'],
    });
    expect(outlines(drawing, 'further')).not.toBe('');
    expect(outlines(same, 'further')).toBe(outlines(drawing, 'further'));
    expectTidy(drawing);
  });

  it.each(['by-hand', 'none-known', 'not-classified'] as const)(
    'says that a substance is %s',
    async (classification) => {
      const { signalWord: _signal, hazardCodes: _codes, ...rest } = ACETONE;
      const drawing = await drawBottleLabel({ ...rest, pictograms: [], classification });
      expect(parts(drawing).get('classification')?.height).toBeLessThan(2);
      const other = await drawBottleLabel({ ...rest, pictograms: [], classification: 'harmonised' });
      expect(parts(other).has('classification')).toBe(false);
    },
  );

  it.each([
    ['undiluted', 'harmonised', 'hazards if undiluted'],
    ['undiluted', 'by-hand', 'hazards if undiluted · classified by hand'],
    ['components', 'harmonised', 'hazards of components'],
    ['components', 'not-classified', 'hazards of components · not all classified'],
    ['substance', 'not-classified', 'not classified'],
  ] as const)('says whose hazards they are: %s, %s', async (hazardsOf, classification, words) => {
    const drawing = await drawBottleLabel({ ...ACETONE, hazardsOf, classification });
    expect(drawing.words.endsWith(`Danger · H225 H319 H336 · ${words}`)).toBe(true);
    const crowded = { pictograms: ['GHS01', 'GHS06', 'GHS08', 'GHS05', 'GHS02', 'GHS09'] };
    const all = await drawBottleLabel({ ...ACETONE, ...crowded, hazardsOf, classification });
    expect(parts(all).get('hazards')?.height).toBeGreaterThan(0.8);
    expectTidy(all);
  });

  it.each(['components', 'undiluted'] as const)(
    'says nothing of %s where nothing is stated',
    async (hazardsOf) => {
      const { signalWord: _signal, hazardCodes: _codes, ...rest } = ACETONE;
      const { words } = await drawBottleLabel({
        ...{ ...rest, pictograms: [], hazardsOf, classification: 'not-classified' },
      });
      expect(words).toMatch(/ · not classified$/);
      expect(words).not.toMatch(/hazards/);
    },
  );

  it('without pictograms and without a word on the classification says that none was stated', async () => {
    const { classification: _classification, ...rest } = ACETONE;
    expect(parts(await drawBottleLabel({ ...rest, pictograms: [] })).has('classification')).toBe(true);
    expect(parts(await drawBottleLabel(rest)).has('classification')).toBe(false);
  });

  it('prints units as people write them', async () => {
    const content = async (unit: string) =>
      outlines(await drawBottleLabel({ ...ACETONE, content: { value: '1', unit } }), 'content');
    expect(await content('[lb_av]')).toBe(await content('lb'));
    expect(await content('constructor')).not.toContain(await content('L'));
  });
});

describe("a place's label", () => {
  const cupboard: PlaceLabel = {
    code: '7K3QX9M2RP',
    name: 'Solvent cupboard 3',
    path: 'Campus North / Chemistry / 2nd floor / B-204',
  };

  it('carries symbol, name, code and path', async () => {
    const drawing = await drawPlaceLabel(cupboard);
    expect([...parts(drawing).keys()].sort()).toEqual(['code', 'name', 'path', 'symbol']);
    expect(parts(drawing).get('symbol')?.width).toBeGreaterThan(18);
  });

  it('is tidy whatever it says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.record({ code, name: text, path: text }), async (label) =>
        expectTidy(await drawPlaceLabel(label)),
      ),
      { numRuns: 60 },
    );
  });
});
