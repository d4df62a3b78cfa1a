import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { total } from '../support/metrics.js';
import { NodeProcess, type Shown } from '../support/node.process.js';
import { ADMIN_KEY } from '../support/service.js';
import { ACETONE } from '../support/site.js';

/** Ten times what is taken on at once. */
const BURST = 2_560;
const BURSTS = 2;
const BOTTLES = 64;
const LITRES = 1_000;
const AT_ONCE = 256;

interface Answered {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly code: string | undefined;
  readonly bottle: string;
}

/*
 * A real service, and more clients at once than it has seats. What is counted: that nobody is left without an answer, that
 * what was recorded is what was said to be, and that neither what is under way nor the memory it takes grows with what
 * is asked.
 */
const dir = mkdtempSync(join(tmpdir(), 'chemledger-burst-'));
const agent = new Agent({ keepAlive: true });
let node: NodeProcess;
let bottles: readonly string[];

beforeAll(async () => {
  node = await NodeProcess.start(dir, { METRICS: 'open' });
  const { id: place } = await node.post('/v1/places', { name: 'Cupboard', kind: 'cupboard' });
  const content = { value: String(LITRES), unit: 'L' };
  const body = { origin: 'baselined', substance: ACETONE, content, place, count: BOTTLES };
  const { items } = (await node.post('/v1/bottles', body)) as unknown as { items: readonly Shown[] };
  bottles = items.map(({ code }) => code);
});
afterAll(async () => {
  agent.destroy();
  await node.kill();
  rmSync(dir, { recursive: true, force: true });
});

/** A millilitre out of a bottle. Fails where there is no answer. */
function use(bottle: string): Promise<Answered> {
  const { promise, resolve, reject } = Promise.withResolvers<Answered>();
  const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' };
  const asked = request(
    `${node.url}/v1/bottles/${bottle}/use`,
    { method: 'POST', agent, headers },
    (answer) => {
      const { statusCode: status = 0, headers: told } = answer;
      const retryAfter = told['retry-after'];
      const read = async () => ({ status, retryAfter, code: JSON.parse(await text(answer)).code, bottle });
      read().then(resolve, reject);
    },
  );
  asked.once('error', reject);
  asked.end(JSON.stringify({ quantity: { value: '1', unit: 'mL' } }));
  return promise;
}

const page = async () => (await fetch(`${node.url}/metrics`)).text();
/** How long requests to use a bottle took on the average since the figures before, as the service measured it. */
async function meanSince(before: string): Promise<number> {
  const name = 'chemledger_http_request_duration_seconds';
  const route = { method: 'POST', route: '/v1/bottles/:code/use' };
  const after = await page();
  const rise = (what: string) =>
    total(after, `${name}_${what}`, route) - total(before, `${name}_${what}`, route);
  return rise('sum') / rise('count');
}

test('a burst ten times over what is taken on is answered, all of it, and leaves no trace but what was recorded', async () => {
  const recorded = new Map<string, number>();
  const heard = ({ status, bottle }: Answered) => {
    if (status === 200) recorded.set(bottle, (recorded.get(bottle) ?? 0) + 1);
  };
  let figures = await page();
  for (let n = 0; n < 10; n += 1) for (const answer of await Promise.all(bottles.map(use))) heard(answer);
  const calm = await meanSince(figures);
  const megabytes: number[] = [];
  let sentAway = 0;
  figures = await page();
  for (let burst = 0; burst < BURSTS; burst += 1) {
    const asked = Array.from({ length: BURST }, (_, n) => use(bottles[n % BOTTLES] as string));
    const during = await page();
    const answers = await Promise.all(asked);
    for (const row of ['commands', 'reads', 'feed'])
      expect(total(during, 'chemledger_seats_taken', { row })).toBeLessThanOrEqual(
        total(during, 'chemledger_seats', { row }),
      );
    expect(total(during, 'chemledger_appends_waiting')).toBeLessThanOrEqual(AT_ONCE);
    for (const answer of answers) {
      heard(answer);
      if (answer.status === 200) continue;
      expect(answer).toMatchObject({ status: 503, retryAfter: '1', code: 'ledger.overloaded' });
      sentAway += 1;
    }
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(AT_ONCE);
    megabytes.push(node.megabytes);
  }
  const ratio = (await meanSince(figures)) / calm;
  process.stderr.write(
    `burst: ${sentAway} of ${BURST * BURSTS} sent away; in the service ${ratio.toFixed(1)} times as long as in the calm; ${megabytes.join(', ')} MB\n`,
  );
  expect(sentAway).toBeGreaterThan(0);
  // Longer than in the calm, for what is sent away takes time too; but not by as much as more was asked.
  expect(ratio).toBeLessThan(BURST / BOTTLES);
  expect(megabytes.at(-1)).toBeLessThan(1.5 * (megabytes[0] as number));
  await node.settled();
  for (const bottle of bottles) {
    const { content } = await node.get<Shown>(`/v1/bottles/${bottle}`);
    expect(Number(content.value)).toBeCloseTo(LITRES - (recorded.get(bottle) ?? 0) / 1_000, 6);
  }
  const rest = await page();
  expect(total(rest, 'chemledger_seats_taken')).toBe(0);
  expect(total(rest, 'chemledger_appends_waiting')).toBe(0);
  expect((await use(bottles[0] as string)).status).toBe(200);
  expect(node.said).toEqual([]);
}, 240_000);
