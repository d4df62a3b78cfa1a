import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ADMIN_KEY } from '../support/service.js';
import { ACETONE } from '../support/site.js';
import { Child } from './child.js';
import { Kept } from './kept.js';

const HANDS = 48;
const BOTTLES = 16;
const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' };

let dir: string;
let child: Child;
let base: string;
let agent: Agent;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'chemledger-stop-'));
  child = Child.spawn(dir, [], { LOG_LEVEL: 'warn' });
  base = await child.url();
  agent = new Agent({ keepAlive: true });
});
afterEach(async () => {
  agent.destroy();
  await child.kill();
  rmSync(dir, { recursive: true, force: true });
});

/** What was answered. Fails where nothing is. */
async function ask(path: string, body?: object): Promise<IncomingMessage & { readonly said: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage & { readonly said: string }>();
  const asked = request(base + path, { method: body ? 'POST' : 'GET', agent, headers }, (answer) => {
    text(answer).then((said) => resolve(Object.assign(answer, { said })), reject);
  });
  asked.once('error', reject);
  asked.end(body && JSON.stringify(body));
  return promise;
}

describe('a service that is asked to end', () => {
  test('finishes under load what it has taken on: all that was answered is there, and nothing that was not', async () => {
    const place = JSON.parse((await ask('/v1/places', { name: 'Cupboard', kind: 'cupboard' })).said).id;
    const registered = await ask('/v1/bottles', {
      ...{ origin: 'baselined', substance: ACETONE, content: { value: '100', unit: 'L' }, place },
      count: BOTTLES,
    });
    const bottles: string[] = JSON.parse(registered.said).items.map(({ code }: { code: string }) => code);
    const acknowledged: { readonly reason: string; readonly id: string }[] = [];
    const unanswered: string[] = [];
    let lastOfItsConnection = 0;
    const work = async (hand: number) => {
      for (;;) {
        const reason = randomUUID();
        const path = `/v1/bottles/${bottles[hand % BOTTLES]}/use`;
        const answer = await ask(path, { quantity: { value: '1', unit: 'mL' }, reason }).catch(
          () => undefined,
        );
        if (!answer) {
          unanswered.push(reason);
          return;
        }
        expect(answer.statusCode).toBe(200);
        if (answer.headers.connection === 'close') lastOfItsConnection += 1;
        acknowledged.push({ reason, id: JSON.parse(answer.said).events[0].id });
      }
    };
    const working = Promise.all(Array.from({ length: HANDS }, (_, hand) => work(hand)));
    while (acknowledged.length < 500) await delay(5);
    expect(await child.stop()).toBe(0);
    await working;
    const kept = new Kept(join(dir, 'ledger.db'));
    await kept.readOn();
    for (const { reason, id } of acknowledged)
      expect(kept.byReason.get(reason)?.map((fact) => fact.id)).toEqual([id]);
    for (const reason of unanswered) expect(kept.byReason.get(reason)).toBeUndefined();
    expect(unanswered).toHaveLength(HANDS);
    expect(lastOfItsConnection).toBeGreaterThan(0);
    expect(child.errors).toEqual([]);
    process.stderr.write(`stop: ${acknowledged.length} answered, ${unanswered.length} turned away\n`);
  });

  test('says that it is not ready, and lets readers of the feed and whoever waits go with a whole answer', async () => {
    const { head } = JSON.parse((await ask('/health/ready')).said);
    const follower = await fetch(`${base}/v1/feed?after=${head}`, {
      headers: { ...headers, accept: 'text/event-stream' },
    });
    const following = follower.text();
    const waiting = ask(`/v1/feed?wait=30&after=${head}`);
    // They are heard when what was asked after them is answered.
    for (let n = 0; n < 3; n += 1) await ask('/health/ready');
    child.signal();
    const readiness: string[] = [];
    for (;;) {
      const answer = await ask('/health/ready').catch(() => undefined);
      if (!answer) break;
      const { status } = JSON.parse(answer.said);
      readiness.push(`${answer.statusCode} ${status} ${answer.headers.connection}`);
    }
    expect(new Set(readiness)).toContain('503 stopping close');
    expect(await following).toBe(': here\n\n');
    const { statusCode, said } = await waiting;
    expect({ statusCode, said: JSON.parse(said) }).toEqual({
      statusCode: 200,
      said: { items: [], next: head },
    });
    expect(await child.ended).toBe(0);
    expect(child.errors).toEqual([]);
  });

  /** A request whose end never comes; resolves when it was taken up. */
  async function stuck(): Promise<{ readonly cutOff: Promise<unknown> }> {
    const { hostname, port } = new URL(base);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const lines = [
      ...['POST /v1/places HTTP/1.1', 'Host: x', `Authorization: Bearer ${ADMIN_KEY}`],
      ...['Content-Type: application/json', 'Content-Length: 100', '', '{"name":'],
    ];
    socket.write(lines.join('\r\n'));
    for (let n = 0; n < 3; n += 1) await ask('/health/ready');
    return { cutOff: new Promise((closed) => socket.on('error', () => {}).once('close', closed)) };
  }

  test('does not wait for ever for whoever never ends a request', async () => {
    const { cutOff } = await stuck();
    expect(await child.stop()).toBe(0);
    await cutOff;
    expect(child.errors).toEqual([]);
  });

  test('ends at once when it is told twice', async () => {
    const { cutOff } = await stuck();
    child.signal();
    while ((await ask('/health/ready')).statusCode === 200);
    child.signal();
    expect(await child.ended).toBe(1);
    await cutOff;
  });
});

describe('a service that is started again', () => {
  test('shows what is recorded then, also where its views had read everything before', async () => {
    for (const round of [1, 2, 3]) {
      for (const name of [`Room ${round}`, `Hall ${round}`]) {
        const { position } = JSON.parse((await ask('/v1/places', { name, kind: 'room' })).said);
        const shown = await ask(`/v1/places?after=${position}`);
        expect(shown.statusCode).toBe(200);
        expect(shown.said).toContain(name);
      }
      expect(await child.stop()).toBe(0);
      child = Child.spawn(dir, [], { LOG_LEVEL: 'warn' });
      base = await child.url();
    }
  });
});
