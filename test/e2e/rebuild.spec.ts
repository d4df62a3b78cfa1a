import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { collectionOf } from '@ledger/read-model';
import { views } from '../../src/areas.js';
import { is } from '../support/client.js';
import { bothStores, Service } from '../support/service.js';
import { litres, minutesAgo, Site } from '../support/site.js';

describe.each(bothStores)('a view that is built again, on %s', (stores) => {
  let service: Service;
  let site: Site;
  beforeAll(async () => {
    service = await Service.open(stores);
    site = new Site(service);
  }, 60_000);
  afterAll(() => service.close());

  const documents = async (name: string) => {
    const view = views.find((one) => one.name === name);
    if (!view) throw new TypeError(`there is no view ${name}`);
    return service.house.model
      .collection(collectionOf(view))
      .find({}, { sort: { _id: 1 } })
      .toArray();
  };

  test('is what it was, after late entries, repairs and removals', async () => {
    const room = await site.place({ kind: 'room', name: 'Room' });
    const [place, elsewhere] = [await site.place({ parent: room }), await site.place({ parent: room })];
    const code = await site.stored(place, { aliases: [{ scheme: 'old', value: 'A 7' }] });
    const early = minutesAgo(0);
    const used = await site.act(code, 'use', { quantity: litres('0.1') });
    await site.act(code, 'move', { place: elsewhere, occurredAt: early });
    await site.act(code, 'split', { quantity: litres('0.2'), count: 2 });
    await site.act(code, 'annul', { fact: used.body.events[0].id, reason: 'not so' });
    await site.act(code, 'dispose', { way: 'collected' });
    const annulled = await site.bottle({ place });
    await site.act(annulled.body.code, 'annul', {
      fact: annulled.body.events[0].id,
      reason: 'no such bottle',
    });
    await site.somebody('stores', { place: room });
    await site.unit();
    const { body } = is(await site.admin.get('/health/ready'), 200);
    await site.read(`/v1/places`);

    for (const { name } of views) {
      await site.read('/v1/bottles');
      await service.house.progress.settled(await service.head());
      const before = await documents(name);
      expect(before).not.toEqual([]);
      const answer = is(await site.admin.post(`/v1/views/${name}/rebuild`), 200);
      expect(answer.body).toEqual({ view: name, position: body.head });
      expect(await documents(name)).toEqual(before);
    }
  }, 60_000);

  test('is what it was when all are built at once', async () => {
    await service.house.progress.settled(await service.head());
    const before = await Promise.all(views.map(({ name }) => documents(name)));
    const { body } = is(await site.admin.post('/v1/views/rebuild'), 200);
    const { head } = is(await site.admin.get('/health/ready'), 200).body;
    expect(body).toEqual({ items: views.map(({ name }) => ({ view: name, position: head })) });
    expect(await Promise.all(views.map(({ name }) => documents(name)))).toEqual(before);
  }, 60_000);

  test('goes on from there', async () => {
    const place = await site.place({ name: 'A new place' });
    expect(await site.read(`/v1/places/${place}`)).toMatchObject({ name: 'A new place' });
  });

  test('must be one that there is', async () => {
    const answer = is(await site.admin.post('/v1/views/nothing/rebuild'), 404, 'view.unknown');
    expect(answer.body.params).toEqual({ view: 'nothing', views: views.map(({ name }) => name) });
  });

  test('met no bug', () => expect(service.failures).toEqual([]));
});
