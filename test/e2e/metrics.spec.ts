import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Recorded } from '@ledger/kernel';
import { codes } from '../../src/refusals.js';
import { is } from '../support/client.js';
import { everything } from '../support/folded.js';
import { familiesIn, total } from '../support/metrics.js';
import { Service } from '../support/service.js';
import { litres, Site } from '../support/site.js';

describe('the metrics', () => {
  let service: Service;
  let site: Site;

  beforeAll(async () => {
    service = await Service.open('sqlite');
    site = new Site(service);
  });
  afterAll(async () => {
    expect(service.failures).toEqual([]);
    await service.close();
  });

  const page = async (): Promise<string> => is(await site.admin.get('/metrics'), 200).text;
  /** Until the views have everything, which takes a moment longer than the answer to a command. */
  const settled = async (): Promise<void> => service.house.progress.settled(await service.head());
  /** How much a metric has grown by what is done. */
  async function rise(work: () => Promise<unknown>, name: string, labels = {}): Promise<number> {
    const before = total(await page(), name, labels);
    await work();
    return total(await page(), name, labels) - before;
  }

  test('are in the text format of Prometheus, named by its conventions', async () => {
    const answer = is(await site.admin.get('/metrics'), 200);
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const families = [...familiesIn(answer.text).values()];
    expect(families.length).toBeGreaterThan(15);
    for (const { name, help, type } of families) {
      expect(name).toMatch(/^chemledger_[a-z_]+$/);
      expect(help).toMatch(/^[A-Z].*\.$/);
      expect({ name, total: name.endsWith('_total') }).toEqual({ name, total: type === 'counter' });
      if (type === 'histogram') expect(name).toMatch(/_seconds$/);
    }
  });

  test('count commands by what became of them', async () => {
    const place = await site.place();
    const code = await site.stored(place);
    const used =
      (body: object, headers = {}, query = '') =>
      () =>
        site.admin.post(`/v1/bottles/${code}/use${query}`, body, headers);
    const body = { quantity: litres('0.1') };
    const key = { 'idempotency-key': 'used once' };
    const of = (result: string) => ({ command: 'UseBottle', result });
    const commands = 'chemledger_commands_total';
    expect(await rise(used(body, key), commands, of('recorded'))).toBe(1);
    expect(await rise(used(body, key), commands, of('replayed'))).toBe(1);
    expect(await rise(used(body, {}, '?dryRun=true'), commands, of('tried'))).toBe(1);
    expect(await rise(used({ quantity: litres('7') }), commands, of('refused'))).toBe(1);
    expect(total(await page(), commands, of('failed'))).toBe(0);
    const followed = () =>
      site.admin.post(`/v1/bottles/${code}/split`, { quantity: litres('0.1'), count: 2 });
    expect(await rise(followed, commands, { result: 'recorded' })).toBe(3);
  });

  test('count what is refused by its code, from the closed list, and what never was as nought', async () => {
    const refused = 'chemledger_refusals_total';
    const asked = () => service.as('nobody-has-this-key').get('/v1/me');
    expect(await rise(asked, refused, { code: 'access.bad-token' })).toBe(1);
    const astray = () => site.admin.get('/nowhere');
    expect(await rise(astray, refused, { code: 'route.unknown' })).toBe(1);
    const samples = familiesIn(await page()).get(refused)?.samples ?? [];
    expect(samples.map(({ labels }) => labels.code).sort()).toEqual([...codes].sort());
  });

  test('measure appends and requests, by template and never by address', async () => {
    const place = await site.place();
    const append = () => site.stored(place);
    expect(await rise(append, 'chemledger_append_duration_seconds_count')).toBe(1);
    expect(total(await page(), 'chemledger_appends_waiting')).toBe(0);
    const code = await site.stored(place);
    const route = { method: 'GET', route: '/v1/bottles/:code' };
    const look = () => site.look(code);
    expect(await rise(look, 'chemledger_http_requests_total', { ...route, status: '200' })).toBe(1);
    expect(await rise(look, 'chemledger_http_request_duration_seconds_count', route)).toBe(1);
    await site.admin.get('/v1/bottles/%00');
    await site.admin.get(`/no/such/${code}`);
    expect(await page()).not.toContain(code);
  });

  test('say how far each view is, and what is left of the disk', async () => {
    await settled();
    const families = familiesIn(await page());
    const views = ['inventory', 'holdings', 'receipts', 'places'];
    for (const metric of ['lag_facts', 'lag_seconds', 'paused']) {
      const samples = families.get(`chemledger_view_${metric}`)?.samples ?? [];
      expect(samples.map(({ labels }) => labels.view)).toEqual(expect.arrayContaining(views));
      for (const { value } of samples) expect(value).toBe(0);
    }
    const text = await page();
    expect(total(text, 'chemledger_ready')).toBe(1);
    expect(total(text, 'chemledger_projecting')).toBe(1);
    const [free, size] = ['available', 'size'].map((what) => total(text, `chemledger_data_${what}_bytes`));
    expect(free).toBeGreaterThan(0);
    expect(size).toBeGreaterThan(free as number);
    expect(await rise(() => site.place(), 'chemledger_facts_total')).toBe(1);
  });

  test('of a view that is paused or behind say so, as readiness does', async () => {
    const { progress } = service.house;
    await settled();
    const [inventory] = progress.all.filter(({ view }) => view === 'inventory');
    const facts = await everything(service.house.store);
    const [first] = facts as [Recorded];
    const pause = { fact: first.id, position: first.position, error: 'x' };
    // Positions of some logs have gaps: facts behind one in their midst are about so many, behind the beginning just so.
    progress.note([{ view: 'inventory', position: 0, pause }]);
    const text = await page();
    expect(total(text, 'chemledger_view_paused', { view: 'inventory' })).toBe(1);
    expect(total(text, 'chemledger_view_lag_facts', { view: 'inventory' })).toBe(facts.length);
    expect(total(text, 'chemledger_view_lag_seconds', { view: 'inventory' })).toBeGreaterThan(0);
    expect(total(text, 'chemledger_view_lag_facts', { view: 'holdings' })).toBe(0);
    expect(total(text, 'chemledger_ready')).toBe(0);
    const { status, body } = await service.as().get('/health/ready');
    expect({ status, body }).toEqual({ status: 503, body: { status: 'not-ready' } });
    progress.note(inventory ? [inventory] : []);
    expect(total(await page(), 'chemledger_ready')).toBe(1);
  });

  test('have no more values however much is asked for', async () => {
    const place = await site.place();
    const ask = async () => {
      const code = await site.stored(place);
      await settled();
      for (const path of [`/v1/bottles/${code}`, `/x/${code}`, `/v1/scan/${code}`])
        await site.admin.get(path);
      await site.admin.post(`/v1/bottles/${code}/open`);
    };
    const values = async () =>
      [...familiesIn(await page()).values()].flatMap(({ samples }) => samples).length;
    await ask();
    const before = await values();
    for (let n = 0; n < 5; n += 1) await ask();
    expect(await values()).toBe(before);
  });
});

describe('who may see the metrics', () => {
  async function on(metrics: string, look: (service: Service) => Promise<void>): Promise<void> {
    const service = await Service.open('memory', metrics ? { METRICS: metrics } : {});
    try {
      await look(service);
      expect(service.failures).toEqual([]);
    } finally {
      await service.close();
    }
  }

  test('unless it is said otherwise: whoever has a key that may, which a monitor does and may nothing else', () =>
    on('', async (service) => {
      const site = new Site(service);
      is(await service.as().get('/metrics'), 401, 'access.no-token');
      const { client: stores } = await site.somebody('stores');
      is(await stores.get('/metrics'), 403, 'access.forbidden');
      const { client: monitor } = await site.somebody('monitor');
      is(await monitor.get('/metrics'), 200);
      expect(is(await monitor.get('/v1/me'), 200).body.permissions).toEqual(['metrics:read']);
      is(await monitor.get('/v1/bottles'), 403, 'access.forbidden');
      const { client: auditor } = await site.somebody('auditor');
      is(await auditor.get('/metrics'), 200);
      const within = await site.somebody('monitor', { place: await site.place() });
      is(await within.client.get('/metrics'), 403, 'access.forbidden');
    }));

  test('where it is open, anybody', () =>
    on('open', async (service) => {
      is(await service.as().get('/metrics'), 200);
      is(await service.as('nobody-has-this-key').get('/metrics'), 200);
    }));

  test('where it is off, nobody', () =>
    on('off', async (service) => {
      is(await service.admin.get('/metrics'), 404, 'route.unknown');
      const { paths } = (await service.as().get('/openapi.json')).body;
      expect(Object.keys(paths)).not.toContain('/metrics');
    }));
});
