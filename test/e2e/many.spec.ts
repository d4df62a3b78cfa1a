import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, is } from '../support/client.js';
import { bothStores, Service } from '../support/service.js';
import { ACETONE, litres, Site } from '../support/site.js';

describe.each(bothStores)('many at once, on %s', (stores) => {
  let service: Service;
  let site: Site;
  let cupboard: string;
  let shelf: string;

  beforeAll(async () => {
    service = await Service.open(stores);
    site = new Site(service);
    cupboard = await site.place();
    shelf = await site.place({ name: 'Shelf', kind: 'shelf' });
  });
  afterAll(async () => {
    expect(service.failures).toEqual([]);
    await service.close();
  });

  const codesOf = ({ body }: Answer): string[] => body.items.map(({ code }: { code: string }) => code);

  test('a registration of many gives that many bottles, each with a code and a receipt of its own', async () => {
    const many = await site.bottle({ count: 120, place: cupboard, lot: 'L-120' });
    expect(new Set(codesOf(many)).size).toBe(120);
    for (const item of many.body.items) {
      expect(item).toMatchObject({
        stream: `bottle-${item.code}`,
        revision: 0,
        events: [{ type: 'BottleBaselined' }],
      });
    }
    const listed = await site.read('/v1/bottles?lot=L-120&limit=500', many);
    expect(listed.items.map(({ code }: { code: string }) => code).sort()).toEqual(codesOf(many).sort());
    const one = await site.read(`/v1/bottles/${codesOf(many)[7]}/history`, many);
    expect(one.items[0]).toMatchObject({
      causedBy: expect.any(String),
      data: { registration: expect.any(String), lot: 'L-120' },
    });
  });

  test('takes as many as it says', async () => {
    expect((await site.bottle({ count: 500 })).body.items).toHaveLength(500);
    const body = { origin: 'received', substance: ACETONE, content: litres('1') };
    for (const count of [0, -1, 501, 1.5, '2', null])
      is(await site.admin.post('/v1/bottles', { ...body, count }), 400);
    is(
      await site.admin.post('/v1/bottles', { ...body, count: 2, code: '1234567899' }),
      422,
      'bottle.code.one-only',
    );
    const aliases = [{ scheme: 'old', value: 'x' }];
    is(await site.admin.post('/v1/bottles', { ...body, count: 2, aliases }), 422, 'bottle.alias.one-only');
    expect((await site.bottle({ count: 1 })).body).toHaveProperty('code');
  });

  test('a label printed before is used once, for one thing of any kind', async () => {
    const code = '1234567899';
    const scan = async () => is(await site.admin.get(`/v1/scan/${code}?after=${await site.now()}`), 200).body;
    expect(await scan()).toEqual({ kind: 'unused-label', code });
    await site.bottle({ code: '1234-5678 99' });
    expect(await scan()).toMatchObject({ kind: 'bottle', code, bottle: { code } });
    const body = { origin: 'received', substance: ACETONE, content: litres('1') };
    is(await site.admin.post('/v1/bottles', { ...body, code }), 409, 'bottle.code.taken');
    is(await site.admin.post('/v1/places', { name: 'x', kind: 'room', code }), 409, 'place.code.taken');
    is(await site.admin.post('/v1/bottles', { ...body, code: cupboard }), 409, 'bottle.code.taken');
    for (const other of [await site.person(), await site.unit()]) {
      is(await site.admin.post('/v1/bottles', { ...body, code: other }), 409, 'bottle.code.taken');
      is(
        await site.admin.post('/v1/places', { name: 'x', kind: 'room', code: other }),
        409,
        'place.code.taken',
      );
    }
  });

  test('codes of other systems name one bottle each', async () => {
    const value = `=${randomUUID()}`;
    const alias = { scheme: 'gs1', value };
    const { code } = (await site.bottle({ aliases: [alias] })).body;
    const body = { origin: 'received', substance: ACETONE, content: litres('1'), aliases: [alias] };
    const taken = is(await site.admin.post('/v1/bottles', body), 409, 'alias.taken');
    expect(taken.body.params).toMatchObject({ code });
    const other = (await site.bottle()).body.code;
    is(await site.admin.post(`/v1/bottles/${other}/bind-alias`, alias), 409, 'alias.taken');
    await site.act(other, 'bind-alias', { scheme: 'house', value });
    const scanned = await site.read(`/v1/scan/${encodeURIComponent(value)}`);
    expect(scanned).toMatchObject({ kind: 'alias', code: value });
    expect(
      scanned.items.map((item: { scheme: string; code: string }) => [item.scheme, item.code]).sort(),
    ).toEqual([
      ['gs1', code],
      ['house', other],
    ]);
    const composed = { scheme: 'house', value: `e\u0301 ${value}` };
    const trial = is(await site.admin.post('/v1/bottles?dryRun=true', { ...body, aliases: [composed] }), 200);
    const lookalike = { scheme: 'house', value: trial.body.code };
    expect(await site.read(`/v1/scan/${lookalike.value}`)).toEqual({
      kind: 'unused-label',
      code: lookalike.value,
    });
    const third = (await site.bottle({ aliases: [lookalike, composed] })).body.code;
    for (const spelt of [lookalike.value, composed.value, ` ${composed.value.normalize('NFC')} `])
      expect(await site.read(`/v1/scan/${encodeURIComponent(spelt)}`)).toMatchObject({
        kind: 'alias',
        items: [{ code: third }],
      });
    expect(await site.read('/v1/scan/nobody-knows')).toEqual({ kind: 'unknown', code: 'nobody-knows' });
  });

  test('of a code that two registrations want at once, one gets it', async () => {
    const alias = { scheme: 'race', value: randomUUID() };
    const body = { origin: 'received', substance: ACETONE, content: litres('1'), aliases: [alias] };
    const answers = await Promise.all(Array.from({ length: 8 }, () => site.admin.post('/v1/bottles', body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
  });

  test('one scanned place, many scanned bottles: a result for each', async () => {
    const place = await site.place({ name: 'Target' });
    const stored = await site.stored(cupboard);
    const fresh = (await site.bottle()).body.code;
    const issued = await site.stored(cupboard);
    await site.act(issued, 'issue', { to: await site.person(), purpose: 'x' });
    const codes = [stored, fresh, issued, '1234567890', 'Z', stored.toLowerCase(), '7K3QX9M2RP'];
    const moved = is(await site.admin.post(`/v1/places/${place}/bottles`, { codes, action: 'move' }), 200);
    expect(moved.body.items).toHaveLength(codes.length);
    const [ok, received, held, misspelt, short, twice, unknown] = moved.body.items;
    expect(ok).toMatchObject({ code: stored, receipt: { events: [{ type: 'BottleMoved' }] } });
    expect(received).toMatchObject({ code: fresh, problem: { code: 'bottle.no-place', status: 409 } });
    expect(held).toMatchObject({ code: issued, problem: { code: 'bottle.no-place' } });
    expect(misspelt).toMatchObject({ code: '1234567890', problem: { code: 'code.misspelt', status: 400 } });
    expect(short.problem.status).toBe(400);
    expect(twice).toHaveProperty('receipt');
    expect(unknown.problem.code).toMatch(/^(bottle.unknown|code.misspelt)$/);
    const more = { store: [fresh], return: [issued] };
    for (const [action, bottles] of Object.entries(more)) {
      const put = is(await site.admin.post(`/v1/places/${place}/bottles`, { codes: bottles, action }), 200);
      expect((await site.look(bottles[0] as string, put)).place.id).toBe(place);
    }
    is(await site.admin.post(`/v1/places/${place}/bottles`, { codes: [], action: 'move' }), 400);
    is(await site.admin.post(`/v1/places/${place}/bottles`, { codes, action: 'issue' }), 400);
  });

  test('put again with the same key, every bottle is put once', async () => {
    const codes = await Promise.all(
      Array.from({ length: 5 }, async () => (await site.bottle()).body.code as string),
    );
    const key = { 'idempotency-key': randomUUID() };
    const put = () => site.admin.post(`/v1/places/${shelf}/bottles`, { codes, action: 'store' }, key);
    const first = is(await put(), 200);
    const head = await service.head();
    const again = is(await put(), 200);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(await service.head()).toBe(head);
    const receipt = is(await site.admin.get(`/v1/commands/${key['idempotency-key']}`), 200).body;
    const receipts = first.body.items.map((item: { receipt: object }) => item.receipt);
    expect(receipt).toEqual({ items: expect.arrayContaining(receipts), position: first.body.position });
    expect(receipt.items).toHaveLength(codes.length);
    const other = { codes: [...codes].reverse(), action: 'store' };
    is(await site.admin.post(`/v1/places/${shelf}/bottles`, other, key), 422, 'command.reused');
  });

  test('a key is bound by any bottle of many that went, whatever became of the first', async () => {
    const ended = await site.stored(cupboard);
    await site.act(ended, 'dispose', { way: 'x' });
    const fresh = (await site.bottle()).body.code as string;
    const spare = (await site.bottle()).body.code as string;
    const key = { 'idempotency-key': randomUUID() };
    const put = (codes: readonly string[]) =>
      site.admin.post(`/v1/places/${shelf}/bottles`, { codes, action: 'store' }, key);
    const none = is(await put([ended]), 200);
    expect(none.body.items[0].problem.code).toBe('bottle.ended');
    is(await site.admin.get(`/v1/commands/${key['idempotency-key']}`), 404, 'command.unknown');
    const [refused, went, same] = is(await put([ended, fresh, fresh]), 200).body.items;
    expect(refused.problem.code).toBe('bottle.ended');
    expect(same.receipt).toEqual(went.receipt);
    is(await put([spare]), 422, 'command.reused');
    is(await put([ended, fresh]), 422, 'command.reused');
    is(await site.admin.post(`/v1/bottles/${spare}/open`, {}, key), 422, 'command.reused');
    if (stores !== 'memory') await service.restart();
    is(await put([spare]), 422, 'command.reused');
    is(await site.admin.post('/v1/places', { name: 'x', kind: 'room' }, key), 422, 'command.reused');
    expect(await site.look(spare)).toMatchObject({ state: 'received' });
    const receipt = is(await site.admin.get(`/v1/commands/${key['idempotency-key']}`), 200).body;
    expect(receipt).toEqual(went.receipt);
  });
});
