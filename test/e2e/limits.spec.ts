import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { is } from '../support/client.js';
import { ADMIN_KEY, Service } from '../support/service.js';
import { ACETONE, litres, Site } from '../support/site.js';

describe('what is large', () => {
  let service: Service;
  let site: Site;
  let place: string;
  let code: string;
  const bottle = (more: object) => ({
    origin: 'received',
    substance: ACETONE,
    content: litres('1'),
    ...more,
  });

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

  test('a body just under the limit is read, one over it is not', async () => {
    const text = (bytes: number) => {
      const shell = JSON.stringify({ text: '' }).length;
      return JSON.stringify({ text: 'x'.repeat(bytes - shell) });
    };
    const post = (bytes: number) => site.admin.postText(`/v1/bottles/${code}/note`, text(bytes));
    is(await post(32 * 1024), 400, 'text.too-long');
    is(await post(32 * 1024 + 1), 413, 'body.too-large');
  });

  test('the largest command that is allowed is recorded', async () => {
    const wide = '𠮷';
    const composition = Array.from({ length: 50 }, (_, n) => ({
      substance: ACETONE,
      role: n === 0 ? 'main' : 'component',
      fraction: { value: '1', unit: '%' },
    }));
    const aliases = Array.from({ length: 10 }, (_, n) => ({ scheme: `s${n}`, value: wide.repeat(200) }));
    const evidence = Array.from({ length: 10 }, () => ({
      kind: 'x',
      ref: `https://example.org/${'x'.repeat(400)}`,
    }));
    const { substance: _none, ...rest } = bottle({
      composition,
      aliases,
      evidence,
      reason: wide.repeat(500),
    });
    is(await site.admin.post('/v1/bottles', rest), 201);
    const codes = Array.from({ length: 500 }, () => code);
    is(await site.admin.post(`/v1/places/${place}/bottles`, { codes, action: 'sight' }), 400);
    const moved = is(
      await site.admin.post(`/v1/places/${place}/bottles`, { codes: codes.slice(0, 50), action: 'move' }),
      200,
    );
    expect(moved.body.items).toHaveLength(50);
  });
});

describe('too much', () => {
  test('more than one key may send is refused with a time to wait', async () => {
    const service = await Service.open('memory', { RATE_LIMIT: '2' });
    try {
      const answers = await Promise.all(Array.from({ length: 30 }, () => service.admin.get('/v1/me')));
      const throttled = answers.filter(({ status }) => status !== 200);
      expect(throttled.length).toBeGreaterThan(0);
      for (const answer of throttled) {
        is(answer, 429, 'rate.exceeded');
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      }
      is(await service.as().get('/health/live'), 200);
      expect(service.failures).toEqual([]);
    } finally {
      await service.close();
    }
  });

  test('a key counts once however it is written, and keys that open nothing count for the address', async () => {
    const service = await Service.open('memory', { RATE_LIMIT: '2' });
    try {
      const statuses = (authorizations: readonly string[]) =>
        Promise.all(
          authorizations.map(
            async (authorization) => (await service.as().get('/v1/me', { authorization })).status,
          ),
        );
      const spelling = (n: number) =>
        Array.from('bearer', (letter, at) => (n & (1 << at) ? letter.toUpperCase() : letter)).join('');
      const spelt = Array.from({ length: 30 }, (_, n) => `${spelling(n)} ${ADMIN_KEY}`);
      expect(await statuses(spelt)).toContain(429);
      const guessed = Array.from({ length: 30 }, (_, n) => `Bearer a-guess-at-a-key-${n}`);
      expect(await statuses(guessed)).toContain(429);
    } finally {
      await service.close();
    }
  });
});
