import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Unreachable } from '@ledger/read-model';
import { is } from '../support/client.js';
import { ADMIN_KEY, bothStores, Service } from '../support/service.js';
import { minutesAgo, Site } from '../support/site.js';

describe.each(bothStores)('access, on %s', (stores) => {
  let service: Service;
  let site: Site;

  beforeAll(async () => {
    service = await Service.open(stores);
    site = new Site(service);
  });
  afterAll(async () => {
    expect(service.failures).toEqual([]);
    await service.close();
  });

  test('a key is fetched once, by whoever has the code, and shown to nobody else', async () => {
    const person = await site.person('Ann');
    const issued = is(await site.admin.post('/v1/credentials', { person, label: 'counter' }), 201);
    const { code } = issued.body.enrolment;
    expect(issued.text).not.toContain('"key"');
    const enrol = () => service.as().post('/v1/enrolments', { code });
    const answers = await Promise.all([enrol(), enrol(), enrol()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 404, 404]);
    is(await enrol(), 404, 'enrolment.unknown');
    const { key, credential } = answers.find(({ status }) => status === 201)?.body ?? {};
    expect(key).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const me = is(await service.as(key).get('/v1/me'), 200).body;
    expect(me).toMatchObject({ id: person, name: 'Ann', credential, roles: [], permissions: [] });
    const listed = await site.read(`/v1/credentials?person=${person}`);
    expect(listed.items).toEqual([
      expect.objectContaining({ id: credential, enrolled: true, revoked: false }),
    ]);
    expect(JSON.stringify(listed)).not.toContain(key);
  });

  test('a key opens nothing once it is revoked, has expired, or its person has left', async () => {
    const { client, credential, id } = await site.somebody('researcher');
    const open = () => client.get('/v1/bottles');
    is(await open(), 200);
    is(await site.admin.post(`/v1/people/${id}/leave`), 200);
    is(await open(), 401, 'access.bad-token');
    is(await site.admin.post(`/v1/people/${id}/come-back`), 200);
    is(await open(), 200);
    is(await site.admin.post(`/v1/credentials/${credential}/revoke`), 200);
    is(await open(), 401, 'access.bad-token');
    is(await site.admin.post(`/v1/credentials/${credential}/revoke`), 409, 'credential.revoked');
    const soon = await site.enrol(id, { expiresAt: new Date(Date.now() + 300).toISOString() });
    await new Promise((resolve) => setTimeout(resolve, 310));
    is(await soon.client.get('/v1/bottles'), 401, 'access.bad-token');
    const before = await site.enrol(id, { expiresAt: minutesAgo(-60) });
    is(await before.client.get('/v1/bottles'), 200);
  });

  test('a code that was replaced, or whose credential was revoked, opens nothing', async () => {
    const person = await site.person();
    const key = { 'idempotency-key': `enrol ${person}` };
    const issue = () => site.admin.post('/v1/credentials', { person, label: 'x' }, key);
    const first = is(await issue(), 201).body;
    const second = is(await issue(), 201).body;
    expect(second.stream).toBe(first.stream);
    is(await service.as().post('/v1/enrolments', { code: first.enrolment.code }), 404, 'enrolment.unknown');
    is(await site.admin.post(`/v1/credentials/${first.id}/revoke`), 200);
    is(await service.as().post('/v1/enrolments', { code: second.enrolment.code }), 404, 'enrolment.unknown');
  });

  test('a code still opens where fetching the key broke off before it was told', async () => {
    const person = await site.person();
    const issued = is(await site.admin.post('/v1/credentials', { person, label: 'x' }), 201);
    await site.read(issued.headers.location as string, issued);
    const { vault } = service.house;
    const fetchKey = () => service.as().post('/v1/enrolments', { code: issued.body.enrolment.code });
    for (const step of ['bind', 'redeem'] as const) {
      const broken = jest.spyOn(vault, step).mockRejectedValueOnce(new Unreachable('the power went'));
      is(await fetchKey(), 503, 'view.unreachable');
      broken.mockRestore();
    }
    const { key } = is(await fetchKey(), 201).body;
    is(await service.as(key).get('/v1/me'), 200);
    is(await fetchKey(), 404, 'enrolment.unknown');
  });

  test('roles are listed of people who are known', async () => {
    is(await site.admin.get('/v1/people/1234567899/grants'), 404, 'person.unknown');
  });

  test('a role is granted, counts at once, and is taken back', async () => {
    const { id, client } = await site.somebody();
    is(await client.get('/v1/bottles'), 403, 'access.forbidden');
    const grant = await site.grant(id, 'researcher');
    is(await client.get('/v1/bottles'), 200);
    is(await client.post('/v1/places', { name: 'x', kind: 'room' }), 403);
    const again = await site.admin.post(`/v1/people/${id}/grant-role`, { role: 'researcher' });
    is(again, 409, 'access.grant.already');
    const grants = await site.read(`/v1/people/${id}/grants`);
    expect(grants.items).toEqual([expect.objectContaining({ id: grant, role: 'researcher', scope: 'all' })]);
    is(await site.admin.post(`/v1/people/${id}/withdraw-role`, { grant }), 200);
    is(await client.get('/v1/bottles'), 403);
    is(await site.admin.post(`/v1/people/${id}/withdraw-role`, { grant }), 422, 'access.grant.unknown');
  });

  test('nobody makes themselves an administrator, and one is always left', async () => {
    const me = is(await site.admin.get('/v1/me'), 200).body;
    const own = (await site.read(`/v1/people/${me.id}/grants`)).items[0];
    const withdraw = await site.admin.post(`/v1/people/${me.id}/withdraw-role`, { grant: own.id });
    is(withdraw, 409, 'access.last-administrator');
    for (const role of ['stores', 'procurement', 'researcher', 'auditor', 'integration']) {
      const { id, client } = await site.somebody(role);
      is(
        await client.post(`/v1/people/${id}/grant-role`, { role: 'administrator' }),
        403,
        'access.forbidden',
      );
      is(await client.post('/v1/credentials', { person: me.id, label: 'x' }), 403, 'access.forbidden');
    }
    const place = await site.place();
    const local = await site.somebody('administrator', { place });
    is(
      await local.client.post(`/v1/people/${local.id}/grant-role`, { role: 'administrator' }),
      403,
      'access.forbidden',
    );
    is(await local.client.post('/v1/credentials', { person: me.id, label: 'x' }), 403, 'access.forbidden');
    for (const path of ['/v1/attempts', '/v1/credentials', `/v1/people/${me.id}/grants`]) {
      is(await local.client.get(path), 403, 'access.forbidden');
    }
  });

  test('an auditor reads everything and changes nothing', async () => {
    const { client } = await site.somebody('auditor');
    const code = await site.stored(await site.place());
    for (const path of [
      'bottles',
      `bottles/${code}/history`,
      'places',
      'attempts',
      'credentials',
      'people',
      'me',
    ]) {
      is(await client.get(`/v1/${path}?after=${await site.now()}`), 200);
    }
    is(await client.get('/v1/feed'), 200);
    for (const action of ['open', 'empty', 'mark-missing'])
      is(await client.post(`/v1/bottles/${code}/${action}`), 403);
  });

  test('what was refused and forbidden is told by the minute, and is not in the ledger', async () => {
    const { id, client, credential } = await site.somebody('auditor');
    const code = await site.stored(await site.place());
    const head = await service.head();
    for (let n = 0; n < 3; n += 1) is(await client.post(`/v1/bottles/${code}/open`), 403);
    is(await service.as('wrong-key-that-must-not-be-kept').get('/v1/bottles'), 401);
    expect(await service.head()).toBe(head);
    const { items } = await site.read(`/v1/attempts?actor=${id}`);
    const told = {
      actor: id,
      credential,
      code: 'access.forbidden',
      status: 403,
      method: 'POST',
      route: '/v1/bottles/:code/open',
    };
    expect(items.filter((one: object) => 'route' in one)).toContainEqual(expect.objectContaining(told));
    const count = items.reduce((sum: number, one: { count: number }) => sum + one.count, 0);
    expect(count).toBe(3);
    const all = JSON.stringify(await site.read('/v1/attempts?limit=500'));
    expect(all).toContain('access.bad-token');
    expect(all).not.toContain('wrong-key-that-must-not-be-kept');
  });

  test('no key, code of enrolment or name is in the log or in what is read from it', async () => {
    const name = 'Marie Skłodowska-Secret';
    const person = await site.person(name);
    const issued = is(await site.admin.post('/v1/credentials', { person, label: 'x' }), 201);
    const { code } = issued.body.enrolment;
    const { key } = is(await service.as().post('/v1/enrolments', { code }), 201).body;
    const facts: unknown[] = [];
    for (let after = 0; ; ) {
      const page = await service.house.store.readAll({ after, limit: 1_000 });
      facts.push(...page);
      if (page.length < 1_000) break;
      after = page.at(-1)?.position ?? after;
    }
    const log = JSON.stringify(facts);
    for (const secret of [key, code, ADMIN_KEY, name, 'Secret']) expect(log).not.toContain(secret);
    const paths = [
      '/v1/credentials?limit=500',
      '/v1/attempts?limit=500',
      `/v1/people/${person}/grants`,
      '/openapi.json',
      '/health/ready',
    ];
    for (const path of paths) {
      const { text } = is(await site.admin.get(path), 200);
      for (const secret of [key, code, ADMIN_KEY]) expect(text).not.toContain(secret);
    }
    is(await site.admin.post(`/v1/people/${person}/erase-name`), 200);
    expect(await site.read(`/v1/people/${person}`)).toMatchObject({ id: person, nameErased: true });
    for (const path of [`/v1/people/${person}`, `/v1/people?limit=500`, `/v1/credentials?person=${person}`]) {
      expect(is(await site.admin.get(path), 200).text).not.toContain(name);
    }
    is(await site.admin.get('/v1/people?q=Secret'), 200).body.items.forEach(() => {
      throw new Error('an erased name is still found');
    });
  });
});
