import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Seats } from '../../src/http/seats.js';
import { type Answer, is } from '../support/client.js';
import { total } from '../support/metrics.js';
import { Service } from '../support/service.js';
import { litres, Site } from '../support/site.js';

describe('more than the service takes on', () => {
  let service: Service;
  let site: Site;
  let seats: Seats;
  let place: string;

  beforeAll(async () => {
    service = await Service.open('sqlite');
    site = new Site(service);
    seats = service.app.get(Seats);
    place = await site.place();
  });
  afterAll(async () => {
    expect(service.failures).toEqual([]);
    await service.close();
  });

  /** Does something while all seats of a row are taken. */
  async function whileFull<T>(row: keyof Seats, work: () => Promise<T>): Promise<T> {
    const taken: (() => void)[] = [];
    while (!seats[row].full) taken.push(seats[row].take());
    try {
      return await work();
    } finally {
      for (const leave of taken) leave();
    }
  }

  function isSentAway(answer: Answer, code: string): void {
    is(answer, 503, code);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  }

  test('of commands is sent away with a time to come again, and records nothing; reads go on', async () => {
    const code = await site.stored(place);
    const head = await service.head();
    const key = { 'idempotency-key': 'sent away once' };
    const use = () => site.admin.post(`/v1/bottles/${code}/use`, { quantity: litres('0.1') }, key);
    await whileFull('commands', async () => {
      isSentAway(await use(), 'ledger.overloaded');
      isSentAway(
        await site.admin.post(`/v1/places/${place}/bottles`, { codes: [code], action: 'move' }),
        'ledger.overloaded',
      );
      await site.look(code);
      is(await service.as().get('/health/ready'), 200);
    });
    expect(await service.head()).toBe(head);
    expect(is(await use(), 200).body.revision).toBe(1);
    expect(is(await site.admin.get('/v1/attempts?code=ledger.overloaded'), 200).body.items).toEqual([]);
  });

  test('of reads is sent away, and commands go on', async () => {
    const code = await site.stored(place);
    await whileFull('reads', async () => {
      isSentAway(await site.admin.get('/v1/bottles'), 'read.overloaded');
      isSentAway(await site.admin.get(`/v1/bottles/${code}?after=${await site.now()}`), 'read.overloaded');
      await site.act(code, 'open');
    });
    is(await site.admin.get('/v1/bottles'), 200);
  });

  test('of readers of the feed is sent away, and a reader who has gone makes room', async () => {
    const { feed } = seats;
    const follow = (signal: AbortSignal) =>
      fetch(`http://127.0.0.1:${service.port}/v1/feed`, {
        headers: { authorization: `Bearer ${site.admin.key}`, accept: 'text/event-stream' },
        signal,
      });
    const hangUp = new AbortController();
    const readers = await Promise.all(Array.from({ length: 3 }, () => follow(hangUp.signal)));
    for (const { status } of readers) expect(status).toBe(200);
    expect(feed.taken).toBe(3);
    await whileFull('feed', async () => {
      isSentAway(await site.admin.get('/v1/feed'), 'read.overloaded');
      is(await site.admin.get('/v1/bottles'), 200);
      hangUp.abort();
      while (feed.taken > feed.size - 3) await site.now();
      is(await site.admin.get('/v1/feed?limit=1'), 200);
    });
    expect(feed.taken).toBe(0);
  });

  test('of one bottle is sent away, and what is asked of others goes on', async () => {
    const [busy, idle] = [await site.stored(place), await site.stored(place)];
    const { lives } = service.house;
    const load = lives.load.bind(lives);
    const held = Promise.withResolvers<void>();
    lives.load = (stream) =>
      stream === `bottle-${busy}` ? held.promise.then(() => load(stream)) : load(stream);
    const use = (code: string) => site.admin.post(`/v1/bottles/${code}/use`, { quantity: litres('0.001') });
    const asked = Array.from({ length: 200 }, () => use(busy).then((answer) => answer));
    const first = await Promise.race(asked);
    isSentAway(first, 'ledger.overloaded');
    is(await use(idle), 200);
    lives.load = load;
    held.resolve();
    const answers = await Promise.all(asked);
    const accepted = answers.filter(({ status }) => status === 200);
    for (const answer of answers) if (answer.status !== 200) isSentAway(answer, 'ledger.overloaded');
    expect(accepted).toHaveLength(128);
    const { content } = await site.look(busy);
    expect(content).toEqual({ value: String(1 - 0.128), unit: 'L' });
  });

  test('of one request is carried bit by bit, in one seat', async () => {
    const codes = (
      await site.admin.post('/v1/bottles', {
        ...{ origin: 'baselined', substance: '67-64-1', content: litres('1'), count: 300 },
      })
    ).body.items.map((item: { code: string }) => item.code);
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, seats.commands.taken);
    }, 0);
    const stored = is(await site.admin.post(`/v1/places/${place}/bottles`, { codes, action: 'store' }), 200);
    clearInterval(watch);
    expect(most).toBe(1);
    expect(stored.body.items.map((item: { code: string }) => item.code)).toEqual(codes);
    for (const item of stored.body.items) expect(item).toHaveProperty('receipt');
  });

  test('every seat is given back: by what is recorded, refused, looked at, sent bit by bit, and given up', async () => {
    const code = await site.stored(place);
    is(await site.admin.post(`/v1/bottles/${code}/use`, { quantity: litres('9') }), 409);
    is(await site.admin.post(`/v1/bottles/${code}/use`, { quantity: litres('9') }, { 'if-match': 'x' }), 400);
    is(await site.admin.post(`/v1/bottles/${code}/open?dryRun=true`), 200);
    is(await site.admin.get('/v1/bottles', { accept: 'text/csv' }), 200);
    is(await site.admin.get('/v1/bottles?limit=none'), 400);
    const hangUp = new AbortController();
    const csv = await fetch(`http://127.0.0.1:${service.port}/v1/substances`, {
      headers: { authorization: `Bearer ${site.admin.key}`, accept: 'text/csv' },
      signal: hangUp.signal,
    });
    await csv.body?.getReader().read();
    hangUp.abort();
    for (;;) {
      const page = is(await site.admin.get('/metrics'), 200).text;
      expect(total(page, 'chemledger_seats')).toBe(256 + 512 + 256);
      if (total(page, 'chemledger_seats_taken') === 0) break;
    }
  });
});
