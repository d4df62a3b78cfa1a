import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { codes } from '../../src/refusals.js';
import { is } from '../support/client.js';
import { ADMIN_KEY, Service } from '../support/service.js';
import { ACETONE, litres, Site } from '../support/site.js';

describe('hostile input', () => {
  let service: Service;
  let site: Site;
  let place: string;
  let code: string;

  beforeAll(async () => {
    service = await Service.open('sqlite');
    site = new Site(service);
    place = await site.place();
    code = await site.stored(place);
  });
  afterAll(async () => {
    expect(service.failures).toEqual([]);
    await service.close();
  });

  /** Refused with a code of the list, and nothing recorded. */
  async function refused(path: string, body: object, status = 400): Promise<string> {
    const head = await service.head();
    const answer = is(await site.admin.post(path, body), status);
    expect(codes).toContain(answer.body.code);
    expect(await service.head()).toBe(head);
    return answer.body.code;
  }
  const bottle = (more: object) => ({
    origin: 'received',
    substance: ACETONE,
    content: litres('1'),
    ...more,
  });

  test.each([
    ...[
      '2026-02-30',
      '2026-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-01-00',
      '26-01-01',
      '2026-1-1',
      '20260101',
    ],
    ...['2026-02-30T10:00:00Z', '2026-01-01T24:00:01Z', '2026-01-01T25:00:00Z', '2026-01-01T10:60:00Z'],
    ...['2026-01-01T10:00:00', '2026-01-01 10:00:00Z', '2026-01-01T10:00:00+25:00', '2026-01-01T10:00:00.Z'],
    ...[
      'now',
      '',
      ' ',
      '1767225600',
      '+002026-01-01T00:00:00Z',
      '-000001-01-01T00:00:00Z',
      '2026-W01-1',
      '٢٠٢٦-٠١-٠١',
    ],
  ])('the time %j is none', async (occurredAt) => {
    await refused(`/v1/bottles/${code}/note`, { text: 'x', occurredAt });
  });

  test.each(['2026-02-30', '2027-13', '27', '2027-5', '05/2027', '2027-05-32', '2027-05-31T00:00:00Z'])(
    'nothing is good until %j',
    async (expiry) => {
      await refused('/v1/bottles', bottle({ expiry }));
    },
  );

  test.each([
    ...[
      '1e3',
      '1E400000',
      '0x10',
      '1_000',
      '1,5',
      '.5',
      '5.',
      '+1',
      '-1',
      '-0',
      '١',

      '',
      'NaN',
      'Infinity',
    ],
    ...[' 1', '1 ', '1\n', '1\u00a0', '１'],
    ...['1234567890123', '0.1234567890123', '1'.repeat(10_000), '00000000000000001'],
  ])('the amount %j is none', async (value) => {
    await refused(`/v1/bottles/${code}/use`, { quantity: { value, unit: 'mL' } });
  });

  test.each([
    'bucket',
    '',
    'ML',
    'L/L',
    'mol',
    'L2',
    '[lb_av',
    'μ',
    'K',
    'litre',
    'L\u200b',
    'L ',
    ' L',
    'constructor',
    '__proto__',
  ])('the unit %j is none', async (unit) => {
    await refused(`/v1/bottles/${code}/use`, { quantity: { value: '1', unit } });
  });

  test.each(['1', '1.5', '-1', '1e400', 'true', 'null', '[]', '{}', '["1"]'])(
    'the value %s is no decimal string',
    async (value) => {
      const head = await service.head();
      const text = `{"quantity":{"value":${value},"unit":"mL"}}`;
      is(await site.admin.postText(`/v1/bottles/${code}/use`, text), 400);
      expect(await service.head()).toBe(head);
    },
  );

  test.each([
    ...[
      '\u202e',
      'a\u202eb',
      '\u2066x\u2069',
      '\u200f',
      '\u200e',
      '\u061c',
      'x\ufeffy',
      'x\u2028y',
      'x\u0000y',
      'x\u001by',
    ],
    ...[
      'x\u0085y',
      '\uffff',
      '\ud800',
      'x\udc00',
      '',
      ' ',
      '\u200b',
      '\u2060\u00ad',
      'x'.repeat(101),
      'x\ny',
    ],
  ])('the text %j is not plain', async (name) => {
    await refused('/v1/places', { name, kind: 'room' });
  });

  test.each([
    '丙酮柜',
    '𠮷野 𝒜',
    'Ω-Schränke «1»',
    'Ünïcödé',
    '🧪',
    'שלום',
    'e\u0301',
    '<script>alert(1)</script>',
    "'; DROP TABLE facts; --",
    'null',
    '{{7*7}}',
  ])('the name %j is kept as it is written', async (name) => {
    const opened = is(await site.admin.post('/v1/places', { name, kind: 'room' }), 201);
    expect((await site.read(`/v1/places/${opened.body.id}`, opened)).name).toBe(name.normalize('NFC'));
    const svg = is(await site.admin.bytes(`/v1/places/${opened.body.id}/label`), 200);
    expect((svg.body as Buffer).toString()).not.toContain('<script>');
  });

  test('a name is as long as its characters, not its bytes', async () => {
    is(await site.admin.post('/v1/places', { name: '𠮷'.repeat(100), kind: 'room' }), 201);
    await refused('/v1/places', { name: '𠮷'.repeat(101), kind: 'room' });
  });

  test.each([
    '7K3QX9M2R0',
    '7K3QX9M2R',
    '7K3QX9M2RPP',
    '7K3QX9M2R!',
    'ＡＢＣ',
    '..',
    '%00',
    '%F0%A0%AE%B7',
    "'",
    '7K3QX9M2RP%0A',
  ])('the code %j names nothing', async (wrong) => {
    for (const path of [`/v1/bottles/${wrong}`, `/v1/places/${wrong}`, `/v1/bottles/${wrong}/history`]) {
      expect([400, 404]).toContain(
        is(await site.admin.get(path), (await site.admin.get(path)).status).status,
      );
    }
  });

  test.each(['67-64-2', '67641', '7-64-1', '067-64-1', '６７-64-1', '67-64-1 '.repeat(9)])(
    'the CAS number %j is none',
    async (cas) => {
      await refused('/v1/substances', { name: 'Nothing', cas });
    },
  );

  test.each([
    'javascript:alert(1)',
    'http://example.org',
    'https://',
    'file:',
    'https://x y',
    'data:text/html,x',
  ])('the address %j is no evidence', async (ref) => {
    await refused(`/v1/bottles/${code}/note`, { text: 'x', evidence: [{ kind: 'photo', ref }] });
  });

  test('bytes that are no text are not kept as something else', async () => {
    const head = await service.head();
    const note = (body: Buffer, more: object = {}) =>
      fetch(`http://127.0.0.1:${service.port}/v1/bottles/${code}/note`, {
        method: 'POST',
        headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json', ...more },
        body: new Uint8Array(body),
      });
    const answers = [
      await note(Buffer.from('{"text":"\u00e4"}', 'latin1')),
      await note(Buffer.from('{"text":"\u00e4"}', 'latin1'), {
        'content-type': 'application/json; charset=iso-8859-1',
      }),
      await note(Buffer.from('{"text":"x"}', 'utf16le')),
      await note(Buffer.from('{"text":"x","text":"y"}')),
      await note(gzipSync('{"text":"x"}'), { 'content-encoding': 'gzip' }),
      await note(Buffer.from('text=x'), { 'content-type': 'application/x-www-form-urlencoded' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 415, 415]);
    expect(await service.head()).toBe(head);
  });

  test('what is no request is answered like any other refusal', async () => {
    for (const bytes of [
      'GARBAGE\r\n\r\n',
      'GET /v1/scan/\u00e4 HTTP/1.1\r\nHost: x\r\n\r\n',
      `GET /v1/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${'x'.repeat(20_000)}\r\n\r\n`,
      'POST /v1/places HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ]) {
      const socket = connect(service.port, '127.0.0.1');
      socket.end(bytes);
      const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
      expect(head).toMatch(/^HTTP\/1\.1 400 /);
      expect(head).toContain('Content-Type: application/problem+json');
      expect(JSON.parse(body)).toMatchObject({ status: 400, code: 'request.unreadable' });
    }
  });

  test('what is scanned may be anything', async () => {
    for (const wild of [
      '%00',
      '%ED%A0%80',
      '%F0%A0%AE%B7',
      'x'.repeat(400),
      '..%2F..%2Fetc%2Fpasswd',
      '%3Cscript%3E',
      '__proto__',
    ]) {
      const answer = await site.admin.get(`/v1/scan/${wild}`);
      if (answer.status === 200) expect(answer.body.kind).toBe('unknown');
      else is(answer, answer.status >= 500 ? 200 : answer.status);
    }
  });

  test('ids may be anything, and name nothing', async () => {
    for (const wild of [
      '%00',
      '%ED%A0%80',
      '..%2F..',
      "'",
      '%F0%A0%AE%B7',
      '__proto__',
      'constructor',
      'x'.repeat(500),
    ]) {
      for (const list of ['people', 'units', 'substances', 'credentials', 'commands']) {
        const answer = await site.admin.get(`/v1/${list}/${wild}`);
        is(answer, [400, 404, 414].includes(answer.status) ? answer.status : 404);
      }
    }
  });

  test('headers may be anything', async () => {
    for (const authorization of [
      'Bearer',
      'Bearer ',
      'Basic eDp5',
      `Bearer ${'x'.repeat(600)}`,
      'Bearer a b',
      'bearer\tx',
    ]) {
      is(await service.as().get('/v1/me', { authorization }), 401);
    }
    for (const accept of ['*/*', 'text/html', 'x'.repeat(1_000), 'text/csv;q=0']) {
      is(await site.admin.get('/v1/me', { accept }), 200);
    }
    for (const language of ['*', 'zh-Hans-CN', ';;;', 'de;q=x', '\u00e4']) {
      is(await site.admin.get(`/v1/substances/${ACETONE}`, { 'accept-language': encodeURI(language) }), 200);
    }
  });
});
