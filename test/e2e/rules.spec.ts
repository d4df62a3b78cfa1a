import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { is } from '../support/client.js';
import { bothStores, Service } from '../support/service.js';
import { litres, millilitres, Site, type Somebody } from '../support/site.js';

describe.each(bothStores)('the rules of a bottle, on %s', (stores) => {
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

  test('does what its state allows, and says what that is', async () => {
    const { code } = (await site.bottle()).body;
    await refuses(code, 'move', { place: cupboard }, 409, 'bottle.no-place');
    await refuses(code, 'return', { place: cupboard }, 409, 'bottle.not-issued');
    await refuses(code, 'transfer', { to: ann.id }, 409, 'bottle.not-issued');
    await refuses(code, 'open', {}, 409, 'bottle.not-stored');
    await refuses(code, 'use', { quantity: millilitres('1') }, 409, 'bottle.not-stored');
    await refuses(code, 'accept', {}, 409, 'bottle.not-offered-to-you');
    await refuses(code, 'find', { place: cupboard }, 409, 'bottle.not-missing');
    await refuses(code, 'release', { reason: 'x' }, 409, 'bottle.not-quarantined');
    await refuses(code, 'approve-disposal', {}, 409, 'bottle.disposal.not-requested');
    await site.act(code, 'store', { place: cupboard });
    await refuses(code, 'store', { place: shelf }, 409, 'bottle.already-stored');
    await site.act(code, 'issue', { to: ann.id, purpose: 'x' });
    await refuses(code, 'issue', { to: ben.id, purpose: 'x' }, 409, 'bottle.already-issued');
    await refuses(code, 'store', { place: shelf }, 409, 'bottle.already-stored');
    await refuses(code, 'move', { place: shelf }, 409, 'bottle.no-place');
    await site.act(code, 'transfer', { to: ben.id });
    is(await ann.client.post(`/v1/bottles/${code}/accept`), 409, 'bottle.not-offered-to-you');
    await site.act(code, 'return', { place: cupboard });
    is(await ben.client.post(`/v1/bottles/${code}/accept`), 409, 'bottle.not-offered-to-you');
    await site.act(code, 'open');
    await refuses(code, 'open', {}, 409, 'bottle.already-opened');
    await site.act(code, 'empty');
    await refuses(code, 'empty', {}, 409, 'bottle.already-emptied');
    await refuses(code, 'use', { quantity: millilitres('1') }, 409, 'bottle.quantity.exceeds-content');
    for (const action of (await site.look(code)).actions) expect(action).toMatch(/^[a-z-]+$/);
  });

  test('is not used or issued while anybody has doubts about it', async () => {
    const code = await site.stored(cupboard);
    const doubted = async (problem: string) => {
      await refuses(code, 'use', { quantity: millilitres('1') }, 409, problem);
      await refuses(code, 'split', { quantity: millilitres('1') }, 409, problem);
      await refuses(code, 'issue', { to: ann.id, purpose: 'x' }, 409, problem);
      const { actions } = await site.look(code);
      for (const action of ['use', 'split', 'issue']) expect(actions).not.toContain(action);
    };
    await site.act(code, 'quarantine', { reason: 'cloudy' });
    await doubted('bottle.quarantined');
    expect((await site.look(code)).flags).toEqual(['quarantined']);
    await site.act(code, 'release', { reason: 'clear' });
    await site.act(code, 'mark-missing');
    await doubted('bottle.missing');
    await site.act(code, 'report-loss', { reason: 'searched everywhere' });
    await refuses(code, 'report-loss', { reason: 'x' }, 409, 'bottle.already-reported');
    await site.act(code, 'find', { place: shelf });
    expect(await site.look(code)).toMatchObject({ flags: [], place: { id: shelf }, state: 'stored' });
    const old = await site.stored(cupboard, { expiry: '2020-02' });
    expect((await site.look(old)).flags).toEqual(['expired']);
    await refuses(old, 'use', { quantity: millilitres('1') }, 409, 'bottle.expired');
    await site.act(old, 'move', { place: shelf });
    await site.act(old, 'dispose', { way: 'contractor' });
  });

  test('says of every action whether it may be done next', async () => {
    const bodies: Record<string, object> = {
      ...{
        store: { place: shelf },
        move: { place: shelf },
        return: { place: shelf },
        find: { place: shelf },
      },
      ...{
        sight: { place: shelf },
        issue: { to: ann.id, purpose: 'x' },
        transfer: { to: ben.id },
        accept: {},
        open: {},
      },
      ...{
        use: { quantity: millilitres('1') },
        split: { quantity: millilitres('1') },
        empty: {},
        'mark-missing': {},
      },
      ...{
        quarantine: { reason: 'x' },
        release: { reason: 'x' },
        'report-loss': { reason: 'x' },
        note: { text: 'x' },
      },
      ...{
        'request-disposal': { reason: 'x' },
        'approve-disposal': {},
        dispose: { way: 'x' },
        'write-off': { reason: 'x' },
      },
      ...{ 'return-to-vendor': { supplier: 'x' }, 'print-label': { format: 'svg' } },
      'bind-alias': { scheme: 'old', value: 'x' },
    };
    const lives: readonly (readonly [action: string, body?: object])[][] = [
      [],
      [['store', { place: cupboard }]],
      [['store', { place: cupboard }], ['open'], ['use', { quantity: litres('1') }]],
      [['store', { place: cupboard }], ['quarantine', { reason: 'x' }], ['mark-missing']],
      [['issue', bodies.issue ?? {}], ['open'], ['request-disposal', { reason: 'x' }]],
      [['issue', bodies.issue ?? {}], ['mark-missing'], ['report-loss', { reason: 'x' }]],
      [['store', { place: cupboard }], ['empty']],
      [['dispose', { way: 'x' }]],
    ];
    for (const life of lives) {
      const { code } = (await site.bottle()).body;
      for (const [action, body] of life) await site.act(code, action, body);
      const { actions } = await site.look(code);
      const accepted = [];
      for (const [action, body] of Object.entries(bodies)) {
        const answer = await site.admin.post(`/v1/bottles/${code}/${action}?dryRun=true`, body);
        if (answer.status === 200) accepted.push(action);
      }
      expect(actions.sort()).toEqual([...accepted, 'correct', 'annul'].sort());
    }
  });

  test('is given up by two people: who requests its disposal does not approve it', async () => {
    const code = await site.stored(cupboard);
    is(await ben.client.post(`/v1/bottles/${code}/request-disposal`, { reason: 'old' }), 200);
    is(await ben.client.post(`/v1/bottles/${code}/approve-disposal`), 409, 'bottle.disposal.same-person');
    await refuses(code, 'request-disposal', { reason: 'again' }, 409, 'bottle.disposal.already-requested');
    await site.act(code, 'approve-disposal');
    await refuses(code, 'approve-disposal', {}, 409, 'bottle.disposal.already-approved');
  });

  test('changes hands by an offer and its acceptance: the last offer counts, and only for whom it was meant', async () => {
    const cat = await site.somebody('researcher');
    const code = await site.stored(cupboard);
    const accept = ({ client }: Somebody) => client.post(`/v1/bottles/${code}/accept`);
    await site.act(code, 'issue', { to: ann.id, purpose: 'x' });
    is(await accept(ben), 409, 'bottle.not-offered-to-you');
    await site.act(code, 'transfer', { to: ben.id });
    expect(await site.look(code)).toMatchObject({ holder: { id: ann.id }, offeredTo: { id: ben.id } });
    is(await accept(cat), 409, 'bottle.not-offered-to-you');
    await site.act(code, 'transfer', { to: cat.id });
    is(await accept(ben), 409, 'bottle.not-offered-to-you');
    await site.act(code, 'quarantine', { reason: 'cloudy' });
    is(await accept(cat), 409, 'bottle.quarantined');
    await site.act(code, 'release', { reason: 'clear' });
    is(await accept(cat), 200);
    is(await accept(cat), 409, 'bottle.not-offered-to-you');
    const bottle = await site.look(code);
    expect(bottle).toMatchObject({ state: 'issued', holder: { id: cat.id } });
    expect(bottle).not.toHaveProperty('offeredTo');
  });

  test('is missing until it is found, wherever somebody says that they saw it', async () => {
    const code = await site.stored(cupboard);
    await site.act(code, 'mark-missing');
    await refuses(code, 'mark-missing', {}, 409, 'bottle.missing');
    await site.act(code, 'sight', { place: shelf });
    expect(await site.look(code)).toMatchObject({ flags: ['missing'], place: { id: cupboard } });
    const { items } = await site.read(`/v1/bottles/${code}/history`);
    expect(items.at(-1)).toMatchObject({
      data: { place: shelf, expected: { place: cupboard } },
      summary: `Seen in ${shelf}, expected in ${cupboard}`,
    });
    await site.act(code, 'find', { place: shelf });
    expect(await site.look(code)).toMatchObject({ flags: [], place: { id: shelf } });
    await refuses(code, 'find', { place: shelf }, 409, 'bottle.not-missing');
  });

  test('ends before a witness who is somebody else', async () => {
    const code = await site.stored(cupboard);
    const dispose = (witness: string) =>
      ben.client.post(`/v1/bottles/${code}/dispose`, { way: 'contractor', witness });
    is(await dispose(ben.id), 409, 'bottle.disposal.own-witness');
    const end = is(await dispose(ann.id), 200);
    const fact = end.body.events[0].id;
    const correct = { fact, with: { witness: ben.id }, reason: 'x' };
    is(await site.admin.post(`/v1/bottles/${code}/correct`, correct), 409, 'bottle.disposal.own-witness');
  });
});
