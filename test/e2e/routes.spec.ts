import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { codes } from '../../src/refusals.js';
import { type Answer, type Client, is } from '../support/client.js';
import { doors } from '../support/doors.js';
import { type Route, routesOf } from '../support/routes.js';
import { ADMIN_KEY, Service } from '../support/service.js';
import { ACETONE, Site } from '../support/site.js';

/** Bodies that no route takes, as they go over the wire. */
const badBodies: readonly (readonly [what: string, text: string, type?: string])[] = [
  ['an array', '[]'],
  ['an array of objects', '[{}]'],
  ['a string', '"text"'],
  ['a number', '1'],
  ['null', 'null'],
  ['true', 'true'],
  ['an unknown field', '{"colour":"red"}'],
  ['a field that objects inherit', '{"toString":"x"}'],
  ['__proto__', '{"__proto__":{"admin":true}}'],
  ['a constructor with a prototype', '{"constructor":{"prototype":{"admin":true}}}'],
  ['a lone surrogate in a name', '{"\\ud800":"x"}'],
  ['a lone surrogate in a text', '{"reason":"\\udc00","name":"\\ud800","text":"\\ud800","label":"\\ud800"}'],
  ['more than 32 KiB', JSON.stringify({ reason: 'x'.repeat(33 * 1024) })],
  ['nesting without end', `{"with":${'['.repeat(9_000)}${']'.repeat(9_000)}}`],
  ['broken JSON', '{"reason":'],
  ['no JSON at all', 'colour=red'],
  ['an empty text', ''],
  ['a form', 'reason=red', 'application/x-www-form-urlencoded'],
  ['plain text', '{"reason":"red"}', 'text/plain'],
  ['XML', '<reason/>', 'application/xml'],
  ['a day that is none', '{"occurredAt":"2026-02-30"}'],
  ['evidence that is none', '{"evidence":[{"kind":"photo","ref":"javascript:alert(1)"}]}'],
];

/** No field takes any of these; only an object may be one without fields. */
const wrongValues: readonly unknown[] = [1.5, null, true, [], [1], ''];
const notEmpty = ['string', 'integer', 'array'];

describe('every route', () => {
  let service: Service;
  let site: Site;
  let routes: readonly Route[];
  let nobody: Client;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    service = await Service.open();
    site = new Site(service);
    routes = await routesOf(service);
    const place = await site.place();
    const person = await site.somebody();
    nobody = person.client;
    Object.assign(ids, {
      bottles: await site.stored(place),
      places: place,
      people: person.id,
      credentials: person.credential,
      units: await site.unit(),
      substances: ACETONE,
      commands: 'no-such-key',
      scan: 'anything',
      views: 'aliases',
    });
    await site.read('/v1/places');
  });
  afterAll(() => service.close());

  const addressOf = ({ path }: Route): string =>
    path.replace(/\{\w+\}/, ids[path.split('/')[2] ?? ''] ?? 'missing');

  /** A refusal that a program can act on. */
  function refused(answer: Answer, ...statuses: number[]): void {
    is(answer, statuses.includes(answer.status) ? answer.status : (statuses[0] ?? 400));
    expect(codes).toContain(answer.body.code);
    for (const error of answer.body.errors ?? []) expect(codes).toContain(error.code);
  }

  test('is in the list, with what it needs', () => {
    const listed = routes.map(({ method, path, needs }) => `${method.toUpperCase()} ${path} ${needs}`);
    expect(listed.sort()).toEqual(doors.trim().split('\n'));
  });

  test('is closed without a key, and to a key that opens nothing', async () => {
    for (const route of routes.filter(({ needs }) => needs !== 'anybody')) {
      for (const key of [undefined, 'nobody-has-this-key']) {
        const asked = service.as(key);
        const answer = await (route.method === 'get'
          ? asked.get(addressOf(route))
          : asked.post(addressOf(route)));
        is(answer, 401, key === undefined ? 'access.no-token' : 'access.bad-token');
        expect(answer.headers['www-authenticate']).toBe('Bearer');
      }
    }
  });

  test('is closed to a person without the permission', async () => {
    for (const route of routes.filter(({ needs }) => !['anybody', 'any-key'].includes(needs))) {
      const answer = await (route.method === 'get'
        ? nobody.get(addressOf(route))
        : nobody.post(addressOf(route)));
      is(answer, 403, 'access.forbidden');
      expect(answer.body.params).toEqual({ permission: route.needs });
    }
  });

  test('refuses every bad body, and records nothing', async () => {
    const head = await service.head();
    for (const route of routes.filter(({ method }) => method === 'post')) {
      for (const [what, text, type = 'application/json'] of badBodies) {
        const answer = await site.admin.postText(addressOf(route), text, { 'content-type': type });
        if (answer.status < 400) throw new Error(`${route.path} takes ${what}`);
        refused(answer, 400, 413, 415, 422);
      }
    }
    expect(await service.head()).toBe(head);
  });

  test('refuses every field of a wrong type, and names it', async () => {
    const head = await service.head();
    let tried = 0;
    for (const route of routes) {
      for (const [field, { type = '' }] of Object.entries(route.body?.properties ?? {})) {
        for (const value of notEmpty.includes(type) ? [...wrongValues, {}] : wrongValues) {
          const answer = await site.admin.post(addressOf(route), { [field]: value });
          refused(answer, 400);
          const pointers: string[] = answer.body.errors.map(({ pointer }: { pointer: string }) => pointer);
          const told = pointers.some((pointer) => pointer.split('/')[1] === field);
          if (!told)
            throw new Error(`${route.path} does not say what is wrong with ${field}: ${answer.text}`);
          tried += 1;
        }
      }
    }
    expect(tried).toBeGreaterThan(500);
    expect(await service.head()).toBe(head);
  });

  test('refuses a command with a slip in dryRun, and records nothing', async () => {
    const head = await service.head();
    for (const route of routes.filter(({ method, query }) => method === 'post' && query.includes('dryRun'))) {
      const body = { name: 'Room', kind: 'room', reason: 'slip', text: 'slip' };
      for (const query of ['dryrun=true', 'dryRun=yes', 'dryRun=true&dryRun=true', 'colour=red']) {
        refused(await site.admin.post(`${addressOf(route)}?${query}`, body), 400);
      }
    }
    for (const route of routes.filter(({ method, query }) => method === 'post' && !query.includes('dryRun')))
      refused(await site.admin.post(`${addressOf(route)}?dryRun=true`, { name: 'x', code: 'x' }), 400);
    refused(await site.admin.post(`/v1/places?dryrun=true`, { name: 'Room', kind: 'room' }), 400);
    expect(await service.head()).toBe(head);
  });

  test('refuses parameters that it does not know', async () => {
    for (const route of routes.filter(({ method, path }) => method === 'get' && path.startsWith('/v1'))) {
      for (const query of ['colour=red', 'toString=x', '__proto__=x']) {
        is(await site.admin.get(`${addressOf(route)}?${query}`), 400, 'query.unknown-parameter');
      }
    }
  });

  test('refuses parameters that cannot be read', async () => {
    const unreadable = ['', '%00', '%ED%A0%80', 'x'.repeat(2_000)];
    for (const route of routes.filter(({ method }) => method === 'get')) {
      for (const name of route.query) {
        for (const value of unreadable) {
          const answer = await site.admin.get(`${addressOf(route)}?${name}=${value}`);
          if (answer.status !== 200 || value !== '%ED%A0%80') refused(answer, 400, 414);
        }
        refused(await site.admin.get(`${addressOf(route)}?${name}=a&${name}=b`), 400);
        refused(await site.admin.get(`${addressOf(route)}?${name}[x]=a`), 400);
      }
    }
  });

  test('refuses positions that are none of this log', async () => {
    const epoch = (await site.now()).split('.')[0];
    const asked = routes.filter(({ query }) => query.includes('after'));
    expect(asked.length).toBeGreaterThan(15);
    for (const route of asked) {
      const behind = (position: string) => site.admin.get(`${addressOf(route)}?after=${position}`);
      for (const bad of ['17', 'x', `${epoch}.`, `${epoch}.-1`, `${epoch}.zzzzzzzz`, `${epoch}.1.1`]) {
        is(await behind(bad), 400, 'position.unknown');
      }
      is(await behind('00000000.1'), 410, 'position.of-older-log');
    }
  });

  test('that answers from a view says how far that is', async () => {
    for (const route of routes.filter(({ query }) => query.includes('after'))) {
      const answer = await site.admin.get(addressOf(route));
      if (answer.status === 200) expect(answer.headers['ledger-position']).toMatch(/^[a-z0-9]+\.[a-z0-9]+$/);
    }
  });

  test('refuses codes that are misspelt', async () => {
    for (const route of routes.filter(({ path }) => /\/(bottles|places)\/\{/.test(path))) {
      const address = addressOf(route).replace(/(?<=\/(bottles|places)\/)[^/]+/, '7K3QX9M2R0');
      const body = Object.fromEntries((route.body?.required ?? []).map((field) => [field, 'x']));
      const answer = await (route.method === 'get'
        ? site.admin.get(address)
        : site.admin.post(address, body));
      refused(answer, 400);
    }
    is(await site.admin.get('/v1/bottles/7K3QX9M2R0'), 400, 'code.misspelt');
  });

  test('met no bug', () => expect(service.failures).toEqual([]));
});

describe('what is no route', () => {
  let service: Service;
  beforeAll(async () => {
    service = await Service.open();
  });
  afterAll(() => service.close());

  test.each([
    '/',
    '/v1',
    '/v2/bottles',
    '/v1/bottles/%E0%A4%A',
    '/v1/bottles/7K3QX9M2RP/nothing',
    '/v1/../etc/passwd',
    `/v1/scan/${'x'.repeat(2_000)}`,
    '/docs/../../package.json',
    '/docs/%2e%2e/package.json',
  ])('%s is unknown', async (path) => {
    is(await service.admin.get(path), 404, 'route.unknown');
  });

  test('whatever can be looked at can be asked for its headers alone', async () => {
    const site = new Site(service);
    const code = await site.stored(await site.place());
    const head = (path: string, more: object = {}) =>
      fetch(`http://127.0.0.1:${service.port}${path}`, {
        method: 'HEAD',
        headers: { authorization: `Bearer ${ADMIN_KEY}`, ...more },
      });
    const bottle = await head(`/v1/bottles/${code}?after=${await site.now()}`);
    expect([bottle.status, bottle.headers.get('etag'), await bottle.text()]).toEqual([200, '"0"', '']);
    expect((await head('/health/live', { authorization: '' })).status).toBe(200);
    expect((await head(`/v1/bottles/${code}`, { authorization: '' })).status).toBe(401);
    expect((await head('/v1/bottles/1234567899')).status).toBe(404);
    expect((await head('/v1/bottles', { accept: 'text/csv' })).headers.get('content-type')).toMatch(
      /^text\/csv/,
    );
    expect((await head('/v1/feed', { accept: 'text/event-stream' })).status).toBe(200);
    expect((await head(`/v1/bottles/${code}/open`)).status).toBe(404);
  });

  test('the description of the interface needs no key', async () => {
    expect(is(await service.as().get('/openapi.json'), 200).body.openapi).toMatch(/^3\.1/);
    expect(is(await service.as().get('/docs'), 200).text).toContain('<html');
  });
});
