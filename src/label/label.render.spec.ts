import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { crc32, inflateSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Resvg } from '@resvg/resvg-js';
import fc from 'fast-check';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { drawBottleLabel } from './bottle.label.js';
import type { Drawing } from './label.drawing.js';
import { toPdf, toPng, toSvg } from './label.render.js';
import { drawPlaceLabel } from './place.label.js';

const require = createRequire(import.meta.url);

function bottle(code: string, name = '丙酮 Aceton'): Promise<Drawing> {
  return drawBottleLabel({
    code,
    name,
    cas: '67-64-1',
    content: { value: '2.5', unit: 'L' },
    pictograms: ['GHS02', 'GHS07'],
    signalWord: 'Danger',
  });
}

/** Everything a reader of many kinds of barcodes finds on the picture. */
async function scan(png: Buffer): Promise<{ format: string; text: string }[]> {
  const found = await readBarcodes(new Uint8Array(png));
  return found.map(({ format, text }) => ({ format, text }));
}

beforeAll(async () => {
  const wasm = await readFile(require.resolve('zxing-wasm/reader/zxing_reader.wasm'));
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } });
});

describe('SVG', () => {
  it('has the size of the label and no text', async () => {
    const svg = toSvg(await bottle('7K3QX9M2RP'));
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="62mm" height="29mm" viewBox="0 0 62 29">/,
    );
    expect(svg).not.toMatch(/<text|<image|font|NaN|Infinity|undefined/);
    const { width, height } = new Resvg(svg, { fitTo: { mode: 'zoom', value: 10 } });
    expect([Math.round(width), Math.round(height)]).toEqual([
      Math.round((62 / 25.4) * 96),
      Math.round((29 / 25.4) * 96),
    ]);
  });

  it.each([
    '<&>"\'',
    ']]></title><script>alert(1)</script>',
    'שלום עולם',
    '👩‍🔬',
    '\ud83d',
    '\u0000\u0008\ufffe',
    '',
  ])('is well-formed for the name %j', async (name) => {
    const svg = toSvg(await bottle('7K3QX9M2RP', name));
    expect(() => new Resvg(svg)).not.toThrow();
    expect(svg).not.toContain('<script');
  });

  it('is well-formed whatever the name', async () => {
    const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(units, async (codeUnits) => {
        const svg = toSvg(await bottle('7K3QX9M2RP', String.fromCharCode(...codeUnits)));
        expect(() => new Resvg(svg)).not.toThrow();
      }),
      { numRuns: 50 },
    );
  });
});

describe('PNG', () => {
  it.each([203, 300, 600])('at %i dpi is as large as the label and says so', async (dpi) => {
    const png = await toPng(await bottle('7K3QX9M2RP'), { dpi });
    const size = [png.readUInt32BE(16), png.readUInt32BE(20)];
    expect(size[0]).toBe(Math.round((62 / 25.4) * dpi));
    expect(Math.abs((size[1] ?? 0) - (29 / 25.4) * dpi)).toBeLessThan(1);
    expect(png.toString('latin1', 37, 41)).toBe('pHYs');
    expect(png.readUInt32BE(41)).toBe(Math.round(dpi / 0.0254));
    expect(png.readUInt32BE(50)).toBe(crc32(png.subarray(37, 50)));
  });

  it.each([203, 300])('at %i dpi is read by a scanner as exactly the code', async (dpi) => {
    const characters = fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ');
    const code = fc.string({ unit: characters, minLength: 10, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(code, async (text) => {
        const expected = [{ format: 'DataMatrix', text }];
        expect(await scan(await toPng(await bottle(text), { dpi }))).toEqual(expected);
        const place = await drawPlaceLabel({ code: text, name: 'B-204', path: 'Campus / House 3' });
        expect(await scan(await toPng(place, { dpi }))).toEqual(expected);
      }),
      { numRuns: 20, examples: [['7K3QX9M2RP'], ['0123456789'], ['ZZZZZZZZZZ']] },
    );
  });

  it.each([0, 99, 1201, Number.NaN])('refuses %f dpi', async (dpi) => {
    await expect(toPng(await bottle('7K3QX9M2RP'), { dpi })).rejects.toThrow(RangeError);
  });
});

describe('PDF', () => {
  it('is one page of the size of the label, with every shape a filled path', async () => {
    const drawing = await bottle('7K3QX9M2RP');
    const pdf = (await toPdf(drawing)).toString('latin1');
    expect(pdf.startsWith('%PDF-')).toBe(true);
    expect(pdf.trimEnd().endsWith('%%EOF')).toBe(true);
    expect(pdf.match(/\/Type \/Page\b(?!s)/g)).toHaveLength(1);
    const [, width, height] = pdf.match(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/) ?? [];
    expect(Number(width)).toBeCloseTo((62 / 25.4) * 72, 2);
    expect(Number(height)).toBeCloseTo((29 / 25.4) * 72, 2);
    expect(pdf).not.toMatch(/\/(BaseFont|Image)\b/);
    const content = pdf.match(/\/Filter \/FlateDecode[^>]*>>\s+stream\n([\s\S]*?)\nendstream/)?.[1] ?? '';
    const operators = inflateSync(Buffer.from(content, 'latin1')).toString('latin1');
    expect(operators.match(/^f$/gm)).toHaveLength(drawing.shapes.length);
    const starts = drawing.shapes.flatMap(({ path }) => path).filter(([command]) => command === 'M');
    expect(operators.match(/ m$/gm)).toHaveLength(starts.length);
  });

  it('takes any name as its title', async () => {
    for (const name of ['(\\)', '丙酮', '\ud800'])
      expect((await toPdf(await bottle('7K3QX9M2RP', name))).toString('latin1', 0, 5)).toBe('%PDF-');
  });
});
