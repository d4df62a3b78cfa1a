import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Answer, is } from '../support/client.js';
import { bothStores, Service } from '../support/service.js';
import { litres, millilitres, minutesAgo, Site } from '../support/site.js';

describe.each(bothStores)('late entries and repairs, on %s', (stores) => {
  let service: Service;
  let site: Site;
  let cupboard: string;
  let bench: string;
  let shelf: string;

  beforeAll(async () => {
    service = await Service.open(stores);
    site = new Site(service);
    cupboard = await site.place();
    bench = await site.place({ name: 'Bench' });
    shelf = await site.place({ name: 'Shelf', kind: 'shelf' });
  });
  afterAll(async () => {
    expect(service.failures).toEqual([]);
    await service.close();
  });

  const repair = (code: string, action: 'correct' | 'annul', body: object) =>
    site.admin.post(`/v1/bottles/${code}/${action}`, { reason: 'slip', ...body });
  const factOf = ({ body }: Answer): string => body.events[0].id;
  const historyOf = async (code: string) => (await site.read(`/v1/bottles/${code}/history`)).items;

  test('a late entry takes its place in time', async () => {
    const code = await site.stored(cupboard, { occurredAt: minutesAgo(180) });
    await site.act(code, 'move', { place: shelf, occurredAt: minutesAgo(60) });
    await site.act(code, 'use', { quantity: millilitres('900'), occurredAt: minutesAgo(30) });
    await site.act(code, 'move', { place: bench, occurredAt: minutesAgo(120) });
    expect(await site.look(code)).toMatchObject({ place: { id: shelf }, revision: 3 });
    const late = { quantity: millilitres('200'), occurredAt: minutesAgo(90) };
    const refused = is(await site.admin.post(`/v1/bottles/${code}/use`, late), 409, 'fact.contradicts');
    expect(refused.body.params.facts).toEqual([
      expect.objectContaining({ type: 'QuantityUsed', code: 'bottle.quantity.exceeds-content' }),
    ]);
    await site.act(code, 'use', { quantity: millilitres('100'), occurredAt: minutesAgo(90) });
    expect((await site.look(code)).content).toEqual(litres('0'));
    const revisions = (await historyOf(code)).map(({ revision }: { revision: number }) => revision);
    expect(revisions).toEqual([0, 1, 2, 3, 4]);
  });

  test('an entry before the bottle was there, or of tomorrow, is refused', async () => {
    const code = await site.stored(cupboard, { occurredAt: minutesAgo(60) });
    const note = (occurredAt: string) =>
      site.admin.post(`/v1/bottles/${code}/note`, { text: 'x', occurredAt });
    is(await note(minutesAgo(90)), 422, 'bottle.not-yet-entered');
    is(await note(minutesAgo(-10)), 422, 'time.in-the-future');
    is(await note(minutesAgo(-3 * 24 * 60).slice(0, 10)), 422, 'time.in-the-future');
    is(await note('9999-12-31'), 422, 'time.in-the-future');
    is(await note(minutesAgo(30)), 200);
  });

  test('an entry from further back than the site allows takes a role', async () => {
    const days = 24 * 60;
    const { client } = await site.somebody('stores');
    const body = { origin: 'baselined', substance: '67-64-1', content: litres('1'), place: cupboard };
    is(await client.post('/v1/bottles', { ...body, occurredAt: minutesAgo(29 * days) }), 201);
    is(
      await client.post('/v1/bottles', { ...body, occurredAt: minutesAgo(31 * days) }),
      422,
      'time.too-far-back',
    );
    is(await site.admin.post('/v1/bottles', { ...body, occurredAt: minutesAgo(400 * days) }), 201);
  });

  test('how far back is a setting of the site, and counts for everything that can be told late', async () => {
    const strict = await Service.open(stores, { BACKDATING_DAYS: '3' });
    try {
      const there = new Site(strict);
      const place = await there.place();
      const { client } = await there.somebody('stores');
      const long = { occurredAt: minutesAgo(4 * 24 * 60) };
      const body = { origin: 'baselined', substance: '67-64-1', content: litres('1'), place };
      const code = await there.stored(place, { occurredAt: minutesAgo(9 * 24 * 60) });
      is(await client.post('/v1/bottles', { ...body, ...long, count: 2 }), 422, 'time.too-far-back');
      is(await client.post(`/v1/bottles/${code}/open`, long), 422, 'time.too-far-back');
      const codes = { codes: [code], action: 'move', ...long };
      const put = is(await client.post(`/v1/places/${await there.place()}/bottles`, codes), 200);
      expect(put.body.items[0].problem).toMatchObject({ code: 'time.too-far-back', params: { days: 3 } });
      is(await client.post(`/v1/bottles/${code}/open`, { occurredAt: minutesAgo(2 * 24 * 60) }), 200);
      is(await strict.admin.post(`/v1/bottles/${code}/note`, { text: 'x', ...long }), 200);
    } finally {
      await strict.close();
    }
  });

  test('what is known to the day comes after what is known exactly of that day', async () => {
    const code = await site.stored(cupboard, { occurredAt: '2026-03-01T08:00:00Z' });
    await site.act(code, 'move', { place: shelf, occurredAt: '2026-03-02' });
    await site.act(code, 'move', { place: bench, occurredAt: '2026-03-02T17:00:00Z' });
    expect((await site.look(code)).place.id).toBe(shelf);
    expect((await historyOf(code))[1]).toMatchObject({
      occurredPrecision: 'day',
      occurredAt: '2026-03-02T23:59:59.999Z',
    });
  });

  test('a correction counts from the beginning, and what was told first stays visible', async () => {
    const code = await site.stored(cupboard);
    const slip = await site.act(code, 'use', { quantity: litres('1') });
    const fact = factOf(slip);
    const fixed = is(await repair(code, 'correct', { fact, with: { quantity: millilitres('1') } }), 200);
    expect((await site.look(code, fixed)).content).toEqual(litres('0.999'));
    const items = await historyOf(code);
    expect(items[1]).toMatchObject({ id: fact, data: { quantity: litres('1') } });
    expect(items[1].repaired.correctedBy).toEqual([factOf(fixed)]);
    expect(items[2]).toMatchObject({ type: 'FactCorrected', reason: 'slip', data: { fact } });
    const again = is(await repair(code, 'correct', { fact, with: { quantity: millilitres('2') } }), 200);
    expect((await site.look(code, again)).content).toEqual(litres('0.998'));
    const undone = is(await repair(code, 'annul', { fact: factOf(again) }), 200);
    expect((await site.look(code, undone)).content).toEqual(litres('0.999'));
  });

  test('a correction that breaks a later fact is refused and names it', async () => {
    const code = await site.stored(cupboard);
    const first = factOf(await site.act(code, 'use', { quantity: millilitres('100') }));
    const later = await site.act(code, 'split', { quantity: millilitres('800') });
    const head = await service.head();
    const refused = is(
      await repair(code, 'correct', { fact: first, with: { quantity: millilitres('300') } }),
      409,
    );
    expect(refused.body.params.facts).toEqual([
      expect.objectContaining({ id: factOf(later), type: 'PortionTaken' }),
    ]);
    expect(await service.head()).toBe(head);
  });

  test('a correction is read like the fact it corrects', async () => {
    const code = await site.stored(cupboard);
    const used = factOf(await site.act(code, 'use', { quantity: millilitres('100') }));
    const born = (await historyOf(code))[0].id;
    const wrong: readonly (readonly [fact: string, change: object])[] = [
      [used, { colour: 'red' }],
      [used, { quantity: 5 }],
      [used, { quantity: { value: '1' } }],
      [used, { quantity: { value: '1', unit: 'g' } }],
      [used, { quantity: { value: '1e3', unit: 'mL' } }],
      [used, { quantity: null }],
      [used, { quantity: { value: 1, unit: 'mL' } }],
      [used, { quantity: { value: '1', unit: 'mL', how: 'guessed' } }],
      [born, { place: '1234567899' }],
      [born, { place: 'nowhere' }],
      [born, { expiry: '2026-02-30' }],
      [born, { lot: '\u202e' }],
      [born, { composition: [] }],
      [born, { composition: [{ substance: '50-00-1', role: 'main' }] }],
      [born, { content: { value: '1', unit: 'g' } }],
      [born, { unit: 'nowhere' }],
      [born, { tare: litres('1') }],
      ['no-such-fact', { lot: 'x' }],
    ];
    const head = await service.head();
    for (const [fact, change] of wrong) {
      const answer = await repair(code, 'correct', { fact, with: change });
      if (![400, 404, 409, 422].includes(answer.status))
        throw new Error(`${JSON.stringify(change)}: ${answer.status}`);
      is(answer, answer.status);
    }
    expect(await service.head()).toBe(head);
    is(
      await repair(code, 'correct', { fact: born, with: { lot: 'L-2', expiry: '2099', place: bench } }),
      200,
    );
    expect(await site.look(code)).toMatchObject({ lot: 'L-2', expiry: '2099', place: { id: bench } });
    is(await repair(code, 'correct', { fact: born, with: { lot: null } }), 200);
    expect(await site.look(code)).not.toHaveProperty('lot');
  });

  test('an annulled fact did not happen; an annulled beginning leaves no bottle', async () => {
    const code = await site.stored(cupboard);
    const end = await site.act(code, 'dispose', { way: 'drain' });
    is(await site.admin.post(`/v1/bottles/${code}/open`), 409, 'bottle.ended');
    is(await repair(code, 'annul', { fact: factOf(end) }), 200);
    expect(await site.look(code)).toMatchObject({ state: 'stored', content: litres('1') });
    is(await repair(code, 'annul', { fact: factOf(end) }), 409);
    const used = await site.act(code, 'use', { quantity: litres('1') });
    const born = (await historyOf(code))[0].id;
    const refused = is(await repair(code, 'annul', { fact: born }), 409);
    expect(refused.body.params.facts).toEqual([expect.objectContaining({ id: factOf(used) })]);
    is(await repair(code, 'annul', { fact: factOf(used) }), 200);
    is(await repair(code, 'annul', { fact: born }), 200);
    expect((await site.look(code)).state).toBe('annulled');
    is(await site.admin.post(`/v1/bottles/${code}/note`, { text: 'x' }), 409, 'bottle.ended');
    expect((await site.read(`/v1/bottles?state=annulled&limit=500`)).items).toContainEqual(
      expect.objectContaining({ code }),
    );
  });

  test('no repair puts a bottle into a place that is closed or no leaf any more', async () => {
    const before = await site.place({ name: 'Old', kind: 'room' });
    const code = await site.stored(before);
    const moved = await site.act(code, 'move', { place: bench });
    is(await site.admin.post(`/v1/places/${before}/close`), 200);
    is(await repair(code, 'annul', { fact: factOf(moved) }), 409, 'place.closed');
    is(await site.admin.post(`/v1/places/${before}/reopen`), 200);
    await site.place({ name: 'Inside', parent: before });
    is(await repair(code, 'annul', { fact: factOf(moved) }), 409, 'place.not-a-leaf');
    is(
      await repair(code, 'correct', { fact: factOf(moved), with: { to: { place: before } } }),
      409,
      'place.not-a-leaf',
    );
    expect((await site.look(code)).place.id).toBe(bench);
  });

  test('a disposal is not taken back into a place that was closed since', async () => {
    const place = await site.place({ name: 'Closing' });
    const code = await site.stored(place);
    const end = await site.act(code, 'dispose', { way: 'drain' });
    is(await site.admin.post(`/v1/places/${place}/close`), 200);
    is(await repair(code, 'annul', { fact: factOf(end) }), 409, 'place.closed');
  });

  test('two people are two people, also when a request is told late or taken back', async () => {
    const ann = await site.somebody('stores');
    const ben = await site.somebody('stores');
    const code = await site.stored(cupboard, { occurredAt: minutesAgo(100) });
    const asked = is(
      await ann.client.post(`/v1/bottles/${code}/request-disposal`, {
        reason: 'old',
        occurredAt: minutesAgo(50),
      }),
      200,
    );
    is(await ben.client.post(`/v1/bottles/${code}/approve-disposal`), 200);
    is(await repair(code, 'annul', { fact: factOf(asked) }), 409, 'fact.contradicts');
    const late = { reason: 'older', occurredAt: minutesAgo(20) };
    is(await ben.client.post(`/v1/bottles/${code}/request-disposal`, late), 409);
  });

  test('what stood where: as it was, and as it was known', async () => {
    const place = await site.place({ name: 'Two times' });
    const other = await site.place({ name: 'Other' });
    const code = await site.stored(place, { occurredAt: minutesAgo(300) });
    const known1 = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await site.act(code, 'move', { place: other, occurredAt: minutesAgo(200) });
    const there = async (id: string, query = '') =>
      (await site.read(`/v1/places/${id}/bottles${query}`)).items.map((item: { code: string }) => item.code);
    const at = (minutes: number, known = '') => `?at=${minutesAgo(minutes)}${known && `&knownAt=${known}`}`;
    expect(await there(place)).toEqual([]);
    expect(await there(other)).toEqual([code]);
    expect(await there(place, at(250))).toEqual([code]);
    expect(await there(place, at(100))).toEqual([]);
    expect(await there(other, at(100))).toEqual([code]);
    expect(await there(place, at(100, known1))).toEqual([code]);
    expect(await there(other, at(100, known1))).toEqual([]);
    expect(await there(place, at(301))).toEqual([]);
    const today = new Date().toISOString().slice(0, 10);
    expect(await there(other, `?at=${today}`)).toEqual([code]);
    expect(await there(place, `?at=${today}&knownAt=${known1}`)).toEqual([code]);
    expect(await there(place, '?at=2020-01-01')).toEqual([]);
    expect(await there(other, '?knownAt=9999-12-31')).toEqual([code]);
    is(await site.admin.get(`/v1/places/${place}/bottles?at=9999-12-31`), 400, 'query.invalid');
    is(await site.admin.get('/v1/places/1234567899/bottles'), 404, 'place.unknown');
    is(await site.admin.get(`/v1/places/${place}?at=2020-01-01`), 422, 'place.not-yet-opened');
    expect((await site.read(`/v1/places/${place}?at=${today}`)).name).toBe('Two times');
    is(await site.admin.get(`/v1/places/${place}/bottles?at=2026-02-30T00:00:00Z`), 400);
    is(await site.admin.get(`/v1/places/${place}/bottles${at(1, minutesAgo(2))}`), 400, 'query.invalid');
  });

  test('the history as canonical bytes is what the log keeps', async () => {
    const code = await site.stored(cupboard, { lot: 'Ω-𠮷 "x"' });
    await site.act(code, 'use', { quantity: { value: '1', unit: 'ml' }, reason: 'é' });
    const accept = { accept: 'application/x-ndjson' };
    const answer = is(
      await site.admin.bytes(`/v1/bottles/${code}/history?after=${await site.now()}`, accept),
      200,
    );
    expect(answer.headers['content-type']).toMatch(/^application\/x-ndjson/);
    const lines = (answer.body as Buffer).toString('utf8').split('\n');
    expect(lines.pop()).toBe('');
    const items = await historyOf(code);
    expect(lines).toHaveLength(items.length);
    for (const [n, line] of lines.entries()) {
      const fact = JSON.parse(line);
      expect(Object.keys(fact)).toEqual(['data', 'id', 'meta', 'revision', 'stream', 'type', 'v']);
      expect(fact).toMatchObject({
        id: items[n].id,
        revision: n,
        stream: `bottle-${code}`,
        data: items[n].data,
      });
    }
  });
});
