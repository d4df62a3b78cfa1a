import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Client, is } from '../support/client.js';
import { bothStores, Service } from '../support/service.js';
import { ACETONE, litres, millilitres, Site, type Somebody } from '../support/site.js';

describe.each(bothStores)('roles within a scope, on %s', (stores) => {
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

    test('the next actions are those that the reader may do', async () => {
      const actions = async ({ client }: Somebody) =>
        is(await client.get(`/v1/bottles/${mine}?after=${await site.now()}`), 200).body.actions;
      expect(await actions(keeper)).toEqual(
        is(await site.admin.get(`/v1/bottles/${mine}`), 200).body.actions,
      );
      expect(await actions(await site.somebody('auditor'))).toEqual([]);
      const researcher = await actions(await site.somebody('researcher', { place: ours.room }));
      expect(researcher).toEqual(expect.arrayContaining(['use', 'request-disposal', 'correct']));
      for (const action of ['dispose', 'write-off', 'return-to-vendor'])
        expect(researcher).not.toContain(action);
      const guest = await site.somebody('auditor');
      await site.grant(guest.id, 'researcher', { place: ours.foreign });
      expect(await actions(guest)).toEqual([]);
    });

    test('what is out of sight does not tell its revision', async () => {
      const note = (code: string) =>
        keeper.client.post(`/v1/bottles/${code}/note`, { text: 'x' }, { 'if-match': '"7"' });
      is(await note(foreign), 403, 'access.forbidden');
      is(await note(mine), 412, 'revision.stale');
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
      is(await client.get(`/v1/places/${ours.foreign}/label`), 404, 'place.unknown');
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

    test('a family is told as far as it can be seen', async () => {
      const split = async (code: string) =>
        (await site.act(code, 'split', { quantity: millilitres('1') })).body.children[0] as string;
      const [parent, grandparent] = [await split(foreign), foreign];
      await site.act(parent, 'move', { place: ours.foreign });
      const own = await split(parent);
      await site.act(own, 'move', { place: ours.here });
      const child = await split(own);
      await site.act(child, 'move', { place: ours.foreign });
      const grandchild = await split(child);
      const path = `/v1/bottles/${own}/lineage?after=${await site.now()}`;
      const family = is(await keeper.client.get(path), 200).body;
      expect(family).toMatchObject({ parents: [{ code: parent }], children: [{ code: child }] });
      expect(JSON.stringify(family)).not.toMatch(new RegExp(`${grandparent}|${grandchild}`));
      const whole = JSON.stringify(is(await site.admin.get(path), 200).body);
      expect(whole).toContain(grandparent);
      expect(whole).toContain(grandchild);
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
});
