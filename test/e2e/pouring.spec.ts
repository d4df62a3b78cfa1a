import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { is } from '../support/client.js';
import { bothStores, Service } from '../support/service.js';
import { litres, millilitres, Site, type Somebody } from '../support/site.js';

interface Relative {
  readonly code: string;
  readonly quantity: object;
  readonly fact: string;
  readonly parents?: readonly Relative[];
  readonly children?: readonly Relative[];
}

describe.each(bothStores)('pouring from one bottle into another, on %s', (stores) => {
  let service: Service;
  let site: Site;
  let cupboard: string;

  beforeAll(async () => {
    service = await Service.open(stores);
    site = new Site(service);
    cupboard = await site.place();
  });
  afterAll(async () => {
    expect(service.failures).toEqual([]);
    await service.close();
  });

  test('a split keeps every millilitre, and what is filled is like what it was filled from', async () => {
    const code = await site.stored(cupboard, {
      content: litres('2.5'),
      lot: 'L-9',
      expiry: '2099',
      unit: await site.unit(),
    });
    const split = await site.act(code, 'split', {
      quantity: millilitres('500'),
      count: 3,
      loss: millilitres('10'),
    });
    expect(split.body.children).toHaveLength(3);
    const parent = await site.look(code, split);
    expect(parent.content).toEqual(litres('0.99'));
    for (const child of split.body.children) {
      const { code: _code, content, opened, revision, origin, ...like } = await site.look(child, split);
      expect({ content, opened, revision }).toEqual({
        content: millilitres('500'),
        opened: false,
        revision: 0,
      });
      expect(like).toMatchObject({
        substance: parent.substance,
        lot: 'L-9',
        expiry: '2099',
        place: parent.place,
      });
    }
    const head = await service.head();
    is(await site.admin.post(`/v1/bottles/${code}/split`, { quantity: millilitres('500'), count: 2 }), 409);
    is(
      await site.admin.post(`/v1/bottles/${code}/split`, {
        quantity: litres('0.99'),
        loss: millilitres('1'),
      }),
      409,
    );
    expect(await service.head()).toBe(head);
    const all = await site.act(code, 'split', { quantity: millilitres('980'), loss: millilitres('10') });
    expect((await site.look(code, all)).content).toEqual(litres('0'));
  });

  test('what is in hands stays in those hands when it is split', async () => {
    const holder = await site.person();
    const code = await site.stored(cupboard);
    await site.act(code, 'issue', { to: holder, purpose: 'x' });
    const split = await site.act(code, 'split', { quantity: millilitres('1') });
    expect(await site.look(split.body.children[0], split)).toMatchObject({
      state: 'issued',
      holder: { id: holder },
    });
  });

  test('a slip in pouring is taken back: the bottle was never filled, and the other has its own again', async () => {
    const code = await site.stored(cupboard);
    const quantity = millilitres('100');
    const split = await site.act(code, 'split', { quantity, count: 2, loss: millilitres('1') });
    const [kept, gone] = split.body.children as [string, string];
    const [, portion] = split.body.events as [object, { id: string }];
    const body = { fact: portion.id, reason: 'there is one only' };
    const annul = (headers = {}) => site.admin.post(`/v1/bottles/${code}/annul`, body, headers);
    const { revision } = await site.look(code, split);
    is(await annul({ 'if-match': `"${revision - 1}"` }), 412, 'revision.stale');
    const dry = is(await site.admin.post(`/v1/bottles/${code}/annul?dryRun=true`, body), 200);
    expect(dry.body.events).toMatchObject([
      { type: 'FactAnnulled', data: { twin: { stream: `bottle-${code}`, fact: portion.id } } },
    ]);
    const headers = { 'idempotency-key': randomUUID(), 'if-match': `"${revision}"` };
    const taken = is(await annul(headers), 200);
    expect(taken.body).toMatchObject({ code: gone, events: [{ type: 'FactAnnulled' }] });
    expect(taken.headers).not.toHaveProperty('etag');
    const again = is(await annul(headers), 200);
    expect(again.body).toEqual(taken.body);
    expect(again.headers['idempotency-replayed']).toBe('true');
    const receipt = `/v1/commands/${headers['idempotency-key']}`;
    expect(is(await site.admin.get(receipt), 200).body).toEqual(taken.body);

    expect(await site.look(gone, taken)).toMatchObject({ state: 'annulled', actions: ['correct', 'annul'] });
    expect((await site.look(code, taken)).content).toEqual(litres('0.899'));
    const family = await site.read(`/v1/bottles/${code}/lineage`, taken);
    expect(family.children.map((child: Relative) => child.code)).toEqual([kept]);
    expect(await site.read(`/v1/bottles/${gone}/lineage`, taken)).toMatchObject({
      parents: [],
      children: [],
    });
    const standing = (await site.read(`/v1/bottles?place=${cupboard}&limit=500`, taken)).items;
    expect(standing).not.toContainEqual(expect.objectContaining({ code: gone }));
    const history = (await site.read(`/v1/bottles/${code}/history`, taken)).items;
    expect(history.at(-1)).toMatchObject({
      type: 'FactAnnulled',
      reason: 'there is one only',
      causedBy: taken.body.events[0].id,
    });
    expect(history.at(-2).repaired).toEqual({ annulledBy: history.at(-1).id });

    is(await annul(), 409, 'fact.annulled');
    const back = { fact: history.at(-1).id, reason: 'x' };
    is(await site.admin.post(`/v1/bottles/${code}/annul`, back), 409, 'bottle.portion.gone');
    const end = { fact: taken.body.events[0].id, reason: 'x' };
    is(await site.admin.post(`/v1/bottles/${gone}/annul`, end), 409, 'bottle.portion.gone');
    is(await site.admin.post(`/v1/bottles/${gone}/use`, { quantity }), 409, 'bottle.ended');
  });

  test('what was poured into a bottle that has lived on stays, and what it lived through is named', async () => {
    const code = await site.stored(cupboard);
    const split = await site.act(code, 'split', { quantity: millilitres('100'), loss: millilitres('1') });
    const [child] = split.body.children;
    const fact = split.body.events[0].id;
    const reason = 'x';
    const annul = () => site.admin.post(`/v1/bottles/${code}/annul`, { fact, reason });
    const used = await site.act(child, 'use', { quantity: millilitres('1') });
    const head = await service.head();
    const refused = is(await annul(), 409, 'fact.contradicts');
    expect(refused.body.params.facts).toMatchObject([
      { id: used.body.events[0].id, stream: `bottle-${child}`, type: 'QuantityUsed' },
    ]);
    const filled = (await site.read(`/v1/bottles/${child}/history`, used)).items[0].id;
    const itself = is(
      await site.admin.post(`/v1/bottles/${child}/annul`, { fact: filled, reason }),
      409,
      'bottle.filling.of-two',
    );
    expect(itself.body.params).toEqual({ stream: `bottle-${code}`, fact });
    const more = { reason, fact, with: { quantity: millilitres('2') } };
    is(await site.admin.post(`/v1/bottles/${code}/correct`, more), 409, 'bottle.portion.stays');
    expect(await service.head()).toBe(head);
    await site.act(code, 'correct', { reason, fact, with: { loss: millilitres('3') } });
    expect((await site.look(code)).content).toEqual(litres('0.897'));
    await site.act(child, 'annul', { fact: used.body.events[0].id, reason });
    is(await annul(), 200);
    expect((await site.look(code)).content).toEqual(litres('1'));
  });

  test('whoever takes a pouring back may do so in both places', async () => {
    const other = await site.place({ name: 'Other' });
    const code = await site.stored(cupboard);
    const split = await site.act(code, 'split', { quantity: millilitres('100') });
    await site.act(code, 'move', { place: other });
    const body = { fact: split.body.events[0].id, reason: 'x' };
    const annul = ({ client }: Somebody) => client.post(`/v1/bottles/${code}/annul`, body);
    is(await annul(await site.somebody('stores', { place: other })), 403, 'access.forbidden');
    is(await annul(await site.somebody('stores', { place: cupboard })), 403, 'access.forbidden');
    is(await annul(await site.somebody('stores')), 200);
  });

  test('lineage goes to any depth, both ways', async () => {
    const generations = [await site.stored(cupboard)];
    const facts: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      const split = await site.act(generations[n] as string, 'split', {
        quantity: millilitres(String(600 - n * 100)),
      });
      generations.push(split.body.children[0]);
      facts.push(split.body.events[0].id);
    }
    const sister = (await site.act(generations[3] as string, 'split', { quantity: millilitres('1') })).body
      .children[0];
    const chain = (from: readonly Relative[], way: 'parents' | 'children'): string[] =>
      from.flatMap((relative) => [relative.code, ...chain(relative[way] ?? [], way)]);
    const youngest = await site.read(`/v1/bottles/${generations[6]}/lineage`);
    expect(chain(youngest.parents, 'parents')).toEqual(generations.slice(0, 6).reverse());
    expect(youngest.children).toEqual([]);
    expect(youngest.parents[0]).toMatchObject({ quantity: millilitres('100'), fact: facts[5] });
    const eldest = await site.read(`/v1/bottles/${generations[0]}/lineage`);
    expect(eldest.parents).toEqual([]);
    expect(chain(eldest.children, 'children').sort()).toEqual([...generations.slice(1), sister].sort());
  });
});
