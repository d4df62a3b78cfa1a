import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { is } from '../support/client.js';
import { bothStores, Service } from '../support/service.js';
import { ACETONE, litres, minutesAgo, Site } from '../support/site.js';

describe.each(bothStores)('places, on %s', (stores) => {
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

  const act = (id: string, action: string, body: object = {}) =>
    site.admin.post(`/v1/places/${id}/${action}`, body);
  const open = (more: object) => site.admin.post('/v1/places', { name: 'Place', kind: 'cupboard', ...more });

  test('lie in each other, larger ones outside, and each has a code that is scanned', async () => {
    const opened = is(await open({ name: 'Campus', kind: 'site' }), 201);
    const { id, code } = opened.body;
    expect(opened.headers).toMatchObject({ location: `/v1/places/${id}`, etag: '"0"' });
    const building = await site.place({ name: 'B', kind: 'building', parent: id.toLowerCase() });
    const room = await site.place({ name: 'B-204', kind: 'room', parent: building });
    const cupboard = await site.place({ name: 'Solvents', parent: room });
    expect(await site.read(`/v1/places/${cupboard}`)).toEqual({
      ...{ id: cupboard, code: cupboard, name: 'Solvents', kind: 'cupboard', parent: room, open: true },
      path: 'Campus › B › B-204 › Solvents',
      revision: 0,
    });
    expect(await site.read(`/v1/scan/${code.slice(0, 5)}-${code.slice(5)}`)).toMatchObject({
      kind: 'place',
      code,
    });
    const ids = async (query: string) =>
      (await site.read(`/v1/places?${query}`)).items.map((item: { id: string }) => item.id).sort();
    expect(await ids(`below=${id}`)).toEqual([id, building, room, cupboard].sort());
    expect(await ids(`parent=${building}`)).toEqual([room]);
    expect(await ids(`below=${id}&kind=room`)).toEqual([room]);
    is(await open({ kind: 'room', parent: cupboard }), 422, 'place.kind-too-large');
    is(await open({ kind: 'cupboard', parent: cupboard }), 422, 'place.kind-too-large');
    is(await open({ parent: '1234567899' }), 422, 'place.not-known');
    is(await open({ kind: 'drawer' }), 400, 'body.not-one-of');
  });

  test('hold bottles only where nothing lies inside', async () => {
    const room = await site.place({ kind: 'room' });
    const code = await site.stored(room);
    const refused = is(await open({ parent: room }), 409, 'place.holds-bottles');
    expect(refused.body.params).toMatchObject({ place: room, bottles: 1 });
    const cupboard = await site.place();
    is(await act(cupboard, 'move', { parent: room }), 409, 'place.holds-bottles');
    await site.act(code, 'move', { place: cupboard });
    is(await act(cupboard, 'move', { parent: room }), 200);
    expect(await site.look(code)).toMatchObject({ place: { id: cupboard, path: 'Cupboard › Cupboard' } });
    const body = { origin: 'received', substance: ACETONE, content: litres('1'), place: room };
    is(await site.admin.post('/v1/bottles', body), 409, 'place.not-a-leaf');
    is(await site.admin.post('/v1/bottles', { ...body, count: 3 }), 409, 'place.not-a-leaf');
    is(await act(cupboard, 'close'), 409, 'place.holds-bottles');
    await site.act(code, 'dispose', { way: 'x' });
    is(await act(cupboard, 'close'), 200);
    is(await site.admin.post('/v1/bottles', body), 201);
  });

  test('are closed when empty, and opened again', async () => {
    const room = await site.place({ kind: 'room' });
    const inside = await site.place({ parent: room });
    const refused = is(await act(room, 'close'), 409, 'place.holds-places');
    expect(refused.body.params).toEqual({ places: [inside] });
    const code = await site.stored(inside);
    is(await act(inside, 'close'), 409, 'place.holds-bottles');
    await site.act(code, 'issue', { to: await site.person(), purpose: 'x' });
    is(await act(inside, 'close'), 200);
    is(await act(inside, 'close'), 409, 'place.closed');
    is(await site.admin.post(`/v1/bottles/${code}/return`, { place: inside }), 409, 'place.closed');
    is(await act(room, 'close'), 200);
    is(await act(inside, 'reopen'), 409, 'place.closed');
    is(await act(room, 'reopen'), 200);
    is(await act(inside, 'reopen'), 200);
    is(await act(inside, 'reopen'), 409, 'place.open');
    await site.act(code, 'return', { place: inside });
    expect(await site.read(`/v1/places?open=false&below=${room}`)).toEqual({ items: [] });
  });

  test('that fill while they are being closed are not closed, or not filled', async () => {
    for (let n = 0; n < 10; n += 1) {
      const place = await site.place();
      const body = { origin: 'received', substance: ACETONE, content: litres('1'), place };
      const [closed, filled] = await Promise.all([act(place, 'close'), site.admin.post('/v1/bottles', body)]);
      expect([closed.status, filled.status].sort()).toEqual(closed.status === 200 ? [200, 409] : [201, 409]);
      const inner = await site.place({ kind: 'room' });
      const [stored, opened] = await Promise.all([
        site.admin.post('/v1/bottles', { ...body, place: inner }),
        open({ parent: inner }),
      ]);
      expect([stored.status, opened.status].sort()).toEqual([201, 409]);
    }
  });

  test('take their bottles along, and keep their code', async () => {
    const [east, west] = [
      await site.place({ name: 'East', kind: 'room' }),
      await site.place({ name: 'West', kind: 'room' }),
    ];
    const cupboard = await site.place({ parent: east });
    const code = await site.stored(cupboard);
    const moved = is(await act(cupboard, 'move', { parent: west }), 200);
    is(await act(cupboard, 'move', { parent: west }), 409, 'place.already-there');
    is(await act(cupboard, 'rename', { name: 'Flammables' }), 200);
    expect((await site.look(code, moved)).place).toEqual({
      id: cupboard,
      name: 'Flammables',
      path: 'West › Flammables',
    });
    const there = async (place: string) => (await site.read(`/v1/bottles?place=${place}`)).items.length;
    expect([await there(east), await there(west)]).toEqual([0, 1]);
    is(await act(east, 'close'), 200);
    is(await act(cupboard, 'move', {}), 200);
    expect(await site.read(`/v1/places/${cupboard}`)).not.toHaveProperty('parent');
  });

  test('say who answers for them, now and as of any time', async () => {
    const [ann, ben] = [await site.person('Ann'), await site.person('Ben')];
    const room = await site.place({ name: 'Old name', kind: 'room', occurredAt: minutesAgo(100) });
    is(await act(room, 'assign-responsible', { person: ann, occurredAt: minutesAgo(80) }), 200);
    is(await act(room, 'assign-responsible', { person: ben, occurredAt: minutesAgo(40) }), 200);
    is(await act(room, 'rename', { name: 'New name', occurredAt: minutesAgo(20) }), 200);
    const at = (minutes: number) => site.read(`/v1/places/${room}?at=${minutesAgo(minutes)}`);
    expect(await site.read(`/v1/places/${room}`)).toMatchObject({
      responsible: { id: ben, name: 'Ben' },
      name: 'New name',
    });
    expect(await at(60)).toMatchObject({ responsible: { id: ann, name: 'Ann' }, name: 'Old name' });
    expect(await at(90)).not.toHaveProperty('responsible');
    is(await site.admin.get(`/v1/places/${room}?at=${minutesAgo(200)}`), 422, 'place.not-yet-opened');
    is(await act(room, 'assign-responsible', { occurredAt: minutesAgo(60) }), 200);
    expect(await at(50)).not.toHaveProperty('responsible');
    expect(await site.read(`/v1/places/${room}`)).toMatchObject({ responsible: { id: ben } });
    is(await act(room, 'assign-responsible', { person: 'nobody' }), 422, 'person.not-known');
    const unit = await site.unit();
    is(await site.admin.post(`/v1/units/${unit}/assign-responsible`, { person: ann }), 200);
    expect(await site.read(`/v1/units/${unit}`)).toMatchObject({ responsible: { id: ann } });
  });

  test('that nobody knows are not found', async () => {
    for (const path of ['', '/label'])
      is(await site.admin.get(`/v1/places/1234567899${path}`), 404, 'place.unknown');
    for (const action of ['close', 'reopen', 'move', 'assign-responsible']) {
      is(await act('1234567899', action), 404, 'place.unknown');
    }
  });
});
