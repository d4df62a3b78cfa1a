import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readConfig } from '../../src/config.js';
import { openHouse } from '../../src/house.js';
import { makeLogger } from '../../src/logger.js';
import { shortCatalogue } from '../support/catalogue.js';
import { is } from '../support/client.js';
import { ADMIN_KEY, Service } from '../support/service.js';
import { ACETONE, litres, Site } from '../support/site.js';

describe('the log of the service', () => {
  let service: Service;
  let site: Site;

  beforeAll(async () => {
    service = await Service.open('memory', { LOG_LEVEL: 'trace' });
    site = new Site(service);
  });
  afterAll(() => service.close());

  /** The lines about one request, in the order in which they were written. */
  async function linesAbout(requestId: string): Promise<readonly Record<string, unknown>[]> {
    for (;;) {
      const lines = service.logged
        .map((line) => JSON.parse(line))
        .filter((line) => line.requestId === requestId);
      if (lines.some(({ msg }) => msg === 'answered' || msg === 'hung up')) return lines;
      await delay(5);
    }
  }
  /** The last line about a route. */
  async function lineOf(route: string): Promise<Record<string, unknown>> {
    for (;;) {
      const line = service.logged.map((text) => JSON.parse(text)).findLast((one) => one.route === route);
      if (line) return line;
      await delay(5);
    }
  }

  test('has one line for each request: who, which command, what was answered, and how long it took', async () => {
    const place = await site.place();
    const receipt = await site.bottle({ place });
    const code = receipt.body.code;
    await site.act(code, 'open');
    const command = (await site.read(`/v1/bottles/${code}/history`)).items.at(-1).commandId;
    const me = (await site.admin.get('/v1/me')).body;
    expect(await lineOf('/v1/bottles/:code/open')).toEqual({
      ...{ level: 30, time: expect.any(Number), pid: process.pid, hostname: expect.any(String) },
      ...{ requestId: expect.stringMatching(/^[0-9a-f-]{36}$/), commandId: command },
      ...{ actor: me.id, credential: me.credential },
      ...{ method: 'POST', route: '/v1/bottles/:code/open', status: 200, ms: expect.any(Number) },
      msg: 'answered',
    });
  });

  test('says by its code why a request was refused, also where there is no route to it', async () => {
    const refused = is(await site.admin.post('/v1/bottles/7K3QX9M2RP/open'), 404, 'bottle.unknown');
    expect(await linesAbout(refused.body.requestId)).toEqual([
      expect.objectContaining({
        level: 30,
        status: 404,
        code: 'bottle.unknown',
        commandId: expect.any(String),
      }),
    ]);
    for (const path of ['/v1/nothing', '/v1/bottles/%E0%A4%A']) {
      const unknown = is(await service.as().get(path), 404, 'route.unknown');
      expect(await linesAbout(unknown.body.requestId)).toEqual([
        expect.objectContaining({ status: 404, code: 'route.unknown', route: 'none' }),
      ]);
    }
  });

  test('tells of a bug with the same ids, and of the request as of any other', async () => {
    const { lives } = service.house;
    const load = lives.load.bind(lives);
    lives.load = (stream) => {
      if (stream === 'bottle-7K3QX9M2RP') throw new TypeError('a bug');
      return load(stream);
    };
    const failed = is(await site.admin.post('/v1/bottles/7K3QX9M2RP/open'), 500, 'internal');
    lives.load = load;
    const [bug, line, ...more] = await linesAbout(failed.body.requestId);
    expect(more).toEqual([]);
    expect(bug).toMatchObject({ level: 50, msg: 'a request failed', err: { message: 'a bug' } });
    expect(line).toMatchObject({ level: 30, status: 500, code: 'internal', commandId: bug?.commandId });
    for (const one of [bug, line]) {
      expect(one).toMatchObject({
        actor: expect.any(String),
        commandId: expect.any(String),
        code: 'internal',
      });
    }
    expect(service.failures.splice(0)).toHaveLength(1);
  });

  test('says so where a client hung up', async () => {
    const socket = connect(service.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `GET /v1/feed?wait=30&after=${encodeURIComponent(await site.now())} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ADMIN_KEY}\r\n\r\n`,
    );
    for (let n = 0; n < 3; n += 1) await site.now();
    socket.destroy();
    const line = await lineOf('/v1/feed');
    expect(line).toMatchObject({ msg: 'hung up', hungUp: true, method: 'GET' });
    expect(line).not.toHaveProperty('status');
  });

  test('does not fill with the questions of machines: these are told to whoever wants to know everything', async () => {
    await service.as().get('/health/live');
    expect(await lineOf('/health/live')).toMatchObject({ level: 20, status: 200 });
  });

  test('holds no name, no key, no code that gives out a key, and nothing else that was sent', async () => {
    const secrets = [
      'Nathanael Quill',
      'n.quill@example.org',
      'Zuberi Ltd',
      'a remark in free text',
      'LOT-8842',
    ];
    const person = is(
      await site.admin.post(
        '/v1/people',
        { name: secrets[0], email: secrets[1] },
        { 'idempotency-key': 'add Quill' },
      ),
      201,
    ).body.id;
    await site.grant(person, 'stores');
    const issued = is(await site.admin.post('/v1/credentials', { person, label: 'counter of Quill' }), 201);
    const { code } = issued.body.enrolment;
    is(await service.as().post('/v1/enrolments', { code: `${code.slice(1)}x` }), 404);
    const { key } = is(await service.as().post('/v1/enrolments', { code }), 201).body;
    const quill = service.as(key);
    const place = await site.place({ name: 'Room of Quill' });
    const bottle = { origin: 'received', substance: ACETONE, content: litres('1'), place };
    const sent = { ...bottle, supplier: secrets[2], lot: secrets[4], reason: secrets[3] };
    is(await quill.post('/v1/bottles', sent), 201);
    is(await quill.post('/v1/bottles', { ...sent, colour: 'Quill' }), 400);
    is(await quill.postText('/v1/bottles', '{"name": Quill}'), 400);
    is(await quill.get('/v1/people?q=Quill'), 200);
    is(await quill.get('/v1/people?quill=Quill'), 400);
    is(await quill.get('/v1/bottles?q=acetone', { accept: 'text/csv' }), 200);
    is(await quill.get(`/v1/scan/${encodeURIComponent('Quill 12')}`), 200);
    is(await quill.get('/v1/commands/add%20Quill'), 404);
    is(await service.as(`${key.slice(1)}x`).get('/v1/me'), 401);
    is(await site.admin.post(`/v1/people/${person}/set-name`, { name: 'Nathanael Quill-Zuberi' }), 204);
    is(await site.admin.post(`/v1/people/${person}/erase-name`), 200);
    const all = service.logged.join('').toLowerCase();
    expect(service.logged.length).toBeGreaterThan(20);
    for (const secret of [...secrets, 'quill', 'zuberi', key, key.slice(1), code, code.slice(1), ADMIN_KEY]) {
      expect(all).not.toContain(secret.toLowerCase());
    }
  });

  test('no bug was met', () => expect(service.failures).toEqual([]));
});

test('says at the start of a ledger with another first key that ADMIN_KEY opens nothing', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'chemledger-key-'));
  const said: string[] = [];
  for (const key of [ADMIN_KEY, ADMIN_KEY, `another-${ADMIN_KEY}`]) {
    const config = readConfig({ DATA_DIR: dir, ADMIN_KEY: key });
    const logger = makeLogger('warn', { write: (line: string) => void said.push(JSON.parse(line).msg) });
    const house = await openHouse(config, logger, { oneThread: true, catalogue: await shortCatalogue() });
    expect(said).toHaveLength(key === ADMIN_KEY ? 0 : 1);
    await house.close();
  }
  rmSync(dir, { recursive: true });
  expect(said[0]).toMatch(/^ADMIN_KEY opens nothing here/);
});
