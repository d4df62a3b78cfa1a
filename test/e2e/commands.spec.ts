import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, is } from '../support/client.js';
import { bothStores, Service } from '../support/service.js';
import { ACETONE, litres, millilitres, Site } from '../support/site.js';

describe.each(bothStores)('a command, on %s', (stores) => {
  let service: Service;
  let site: Site;
  let place: string;
  let code: string;
  const one = { origin: 'baselined', substance: ACETONE, content: litres('1') };
  const use = (quantity: string, headers = {}, bottle = code) =>
    site.admin.post(`/v1/bottles/${bottle}/use`, { quantity: millilitres(quantity) }, headers);
  const withKey = (key: string = randomUUID()) => ({ 'idempotency-key': key });
  const ofKey = (key: string) => site.admin.get(`/v1/commands/${encodeURIComponent(key)}`);

  beforeAll(async () => {
    service = await Service.open(stores);
    site = new Site(service);
    place = await site.place();
    code = await site.stored(place, { content: litres('1000') });
  });
  afterAll(async () => {
    expect(service.failures).toEqual([]);
    await service.close();
  });

  const same = (again: Answer, first: Answer) => {
    expect(again.status).toBe(first.status);
    expect(again.headers).toMatchObject({ 'idempotency-replayed': 'true', etag: first.headers.etag });
    expect(again.body).toEqual(first.body);
  };

  test('sent twice with one key is done once, and answered with the same receipt', async () => {
    const key = withKey();
    const before = await site.look(code);
    const first = is(await use('1', key), 200);
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    expect(first.headers['ledger-position']).toBe(first.body.position);
    same(await use('1', key), first);
    await use('1');
    same(await use('1', key), first);
    expect((await site.look(code)).revision).toBe(before.revision + 2);
    const asked = is(await ofKey(key['idempotency-key']), 200);
    expect(asked.body).toEqual(first.body);
    expect(asked.headers['idempotency-replayed']).toBe('true');
  });

  test.each(['a word', '~'.repeat(255), '%'.repeat(255), 'a/b?c#d', '"', '..'])(
    'may have the key %s',
    async (key) => {
      const first = is(await use('1', withKey(key)), 200);
      expect(is(await ofKey(key), 200).body).toEqual(first.body);
    },
  );

  test('says where to look at the thing it was about', async () => {
    const unit = await site.unit();
    const { id, credential } = await site.somebody();
    for (const [path, body] of [
      [`/v1/bottles/${code}/note`, { text: 'x' }],
      [`/v1/places/${await site.place()}/rename`, { name: 'x' }],
      [`/v1/units/${unit}/rename`, { name: 'x' }],
      [`/v1/substances/${ACETONE}/reclassify`, { hazards: ['H225'] }],
      [`/v1/credentials/${credential}/revoke`, {}],
      [`/v1/people/${id}/grant-role`, { role: 'auditor' }],
      [`/v1/people/${id}/erase-name`, {}],
    ] as const) {
      const { location } = is(await site.admin.post(path, body), 200).headers;
      expect(location).toBe(path.slice(0, path.lastIndexOf('/')));
      await site.read(location as string);
      expect((await site.admin.post(`${path}?dryRun=true`, body)).headers).not.toHaveProperty('location');
    }
  });

  test('may not have two keys', async () => {
    const head = await service.head();
    const asked = site.admin.post(`/v1/bottles/${code}/open`);
    // Node.js sends a header for each value; the types know of one.
    asked.set('idempotency-key', ['one', 'another'] as unknown as string);
    is(await asked, 400, 'idempotency-key.malformed');
    expect(await service.head()).toBe(head);
  });

  test.each(['x'.repeat(256), 'ключ', 'a\tb'])('may not have the key %s', async (key) => {
    const head = await service.head();
    const asked = site.admin.post(`/v1/bottles/${code}/open`);
    asked.set('idempotency-key', Buffer.from(key).toString('latin1'));
    is(await asked, 400, 'idempotency-key.malformed');
    expect(await service.head()).toBe(head);
  });

  test('with a key that stands for another is refused, whatever differs', async () => {
    const key = withKey();
    const other = await site.stored(place);
    is(await use('1', key), 200);
    const head = await service.head();
    is(await use('2', key), 422, 'command.reused');
    is(
      await site.admin.post(`/v1/bottles/${code}/split`, { quantity: millilitres('1') }, key),
      422,
      'command.reused',
    );
    is(await use('1', key, other), 422, 'command.reused');
    is(await site.admin.post('/v1/bottles', one, key), 422, 'command.reused');
    is(await site.admin.post('/v1/places', { name: 'x', kind: 'room' }, key), 422, 'command.reused');
    is(await site.admin.post(`/v1/places/${place}/close`, {}, key), 422, 'command.reused');
    expect(await service.head()).toBe(head);
  });

  test('is its person’s own: somebody else’s key of the same name is another', async () => {
    const somebody = await site.somebody('researcher');
    const key = withKey();
    const mine = is(await use('1', key), 200);
    const body = { quantity: millilitres('1') };
    const theirs = is(await somebody.client.post(`/v1/bottles/${code}/use`, body, key), 200);
    expect(theirs.body.events[0].id).not.toBe(mine.body.events[0].id);
    is(await somebody.client.get('/v1/commands/never-used'), 404, 'command.unknown');
  });

  test('sent many times at once is done once', async () => {
    const key = withKey();
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => site.admin.post('/v1/bottles', one, key)),
    );
    for (const answer of answers) is(answer, 201);
    expect(new Set(answers.map(({ body }) => body.code)).size).toBe(1);
    const { items } = await site.read(`/v1/bottles/${answers[0]?.body.code}/history`);
    expect(items).toHaveLength(1);
  });

  test('sent at once with one key for different things is done for one of them', async () => {
    const key = withKey();
    const bottles = await Promise.all(Array.from({ length: 6 }, () => site.stored(place)));
    const answers = await Promise.all(bottles.map((bottle) => use('1', key, bottle)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200))
      expect([409, 422]).toContain(answer.status);
    const changed = await Promise.all(bottles.map((bottle) => site.look(bottle)));
    expect(changed.filter(({ revision }) => revision > 0)).toHaveLength(1);
  });

  test('that is refused binds no key and records nothing', async () => {
    const key = withKey();
    const head = await service.head();
    is(await use('99999999', key), 409, 'bottle.quantity.exceeds-content');
    is(await ofKey(key['idempotency-key']), 404, 'command.unknown');
    expect(await service.head()).toBe(head);
    is(await use('2', key), 200);
  });

  test('of which one thing is refused leaves nothing behind: no alias is reserved', async () => {
    const [free, taken] = [randomUUID(), randomUUID()];
    await site.bottle({ aliases: [{ scheme: 'old', value: taken }] });
    const head = await service.head();
    const aliases = [free, taken].map((value) => ({ scheme: 'old', value }));
    is(await site.admin.post('/v1/bottles', { ...one, aliases }), 409, 'alias.taken');
    expect(await service.head()).toBe(head);
    await site.bottle({ aliases: [{ scheme: 'old', value: free }] });
  });

  test('tried dry shows its facts, records nothing, and binds no key', async () => {
    const key = withKey();
    const person = await site.person();
    const head = await service.head();
    const dry = (path: string, body: object) => site.admin.post(`${path}?dryRun=true`, body, key);
    const tried = is(await dry(`/v1/bottles/${code}/use`, { quantity: millilitres('1') }), 200);
    expect(tried.body.events).toEqual([
      {
        id: expect.any(String),
        type: 'QuantityUsed',
        v: 1,
        data: { quantity: { ...millilitres('1'), how: 'declared' } },
      },
    ]);
    expect(tried.body).not.toHaveProperty('position');
    for (const header of ['ledger-position', 'location']) expect(tried.headers).not.toHaveProperty(header);
    is(await dry('/v1/bottles', { ...one, place, aliases: [{ scheme: 'dry', value: 'run' }] }), 200);
    is(await dry('/v1/bottles', { ...one, count: 3 }), 200);
    is(await dry('/v1/places', { name: 'x', kind: 'room' }), 200);
    is(await dry('/v1/people', { name: 'x' }), 200);
    is(await dry('/v1/credentials', { person, label: 'x' }), 200);
    is(await dry(`/v1/bottles/${code}/split`, { quantity: millilitres('1'), count: 2 }), 200);
    is(await dry(`/v1/bottles/${code}/use`, { quantity: litres('9999') }), 409);
    is(await dry(`/v1/places/${place}/bottles`, { codes: [code], action: 'move' }), 200);
    expect(await service.head()).toBe(head);
    is(await ofKey(key['idempotency-key']), 404, 'command.unknown');
    is(
      await site.admin.post('/v1/bottles', { ...one, aliases: [{ scheme: 'dry', value: 'run' }] }, key),
      201,
    );
  });

  test('with If-Match is done only while nobody else was there', async () => {
    const bottle = await site.stored(place);
    const etag = is(await site.admin.get(`/v1/bottles/${bottle}?after=${await site.now()}`), 200).headers
      .etag as string;
    const noted = is(
      await site.admin.post(`/v1/bottles/${bottle}/note`, { text: 'x' }, { 'if-match': etag }),
      200,
    );
    expect(noted.headers.etag).toBe('"1"');
    const stale = await site.admin.post(`/v1/bottles/${bottle}/note`, { text: 'x' }, { 'if-match': etag });
    is(stale, 412, 'revision.stale');
    is(await use('1', { 'if-match': '*' }, bottle), 200);
    for (const match of ['4', 'W/"1"', '"1", "2"', '"x"', '""']) {
      is(await use('1', { 'if-match': match }, bottle), 400, 'if-match.malformed');
    }
    const key = withKey();
    const matched = { ...key, 'if-match': '"2"' };
    const first = is(await use('1', matched, bottle), 200);
    same(await use('1', matched, bottle), first);
  });

  test('by many hands at once loses nothing and takes no more than there is', async () => {
    const bottle = await site.stored(place, { content: millilitres('10') });
    const answers = await Promise.all(Array.from({ length: 25 }, () => use('1', {}, bottle)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      is(answer, 409, 'bottle.quantity.exceeds-content');
    }
    expect((await site.look(bottle)).content).toEqual(millilitres('0'));
  });

  test('says who, from where, when and why; and the actor comes from the key alone', async () => {
    const { id } = is(await site.admin.get('/v1/me'), 200).body;
    const evidence = [{ kind: 'photo', ref: 'https://example.org/1.jpg', sha256: 'a'.repeat(64) }];
    const bottle = await site.stored(place, { occurredAt: '2026-01-01' });
    const told = { reason: 'because', evidence, occurredAt: '2026-01-02T03:04:05.678+02:00' };
    await site.act(bottle, 'note', { text: 'x', ...told });
    const { items } = await site.read(`/v1/bottles/${bottle}/history`);
    const noted = items.find(({ reason }: { reason?: string }) => reason === 'because');
    expect(noted).toMatchObject({ actor: id, evidence, occurredAt: '2026-01-02T01:04:05.678Z' });
    is(
      await site.admin.post(`/v1/bottles/${code}/note`, { text: 'x', actor: 'somebody' }),
      400,
      'body.unknown-field',
    );
  });

  if (stores !== 'memory') {
    test('is known after a restart: its receipt, its key, and what it did', async () => {
      const keys = { use: withKey(), many: withKey(), split: withKey() };
      const send = async () => [
        await use('1', keys.use),
        await site.admin.post('/v1/bottles', { ...one, count: 3 }, keys.many),
        await site.admin.post(
          `/v1/bottles/${code}/split`,
          { quantity: millilitres('1'), count: 2 },
          keys.split,
        ),
      ];
      const first = await send();
      const seen = await site.look(code);
      await service.restart();
      expect(await site.look(code)).toEqual(seen);
      const again = await send();
      expect(again.map(({ body }) => body)).toEqual(first.map(({ body }) => body));
      for (const { headers } of again) expect(headers['idempotency-replayed']).toBe('true');
      for (const [n, key] of Object.values(keys).entries()) {
        expect(is(await ofKey(key['idempotency-key']), 200).body).toEqual(first[n]?.body);
      }
      is(await use('2', keys.use), 422, 'command.reused');
      is(await site.admin.post('/v1/bottles', one, keys.use), 422, 'command.reused');
      expect(await site.look(code)).toEqual(seen);
    });
  }
});
