import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Client, is } from '../support/client.js';
import { ADMIN_KEY, bothStores, Service } from '../support/service.js';
import { ACETONE, litres, millilitres, minutesAgo, Site, type Somebody } from '../support/site.js';

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
    const answer = await service.as().post('/v1/enrolments', { code: second.enrolment.code });
    if (answer.status === 201) is(await service.as(answer.body.key).get('/v1/me'), 401);
    else is(answer, answer.status);
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

  describe('within a place', () => {
    let ours: { room: string; here: string; there: string; foreign: string };
    let keeper: Somebody;
    let mine: string;
    let foreign: string;

    beforeAll(async () => {
      const room = await site.place({ name: 'Room', kind: 'room' });
      const here = await site.place({ name: 'Here', parent: room });
      const there = await site.place({ name: 'There', parent: room });
      ours = { room, here, there, foreign: await site.place({ name: 'Foreign' }) };
      keeper = await site.somebody('stores', { place: room });
      mine = await site.stored(here, { lot: 'scope' });
      foreign = await site.stored(ours.foreign, {
        lot: 'scope',
        aliases: [{ scheme: 'secret', value: 'alias-of-foreign' }],
      });
      await site.read('/v1/bottles');
    });

    const codes = async (client: Client, path: string) =>
      is(await client.get(path), 200).body.items.map((item: { code: string }) => item.code);
    const act = (code: string, action: string, body: object) =>
      keeper.client.post(`/v1/bottles/${code}/${action}`, body);

    test('a role counts for what stands there and below, and for nothing else', async () => {
      is(await act(mine, 'use', { quantity: millilitres('1') }), 200);
      is(await act(mine, 'move', { place: ours.there }), 200);
      const forbidden = is(
        await act(foreign, 'use', { quantity: millilitres('1') }),
        403,
        'access.forbidden',
      );
      expect(forbidden.body.params).toEqual({ permission: 'bottle:handle' });
      is(await act(foreign, 'move', { place: ours.here }), 403);
      is(await act(mine, 'move', { place: ours.foreign }), 403, 'access.forbidden');
      is(await act(mine, 'sight', { place: ours.foreign }), 403, 'access.forbidden');
      is(await act(mine, 'issue', { to: keeper.id, purpose: 'x' }), 200);
      is(await act(mine, 'use', { quantity: millilitres('1') }), 200);
      is(await act(mine, 'return', { place: ours.foreign }), 403);
      is(await act(mine, 'return', { place: ours.here }), 200);
      is(await keeper.client.post(`/v1/places/${ours.foreign}/rename`, { name: 'Mine now' }), 403);
      is(await keeper.client.post('/v1/places', { name: 'x', kind: 'shelf', parent: ours.foreign }), 403);
      is(await keeper.client.post('/v1/places', { name: 'x', kind: 'site' }), 403);
    });

    test('a repair cannot carry a bottle out of it', async () => {
      const moved = is(await act(mine, 'move', { place: ours.there }), 200).body.events[0].id;
      const change = { reason: 'x', fact: moved, with: { to: { place: ours.foreign } } };
      is(await act(mine, 'correct', change), 403, 'access.forbidden');
    });

    test('bottles are registered there only', async () => {
      const body = { origin: 'received', substance: ACETONE, content: litres('1') };
      is(await keeper.client.post('/v1/bottles', { ...body, place: ours.here }), 201);
      is(await keeper.client.post('/v1/bottles', { ...body, place: ours.foreign }), 403);
      is(await keeper.client.post('/v1/bottles', { ...body, place: ours.foreign, count: 5 }), 403);
      is(await keeper.client.post('/v1/bottles', body), 403);
    });

    test('many bottles at once are looked at one by one', async () => {
      const put = { codes: [mine, foreign], action: 'move' };
      const { items } = is(await keeper.client.post(`/v1/places/${ours.here}/bottles`, put), 200).body;
      expect(items[0]).toHaveProperty('receipt');
      expect(items[1].problem).toMatchObject({ status: 403, code: 'access.forbidden' });
      const away = { codes: [mine], action: 'move' };
      const moved = is(await keeper.client.post(`/v1/places/${ours.foreign}/bottles`, away), 200);
      expect(moved.body.items[0].problem.status).toBe(403);
    });

    test('lists, bottles, histories, labels, holdings and scans show it alone', async () => {
      const { client } = keeper;
      expect(await codes(client, `/v1/bottles?lot=scope&after=${await site.now()}`)).toEqual([mine]);
      expect(await codes(client, `/v1/places/${ours.foreign}/bottles`)).toEqual([]);
      expect((await codes(client, '/v1/places')).sort()).toEqual([ours.room, ours.here, ours.there].sort());
      for (const path of ['', '/history', '/lineage', '/label']) {
        is(await client.get(`/v1/bottles/${foreign}${path}`), 404, 'bottle.unknown');
        is(await client.get(`/v1/bottles/${mine}${path}`), 200);
      }
      is(await client.get(`/v1/places/${ours.foreign}`), 404, 'place.unknown');
      expect([403, 404]).toContain((await client.get(`/v1/places/${ours.foreign}/label`)).status);
      const csv = is(await client.get('/v1/bottles?lot=scope', { accept: 'text/csv' }), 200).text;
      expect(csv).not.toContain(foreign);
      expect(is(await client.get(`/v1/scan/${foreign}`), 200).body).toEqual({
        kind: 'bottle',
        code: foreign,
      });
      expect(is(await client.get(`/v1/scan/${ours.foreign}`), 200).body).toEqual({
        kind: 'place',
        code: ours.foreign,
      });
      const alias = is(await client.get('/v1/scan/alias-of-foreign'), 200).body;
      expect(JSON.stringify(alias)).not.toMatch(/acetone|content/i);
    });

    test('the feed tells of it alone', async () => {
      const streams = new Set<string>();
      for (let after = ''; ; ) {
        const page = is(await keeper.client.get(`/v1/feed?limit=500${after}`), 200).body;
        for (const { stream } of page.items) streams.add(stream);
        if (`&after=${page.next}` === after) break;
        after = `&after=${page.next}`;
      }
      expect(streams).toContain(`bottle-${mine}`);
      expect(streams).toContain(`place-${ours.here}`);
      for (const hidden of [`bottle-${foreign}`, `place-${ours.foreign}`])
        expect(streams).not.toContain(hidden);
      for (const stream of streams) expect(stream).not.toMatch(/^(alias-secret|credential|grants)/);
    });
  });

  test('within a unit, a role counts for what belongs to it and to what is below', async () => {
    const institute = await site.unit();
    const group = await site.unit({ name: 'Group', kind: 'group', parent: institute });
    const other = await site.unit({ name: 'Other' });
    const place = await site.place();
    const head = await site.somebody('stores', { unit: institute });
    const ours = await site.stored(place, { unit: group, lot: 'units' });
    const theirs = await site.stored(place, { unit: other, lot: 'units' });
    const use = (code: string) => head.client.post(`/v1/bottles/${code}/use`, { quantity: millilitres('1') });
    is(await use(ours), 200);
    is(await use(theirs), 403, 'access.forbidden');
    is(await use(await site.stored(place)), 403, 'access.forbidden');
    const listed = is(await head.client.get(`/v1/bottles?lot=units&after=${await site.now()}`), 200).body;
    expect(listed.items.map(({ code }: { code: string }) => code)).toEqual([ours]);
    const body = { origin: 'received', substance: ACETONE, content: litres('1') };
    is(await head.client.post('/v1/bottles', { ...body, unit: group }), 201);
    is(await head.client.post('/v1/bottles', { ...body, unit: other }), 403);
    const born = (await site.read(`/v1/bottles/${ours}/history`)).items[0].id;
    const away = { reason: 'x', fact: born, with: { unit: other } };
    is(await head.client.post(`/v1/bottles/${ours}/correct`, away), 403, 'access.forbidden');
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
