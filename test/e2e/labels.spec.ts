import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { is } from '../support/client.js';
import { Service } from '../support/service.js';
import { Site } from '../support/site.js';

const require = createRequire(import.meta.url);

describe('labels', () => {
  let service: Service;
  let site: Site;
  let place: string;
  let code: string;

  beforeAll(async () => {
    const wasm = await readFile(require.resolve('zxing-wasm/reader/zxing_reader.wasm'));
    prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } });
    service = await Service.open();
    site = new Site(service);
    place = await site.place({ name: '危险品柜 <&>' });
    code = await site.stored(place, {
      expiry: '2099-05',
      concentration: { value: '37', unit: '%' },
      substance: '7647-01-0',
    });
    await site.read(`/v1/bottles/${code}`);
  });
  afterAll(async () => {
    expect(service.failures).toEqual([]);
    await service.close();
  });

  const scanned = async (png: Buffer) =>
    (await readBarcodes(new Uint8Array(png))).map(({ format, text }) => ({ format, text }));

  test.each(['203', '300', '600'])(
    'of a bottle and a place are read back by a scanner at %s dpi',
    async (dpi) => {
      for (const [path, id] of [
        [`bottles/${code}`, code],
        [`places/${place}`, place],
      ]) {
        const answer = is(await site.admin.bytes(`/v1/${path}/label?format=png&dpi=${dpi}`), 200);
        expect(answer.headers['content-type']).toBe('image/png');
        expect(await scanned(answer.body)).toEqual([{ format: 'DataMatrix', text: id }]);
      }
    },
  );

  test('come as SVG unless told, and as PDF', async () => {
    for (const path of [`bottles/${code}`, `places/${place}`]) {
      const svg = is(await site.admin.bytes(`/v1/${path}/label`), 200);
      expect(svg.headers['content-type']).toMatch(/^image\/svg\+xml/);
      expect((svg.body as Buffer).toString()).toMatch(/^<svg /);
      const pdf = is(await site.admin.bytes(`/v1/${path}/label?format=pdf`), 200);
      expect(pdf.headers['content-type']).toBe('application/pdf');
      expect((pdf.body as Buffer).subarray(0, 5).toString()).toBe('%PDF-');
    }
  });

  test('never look more harmless than what is known of all that is in the bottle', async () => {
    const wordsOn = async (more: object) => {
      const body = { origin: 'received', content: { value: '1', unit: 'L' }, place, ...more };
      const born = is(await site.admin.post('/v1/bottles', body), 201).body;
      const svg = is(await site.admin.bytes(`/v1/bottles/${born.code}/label?after=${born.position}`), 200);
      return /<desc>(.*)<\/desc>/.exec(svg.body.toString())?.[1] ?? '';
    };
    const fraction = (value: string) => ({ value, unit: '%' });
    const unknown = is(await site.admin.post('/v1/substances', { name: 'Binder X' }), 201).body.id;
    expect(await wordsOn({ substance: '67-64-1', purity: fraction('99.5') })).toMatch(
      / acetone · CAS 67-64-1 · ≥ 99.5 % .* Danger · H225 H319 H336 EUH066$/,
    );
    expect(await wordsOn({ substance: '7647-01-0', concentration: fraction('37') })).toMatch(
      / · 37 % .* Danger · H314 H335 · hazards if undiluted$/,
    );
    const composition = [
      { substance: '7732-18-5', role: 'solvent' },
      { substance: '67-64-1', role: 'main', fraction: fraction('70') },
      { substance: unknown, role: 'component' },
    ];
    const mixed = await wordsOn({ composition });
    expect(mixed).toMatch(/ · acetone 70 % \+ water \+ Binder X · 1 L /);
    expect(mixed).toMatch(/ Danger · H225 H319 H336 EUH066 · hazards of components · not all classified$/);
    expect(await wordsOn({ substance: unknown })).toMatch(/ · not classified$/);
  });

  test('of a substance that was merged have the hazards of what goes on in its place', async () => {
    const double = is(await site.admin.post('/v1/substances', { name: 'Dimethyl ketone' }), 201).body.id;
    const born = await site.bottle({ substance: double });
    const merged = is(await site.admin.post(`/v1/substances/${double}/merge`, { into: '67-64-1' }), 200);
    const { code } = born.body;
    expect(await site.look(code, merged)).toMatchObject({
      ...{ substance: { id: '67-64-1', name: 'acetone' }, hazards: { signalWord: 'Danger' } },
    });
    for (const id of ['67-64-1', double]) {
      const { items } = await site.read(`/v1/bottles?substance=${id}&limit=500`, merged);
      expect(items.map((bottle: { code: string }) => bottle.code)).toContain(code);
    }
    const { items } = await site.read('/v1/bottles?q=acetone&limit=500', merged);
    expect(items.map((bottle: { code: string }) => bottle.code)).toContain(code);
  });

  test('come in no other form', async () => {
    for (const query of ['format=gif', 'format=', 'dpi=99', 'dpi=1201', 'dpi=x']) {
      is(await site.admin.get(`/v1/bottles/${code}/label?${query}`), 400);
    }
    is(await site.admin.get('/v1/bottles/1234567899/label'), 404, 'bottle.unknown');
  });

  test('wait for a bottle just registered', async () => {
    const born = await site.bottle();
    is(await site.admin.get(`/v1/bottles/${born.body.code}/label?after=${born.body.position}`), 200);
  });
});
