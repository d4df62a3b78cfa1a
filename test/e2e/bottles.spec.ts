import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { is } from '../support/client.js';
import { bothStores, Service } from '../support/service.js';
import { ACETONE, litres, millilitres, Site, type Somebody } from '../support/site.js';

describe.each(bothStores)('a bottle, on %s', (stores) => {
  let service: Service;
  let site: Site;
  let cupboard: string;
  let shelf: string;
  let ann: Somebody;
  let ben: Somebody;

  beforeAll(async () => {
    service = await Service.open(stores);
    site = new Site(service);
    cupboard = await site.place();
    shelf = await site.place({ name: 'Shelf', kind: 'shelf' });
    ann = await site.somebody('researcher');
    ben = await site.somebody('stores');
  });
  afterAll(async () => {
    expect(service.failures).toEqual([]);
    await service.close();
  });

  const refuses = async (code: string, action: string, body: object, status: number, problem: string) =>
    is(await site.admin.post(`/v1/bottles/${code}/${action}`, body), status, problem);

  test('goes from receipt to disposal, every step a fact', async () => {
    const born = await site.bottle({
      ...{
        origin: 'received',
        content: litres('2.50'),
        lot: 'L-77',
        expiry: '2099-05',
        grade: 'p.a.',
        supplier: 'Acme',
      },
    });
    const { code } = born.body;
    expect(born.headers).toMatchObject({ etag: '"0"', location: `/v1/bottles/${code}` });
    expect(born.body).toMatchObject({
      stream: `bottle-${code}`,
      revision: 0,
      events: [{ type: 'BottleReceived' }],
    });
    expect(await site.look(code, born)).toMatchObject({
      state: 'received',
      content: litres('2.5'),
      opened: false,
      flags: [],
    });
    await site.act(code, 'store', { place: cupboard });
    expect(await site.look(code)).toMatchObject({
      state: 'stored',
      place: { id: cupboard, name: 'Cupboard', path: 'Cupboard' },
    });
    await site.act(code, 'move', { place: shelf });
    await site.act(code, 'issue', { to: ann.id, purpose: 'extraction', project: 'P-1' });
    const held = await site.look(code);
    expect(held).toMatchObject({ state: 'issued', holder: { id: ann.id, name: 'Somebody' } });
    expect(held).not.toHaveProperty('place');
    await site.act(code, 'open');
    await site.act(code, 'use', { quantity: millilitres('250'), purpose: 'extraction' });
    await site.act(code, 'transfer', { to: ben.id });
    is(await ben.client.post(`/v1/bottles/${code}/accept`), 200);
    expect(await site.look(code)).toMatchObject({
      holder: { id: ben.id },
      content: litres('2.25'),
      opened: true,
    });
    await site.act(code, 'return', { place: cupboard });
    await site.act(code, 'note', { text: 'cloudy\nat the bottom' });
    await site.act(code, 'sight', { place: shelf });
    expect(await site.look(code)).toMatchObject({ place: { id: cupboard } });
    await site.act(code, 'print-label', { format: 'pdf' });
    await site.act(code, 'empty', { cause: 'rinsed' });
    expect(await site.look(code)).toMatchObject({ state: 'emptied', content: litres('0') });
    await site.act(code, 'request-disposal', { reason: 'empty' });
    expect((await site.look(code)).flags).toContain('disposal-requested');
    is(await ben.client.post(`/v1/bottles/${code}/approve-disposal`), 200);
    const end = await site.act(code, 'dispose', {
      way: 'contractor',
      container: 'W-1',
      manifest: 'M-1',
      witness: ben.id,
    });
    const last = await site.look(code, end);
    expect(last).toMatchObject({ state: 'disposed', revision: end.body.revision });
    expect(last.actions.sort()).toEqual(['annul', 'correct']);
    const { items } = await site.read(`/v1/bottles/${code}/history`);
    expect(items.map(({ type }: { type: string }) => type)).toEqual([
      ...['BottleReceived', 'BottleStored', 'BottleMoved', 'BottleIssued', 'BottleOpened', 'QuantityUsed'],
      ...[
        'CustodyOffered',
        'CustodyAccepted',
        'BottleReturned',
        'ConditionNoted',
        'BottleSighted',
        'LabelPrinted',
      ],
      ...['BottleEmptied', 'DisposalRequested', 'DisposalApproved', 'BottleDisposed'],
    ]);
    expect(items[7]).toMatchObject({
      actor: ben.id,
      credential: ben.credential,
      data: { to: { person: ben.id } },
    });
    for (const action of ['store', 'move', 'return', 'sight', 'find']) {
      await refuses(code, action, { place: cupboard }, 409, 'bottle.ended');
    }
    await refuses(code, 'use', { quantity: millilitres('1') }, 409, 'bottle.ended');
    await refuses(code, 'split', { quantity: millilitres('1') }, 409, 'bottle.ended');
    await refuses(code, 'issue', { to: ann.id, purpose: 'x' }, 409, 'bottle.ended');
    await refuses(code, 'note', { text: 'x' }, 409, 'bottle.ended');
    await refuses(code, 'dispose', { way: 'again' }, 409, 'bottle.ended');
  });

  test.each([
    ['return-to-vendor', { supplier: 'Acme' }, 'returned-to-vendor'],
    ['write-off', { reason: 'broken' }, 'written-off'],
    ['dispose', { way: 'drain' }, 'disposed'],
  ])('may end at any time by %s, and names what was left', async (action, body, state) => {
    const code = await site.stored(cupboard);
    const end = await site.act(code, action, body);
    expect(await site.look(code, end)).toMatchObject({ state });
    const { items } = await site.read(`/v1/bottles/${code}/history`);
    expect(items.at(-1).data.remainder).toEqual(litres('1'));
    expect((await site.read(`/v1/bottles?place=${cupboard}&limit=500`)).items).not.toContainEqual(
      expect.objectContaining({ code }),
    );
    expect((await site.read(`/v1/bottles?state=${state}&limit=500`)).items).toContainEqual(
      expect.objectContaining({ code }),
    );
  });

  test('loses exactly what is taken, in any unit of its dimension', async () => {
    const code = await site.stored(cupboard, { content: millilitres('1000000.000000000001') });
    await site.act(code, 'use', { quantity: litres('0.001') });
    expect((await site.look(code)).content).toEqual(millilitres('999999.000000000001'));
    await site.act(code, 'use', { quantity: { value: '1', unit: '[gal_us]' } });
    expect((await site.look(code)).content).toEqual(millilitres('996213.588216000001'));
    await refuses(code, 'use', { quantity: litres('996.213588217') }, 409, 'bottle.quantity.exceeds-content');
    await refuses(code, 'use', { quantity: { value: '1', unit: 'g' } }, 422, 'amount.dimension-differs');
    await refuses(code, 'use', { quantity: { value: '1', unit: '1' } }, 422, 'amount.dimension-differs');
    await refuses(code, 'split', { quantity: { value: '1', unit: 'g' } }, 422, 'amount.dimension-differs');
    await refuses(code, 'use', { quantity: { value: '0', unit: 'L' } }, 400, 'amount.not-positive');
  });

  test('names only what is known, and stands only in open leaves', async () => {
    const code = await site.stored(cupboard);
    const room = await site.place({ name: 'Room', kind: 'room' });
    await site.place({ parent: room });
    await refuses(code, 'move', { place: room }, 409, 'place.not-a-leaf');
    await refuses(code, 'move', { place: '1234567899' }, 422, 'place.not-known');
    await refuses(code, 'issue', { to: 'nobody', purpose: 'x' }, 422, 'person.not-known');
    await refuses(code, 'dispose', { way: 'x', witness: 'nobody' }, 422, 'person.not-known');
    const body = { origin: 'received', substance: ACETONE, content: litres('1') };
    const register = (more: object) => site.admin.post('/v1/bottles', { ...body, ...more });
    is(await register({ substance: '50-00-1' }), 422, 'substance.not-known');
    is(await register({ unit: 'nowhere' }), 422, 'unit.not-known');
    is(await register({ place: room }), 409, 'place.not-a-leaf');
    is(await register({ tare: litres('1') }), 422, 'bottle.tare.not-a-mass');
    is(
      await register({ composition: [{ substance: ACETONE, role: 'main' }] }),
      422,
      'bottle.composition.unclear',
    );
    is(await site.admin.get('/v1/bottles/1234567899'), 404, 'bottle.unknown');
    is(await site.admin.post('/v1/bottles/1234567899/open'), 404, 'bottle.unknown');
  });

  test('holds a mixture as it was told', async () => {
    const acid = { substance: '7647-01-0', concentration: { value: '37', unit: '%' } };
    const dilute = await site.bottle({ ...acid, place: cupboard });
    expect(await site.look(dilute.body.code, dilute)).toMatchObject({
      substance: { id: '7647-01-0' },
      hazards: { codes: ['H314', 'H335'], signalWord: 'Danger', of: 'undiluted', unclassified: [] },
    });
    const purity = { value: '99.8', unit: '%' };
    const pure = await site.bottle({ purity, place: cupboard });
    expect(await site.look(pure.body.code, pure)).toMatchObject({ purity, hazards: { of: 'substance' } });
    const split = await site.act(pure.body.code, 'split', { quantity: millilitres('1') });
    expect(await site.look(split.body.children[0], split)).toMatchObject({ purity });
    const composition = [
      { substance: '64-17-5', role: 'main', fraction: { value: '70', unit: '%' } },
      { substance: ACETONE, role: 'component' },
    ];
    const body = { origin: 'received', content: litres('1'), place: cupboard, composition };
    const mixed = is(await site.admin.post('/v1/bottles', body), 201);
    const { code } = mixed.body;
    expect(await site.look(code, mixed)).toMatchObject({
      substance: { id: '64-17-5' },
      composition,
      hazards: {
        ...{ codes: ['H225', 'H319', 'H336', 'EUH066'], pictograms: ['GHS02', 'GHS07'] },
        ...{ of: 'components', classification: 'harmonised' },
      },
    });
    const found = await site.read(`/v1/bottles?substance=${ACETONE}&limit=500`, mixed);
    expect(found.items.map((bottle: { code: string }) => bottle.code)).toContain(code);
  });
});
