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
