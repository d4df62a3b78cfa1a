import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openEventStoreDb } from '../../libs/event-store/src/eventstoredb/index.js';
import { credentialStream } from '../../src/access/access.events.js';
import { bottleStream } from '../../src/bottle/bottle.events.js';
import { Seats } from '../../src/http/seats.js';
import { is } from '../support/client.js';
import { EventStoreDouble } from '../support/eventstoredb/double.js';
import { everything } from '../support/folded.js';
import { BareNode } from '../support/ledgers.js';
import { ADMIN_KEY, bothStores, Service } from '../support/service.js';
import { millilitres, Site } from '../support/site.js';

interface Item {
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly position: string;
}

describe.each(bothStores)('the feed, on %s', (stores) => {
  let service: Service;
  let site: Site;
  let code: string;
  let start: string;

  beforeAll(async () => {
    service = await Service.open(stores);
    site = new Site(service);
    const place = await site.place();
    start = await site.now();
    code = await site.stored(place);
    for (let n = 0; n < 5; n += 1) await site.act(code, 'use', { quantity: millilitres('1') });
    await site.act(code, 'note', { text: 'x' });
  });
  afterAll(async () => {
    expect(service.failures).toEqual([]);
    await service.close();
  });

  const page = async (query: string): Promise<{ items: Item[]; next: string }> =>
    is(await site.admin.get(`/v1/feed?${query}`), 200).body;
  const types = ({ items }: { items: Item[] }) => items.map(({ type }) => type);

  test('tells every fact once, in the order of the log, from any position', async () => {
    const told: Item[] = [];
    for (let after = ''; ; ) {
      const { items, next } = await page(`limit=500${after}`);
      told.push(...items);
      if (after === `&after=${next}`) break;
      after = `&after=${next}`;
    }
    expect(told).toHaveLength((await everything(service.house.store)).length);
    expect(new Set(told.map(({ id }) => id)).size).toBe(told.length);
    const some = told.slice(-5);
    const rest = await page(`after=${some[0]?.position}`);
    expect(rest.items.map(({ id }) => id)).toEqual(some.slice(1).map(({ id }) => id));
    const byId = await page(`afterId=${some[0]?.id}`);
    expect(byId).toEqual(rest);
    is(
      await site.admin.get('/v1/feed?afterId=00000000-0000-4000-8000-000000000000'),
      400,
      'position.unknown',
    );
  });

  test('tells what the history tells, and the stream', async () => {
    const { items } = await page(`after=${start}`);
    const history = await site.read(`/v1/bottles/${code}/history`);
    expect(items).toEqual(history.items.map((item: object) => ({ ...item, stream: `bottle-${code}` })));
  });

  test('keeps to some types, and still says how far it looked', async () => {
    const used = await page(`after=${start}&types=QuantityUsed,ConditionNoted`);
    expect(types(used)).toEqual([...Array(5).fill('QuantityUsed'), 'ConditionNoted']);
    const none = await page(`after=${start}&types=BottleDisposed`);
    expect(none).toEqual({ items: [], next: await site.now() });
    const first = await page('limit=1&types=ConditionNoted');
    expect(types(first)).toEqual(['ConditionNoted']);
    expect(types(await page(`after=${start}&types=QuantityUsed&limit=2`))).toEqual([
      'QuantityUsed',
      'QuantityUsed',
    ]);
    for (const bad of ['a b', ',', 'x'.repeat(61), '%27'])
      is(await site.admin.get(`/v1/feed?types=${bad}`), 400);
    for (const bad of ['31', '-1', '1.5', 'x']) is(await site.admin.get(`/v1/feed?wait=${bad}`), 400);
  });

  test('waits for what comes, and answers when it comes', async () => {
    const after = await site.now();
    expect(await page(`after=${after}&wait=0`)).toEqual({ items: [], next: after });
    const waiting = page(`after=${after}&wait=30`);
    const noted = await site.act(code, 'note', { text: 'at last' });
    expect((await waiting).items.map(({ id }) => id)).toEqual([noted.body.events[0].id]);
  });

  test('streams what was and what comes, until the reader hangs up', async () => {
    const hangUp = new AbortController();
    const ask = (more: object, query = '') =>
      fetch(`http://127.0.0.1:${service.port}/v1/feed${query}`, {
        headers: { authorization: `Bearer ${ADMIN_KEY}`, accept: 'text/event-stream', ...more },
        signal: hangUp.signal,
      });
    const stream = await ask({}, `?after=${start}&types=ConditionNoted,BottleOpened`);
    expect(stream.status).toBe(200);
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(stream.headers.get('cache-control')).toBe('no-store');
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    let heard = '';
    const until = async (word: string) => {
      while (!heard.includes(word)) heard += (await reader?.read())?.value ?? '';
    };
    await until('ConditionNoted');
    const opened = await site.act(code, 'open');
    await until('BottleOpened');
    const [id] = opened.body.events.map((event: Item) => event.id);
    await until(`id: ${id}\nevent: BottleOpened\ndata: {`);
    expect(heard).not.toContain('QuantityUsed');
    const again = await ask({ 'last-event-id': id });
    const later = again.body?.pipeThrough(new TextDecoderStream()).getReader();
    await site.act(code, 'note', { text: 'after the last' });
    let rest = '';
    while (!rest.includes('after the last')) rest += (await later?.read())?.value ?? '';
    expect(rest).not.toContain('BottleOpened');
    const resumed = await ask({ 'last-event-id': id }, `?after=${start}&types=ConditionNoted,BottleOpened`);
    const once = resumed.body?.pipeThrough(new TextDecoderStream()).getReader();
    let news = '';
    while (!news.includes('after the last')) news += (await once?.read())?.value ?? '';
    expect(news.match(/^event: /gm)).toHaveLength(1);
    hangUp.abort();
  });

  test('begins behind one thing only', async () => {
    const [first] = (await page(`after=${start}&limit=1`)).items;
    const both = await site.admin.get(`/v1/feed?after=${start}&afterId=${first?.id}`);
    is(both, 400, 'query.invalid');
  });

  test('answers a reader who is waiting for nothing at once with the headers', async () => {
    const hangUp = new AbortController();
    const stream = await fetch(`http://127.0.0.1:${service.port}/v1/feed?after=${await site.now()}`, {
      headers: { authorization: `Bearer ${ADMIN_KEY}`, accept: 'text/event-stream' },
      signal: hangUp.signal,
    });
    const first = await stream.body?.pipeThrough(new TextDecoderStream()).getReader().read();
    expect(first?.value).toMatch(/^:/);
    hangUp.abort();
  });

  test('ends a stream whose key has been revoked, with the next fact', async () => {
    const { client, credential } = await site.somebody('auditor');
    const stream = await fetch(`http://127.0.0.1:${service.port}/v1/feed?after=${await site.now()}`, {
      headers: { authorization: `Bearer ${client.key}`, accept: 'text/event-stream' },
    });
    expect(stream.status).toBe(200);
    is(await site.admin.post(`/v1/credentials/${credential}/revoke`), 200);
    await site.act(code, 'note', { text: 'not for everybody' });
    expect(await stream.text()).not.toContain('not for everybody');
  });

  test('answers nothing more to a reader whose key is revoked while they wait', async () => {
    const { client, credential } = await site.somebody('stores');
    const waiting = client.get(`/v1/feed?wait=30&after=${await site.now()}`).then((answer) => answer);
    is(await site.admin.post(`/v1/credentials/${credential}/revoke`), 200);
    await site.act(code, 'note', { text: 'not for everybody either' });
    const answer = await waiting;
    if (answer.status === 200) expect(answer.body.items).toEqual([]);
    else is(answer, 401);
  });
});

test('tells nobody of what was recorded after another node has revoked their key', async () => {
  const double = await EventStoreDouble.start();
  const service = await Service.open('memory', { EVENT_STORE_URL: double.url });
  const site = new Site(service);
  const { client, credential } = await site.somebody('stores');
  const { code } = (await site.bottle()).body;
  const after = await site.now();
  const read = () => client.get(`/v1/feed?after=${after}`).then((answer) => answer);

  const log = await openEventStoreDb(double.url);
  const another = new BareNode(log, () => new Date().toISOString());
  double.faults.stuckSubscriptions = true;
  await another.ask('RevokeCredential', credentialStream(credential), {});
  await another.ask('NoteOnBottle', bottleStream(code), { text: 'not for everybody' });
  const early = read();
  while (service.app.get(Seats).feed.taken === 0) await setImmediate();
  double.faults.stuckSubscriptions = false;
  double.cutSubscriptions();
  const answer = await early;
  if (answer.status === 200) expect(answer.body.items).toEqual([]);
  else is(answer, 401);
  is(await read(), 401, 'access.bad-token');

  await log.close();
  await service.close();
  double.stop();
});

test('lets nobody who reads on hold up the end of the service', async () => {
  const service = await Service.open();
  const after = await new Site(service).now();
  const waiting = service.admin.get(`/v1/feed?wait=30&after=${after}`).then((answer) => answer);
  const stream = await fetch(`http://127.0.0.1:${service.port}/v1/feed?after=${after}`, {
    headers: { authorization: `Bearer ${ADMIN_KEY}`, accept: 'text/event-stream' },
  });
  const connections = promisify((done: (error: Error | null, count: number) => void) =>
    service.app.getHttpServer().getConnections(done),
  );
  while ((await connections()) < 2) await setImmediate();
  await service.close();
  expect(await stream.text()).toBe(': here\n\n');
  expect(is(await waiting, 200).body).toEqual({ items: [], next: after });
});
