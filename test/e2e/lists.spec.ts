import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { shortCatalogue } from '../support/catalogue.js';
import { is } from '../support/client.js';
import { bothStores, Service } from '../support/service.js';
import { ETHANOL, millilitres, Site } from '../support/site.js';

interface Item {
  readonly code: string;
}

describe.each(bothStores)('lists, on %s', (stores) => {
  let service: Service;
  let site: Site;
  let room: string;
  let cupboard: string;
  let other: string;
  const lot = '=HYPERLINK("https://example.org")';
  const ofLot = `lot=${encodeURIComponent(lot)}`;

  beforeAll(async () => {
    service = await Service.open(stores);
    site = new Site(service);
    room = await site.place({ kind: 'room' });
    cupboard = await site.place({ parent: room });
    other = await site.place();
    await site.bottle({ count: 120, place: cupboard, lot });
  });
  afterAll(async () => {
    expect(service.failures).toEqual([]);
    await service.close();
  });

  const codes = async (query: string): Promise<string[]> =>
    (await site.read(`/v1/bottles?limit=500&${query}`)).items.map(({ code }: Item) => code);

  test('go page by page without gaps and repeats, also while more comes in', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await site.read(`/v1/bottles?${ofLot}&limit=7${cursor}`);
      seen.push(...page.items.map(({ code }: Item) => code));
      cursor = page.next ? `&cursor=${encodeURIComponent(page.next)}` : '';
      await site.bottle({ place: cupboard, lot: 'another' });
    } while (cursor);
    expect(seen).toHaveLength(120);
    expect(new Set(seen).size).toBe(120);
    expect((await site.read(`/v1/bottles?${ofLot}`)).items).toHaveLength(50);
    expect(await site.read(`/v1/bottles?${ofLot}&limit=120`)).not.toHaveProperty('next');
  });

  test('take a cursor back only as it was given, with the filters it was given for', async () => {
    const { next } = await site.read(`/v1/bottles?${ofLot}&limit=1`);
    const ask = (path: string) => site.admin.get(path);
    is(await ask(`/v1/bottles?${ofLot}&cursor=${next}`), 200);
    is(await ask(`/v1/bottles?${ofLot}&limit=9&cursor=${next}`), 200);
    is(await ask(`/v1/bottles?lot=another&cursor=${next}`), 400, 'cursor.invalid');
    is(await ask(`/v1/bottles?cursor=${next}`), 400, 'cursor.invalid');
    is(await ask(`/v1/places?cursor=${next}`), 400, 'cursor.invalid');
    for (const bad of ['x', `${next}A`, `${next}=`, next.slice(0, -1), next.slice(0, -4)])
      is(await ask(`/v1/bottles?${ofLot}&cursor=${bad}`), 400, 'cursor.invalid');
    for (const limit of ['0', '501', '-1', '1.5', '1e2', 'x'])
      is(await ask(`/v1/bottles?limit=${limit}`), 400, 'query.invalid');
  });

  test('go on where they were, also where more lies below by then', async () => {
    const query = `place=${room}&${ofLot}&limit=100`;
    const { next } = await site.read(`/v1/bottles?${query}`);
    await site.place({ parent: room });
    expect((await site.read(`/v1/bottles?${query}&cursor=${next}`)).items).toHaveLength(20);
  });

  test('come as CSV with every row, and no cell that a spreadsheet runs', async () => {
    const answer = is(await site.admin.get(`/v1/bottles?${ofLot}`, { accept: 'text/csv' }), 200);
    expect(answer.headers['content-type']).toMatch(/^text\/csv; charset=utf-8/);
    const lines = answer.text.trim().split(/\r?\n/);
    expect(lines).toHaveLength(121);
    expect(lines[0]).toMatch(/^code,substance,cas,state,place/);
    expect(answer.text).not.toMatch(/(^|,)"?[=+@-]/m);
    const three = is(await site.admin.get(`/v1/bottles?${ofLot}&limit=3`, { accept: 'text/csv' }), 200);
    expect(three.text.trim().split(/\r?\n/)).toHaveLength(4);
    const code = await site.stored(cupboard);
    await site.look(code);
    for (const list of [
      `bottles/${code}/history`,
      `places/${room}/bottles`,
      'places',
      'people',
      'units',
      'credentials',
      'attempts',
      'substances?q=acetone',
    ]) {
      const csv = is(await site.admin.get(`/v1/${list}`, { accept: 'text/csv' }), 200);
      expect(csv.headers['content-type']).toMatch(/^text\/csv/);
      expect(csv.text.split('\n')[0]).toMatch(/^[a-z_]+(,[a-z_]+)+\r?$/);
    }
    await site.act(code, 'note', { text: '=1+1' });
    const history = (query: string) =>
      site.admin.get(`/v1/bottles/${code}/history?${query}`, { accept: 'text/csv' });
    const facts = is(await history(`after=${await site.now()}`), 200);
    expect(facts.text.split('\n').map((line) => line.split(',')[4])).toEqual([
      'type',
      'BottleBaselined',
      'ConditionNoted',
      undefined,
    ]);
    expect(
      is(await history('limit=1'), 200)
        .text.trim()
        .split('\n'),
    ).toHaveLength(2);
    const everything = is(await site.admin.get('/v1/substances', { accept: 'text/csv' }), 200);
    const { substances } = await shortCatalogue();
    expect(everything.text.split('\n').length).toBeGreaterThan(substances().length);
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '|calc', '%0A'])(
    'a name such as %s stays a name in CSV',
    async (name) => {
      await site.place({ name, kind: 'site' });
      const { text } = is(
        await site.admin.get(`/v1/places?kind=site&after=${await site.now()}`, { accept: 'text/csv' }),
        200,
      );
      expect(text).not.toMatch(/(^|,)"?[=+@-]/m);
      expect(text).toContain(name);
    },
  );

  test('of bottles are filtered by all that one asks for', async () => {
    const institute = await site.unit();
    const group = await site.unit({ kind: 'group', parent: institute });
    const holder = await site.person();
    const ethanol = await site.stored(other, {
      substance: ETHANOL,
      unit: group,
      expiry: '2020-05',
      lot: 'F',
    });
    const issued = await site.stored(other, { lot: 'F', unit: institute, expiry: '2099' });
    const received = (await site.bottle({ lot: 'F' })).body.code;
    const ended = await site.stored(other, { lot: 'F' });
    await site.act(issued, 'issue', { to: holder, purpose: 'x' });
    await site.act(ended, 'dispose', { way: 'x' });
    const { children } = (await site.act(issued, 'split', { quantity: millilitres('1') })).body;
    const inHands = [issued, ...children].sort();
    expect((await codes('lot=F')).sort()).toEqual([ethanol, received, ...inHands].sort());
    expect(await codes(`lot=F&place=${other}`)).toEqual([ethanol]);
    expect(await codes(`place=${room}&${ofLot}`)).toHaveLength(120);
    expect(await codes(`place=${cupboard.toLowerCase()}&${ofLot}`)).toHaveLength(120);
    expect((await codes(`lot=F&ownerUnit=${institute}`)).sort()).toEqual([ethanol, ...inHands].sort());
    expect(await codes(`lot=F&ownerUnit=${group}`)).toEqual([ethanol]);
    expect(await codes(`lot=F&substance=${ETHANOL}`)).toEqual([ethanol]);
    expect((await codes(`holder=${holder}`)).sort()).toEqual(inHands);
    expect((await codes('lot=F&state=issued')).sort()).toEqual(inHands);
    expect(await codes('lot=F&state=received')).toEqual([received]);
    expect(await codes('lot=F&state=disposed')).toEqual([ended]);
    expect(await codes('lot=F&expiresBefore=2020-06-01')).toEqual([ethanol]);
    expect(await codes('lot=F&expiresBefore=2020-05-31')).toEqual([]);
    expect(await codes('lot=F&q=ethanol')).toEqual([ethanol]);
    expect(await codes(`q=${ethanol.toLowerCase()}`)).toEqual([ethanol]);
    expect(await codes('q=no-such-name-anywhere')).toEqual([]);
    expect(await codes('place=1234567899')).toEqual([]);
    is(await site.admin.get('/v1/bottles?state=alive'), 400);
    is(await site.admin.get('/v1/bottles?expiresBefore=2026-02-30'), 400);
    is(await site.admin.get('/v1/bottles?place=nowhere'), 400);
  });

  test('of a history go page by page too', async () => {
    const code = await site.stored(other);
    for (let n = 0; n < 5; n += 1) await site.act(code, 'note', { text: `note ${n}` });
    const revisions: number[] = [];
    let cursor = '';
    do {
      const page = await site.read(`/v1/bottles/${code}/history?limit=2${cursor}`);
      revisions.push(...page.items.map(({ revision }: { revision: number }) => revision));
      cursor = page.next === undefined ? '' : `&cursor=${page.next}`;
    } while (cursor);
    expect(revisions).toEqual([0, 1, 2, 3, 4, 5]);
    is(await site.admin.get(`/v1/bottles/${code}/history?cursor=x`), 400);
  });

  test('of what stands in a place go page by page', async () => {
    const ids: string[] = [];
    let cursor = '';
    do {
      const page = await site.read(`/v1/places/${cupboard}/bottles?limit=50${cursor}`);
      ids.push(...page.items.map((item: Item) => item.code));
      cursor = page.next ? `&cursor=${page.next}` : '';
    } while (cursor);
    expect(ids.sort()).toEqual((await codes(`place=${cupboard}`)).sort());
  });

  test('of substances that are searched go page by page too, the likeliest first', async () => {
    for (const name of ['blend of pagine', 'pagine', ...'abcdefghij'.split('').map((one) => `pagine ${one}`)])
      is(await site.admin.post('/v1/substances', { name }), 201);
    const names: string[] = [];
    let cursor = '';
    do {
      const page = await site.read(`/v1/substances?q=pagine&limit=5${cursor}`);
      names.push(...page.items.map(({ name }: { name: string }) => name));
      cursor = page.next ? `&cursor=${page.next}` : '';
    } while (cursor);
    expect(names).toHaveLength(12);
    expect([names[0], names[11]]).toEqual(['pagine', 'blend of pagine']);
    const all = await site.read('/v1/substances?q=pagine&limit=12');
    expect(all).not.toHaveProperty('next');
    expect(all.items.map(({ name }: { name: string }) => name)).toEqual(names);
    const csv = is(await site.admin.get('/v1/substances?q=pagine', { accept: 'text/csv' }), 200);
    const rows = csv.text.trim().split('\n').slice(1);
    expect(rows.map((line) => line.split(',')[1])).toEqual(names);
    const { next } = await site.read('/v1/substances?q=pagine&limit=1');
    is(await site.admin.get(`/v1/substances?q=ethanol&cursor=${next}`), 400, 'cursor.invalid');
  });

  test('of substances come by name, number and hazard, and say when nothing is known', async () => {
    const ids = async (query: string) =>
      (await site.read(`/v1/substances?${query}`)).items.map(({ id }: { id: string }) => id);
    expect((await ids('q=acetone'))[0]).toBe('67-64-1');
    expect(await ids('cas=67-64-1')).toEqual(['67-64-1']);
    expect(await ids('hazard=H225&limit=500')).toContain('67-64-1');
    expect(await ids('q=%E4%B8%99%E9%85%AE')).toEqual(expect.any(Array));
    const added = is(await site.admin.post('/v1/substances', { name: 'House blend 7' }), 201).body;
    expect(await site.read(`/v1/substances/${added.id}`)).toMatchObject({
      name: 'House blend 7',
      classification: 'not-classified',
      hazards: [],
    });
    is(
      await site.admin.post('/v1/substances', { name: 'Acetone', cas: '67-64-1' }),
      409,
      'substance.already-known',
    );
    is(await site.admin.post('/v1/substances', { name: 'Nothing', cas: '67-64-2' }), 400, 'cas.misspelt');
    const german = is(
      await site.admin.get('/v1/substances/67-64-1', { 'accept-language': 'de-CH, fr;q=0.5' }),
      200,
    ).body;
    expect(JSON.stringify(german.hazards)).toMatch(/entzündbar/);
  });
});
