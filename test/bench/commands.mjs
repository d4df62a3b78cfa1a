// Durable commands a second over HTTP at 1, 16 and 64 clients, beside a bare Fastify POST with the same validation.
// Usage: npm run bench:commands. One run, both sides in turn; quote the ratios.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';

const SECONDS = Number(process.env.SECONDS ?? 5);
const CLIENTS = [1, 16, 64];
const BOTTLES = 256;
const KEY = 'k'.repeat(43);

async function start(script, port, env = {}) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
    env: { ...process.env, PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (text) => /ready|listens/.test(text) && resolve());
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)));
  });
  return child;
}

const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
async function post(base, path, body) {
  const response = await fetch(base + path, { method: 'POST', headers, body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer;
}

async function bottles(base) {
  const place = await post(base, '/v1/places', { name: 'Bench', kind: 'cupboard' });
  const body = {
    origin: 'baselined',
    substance: '67-64-1',
    content: { value: '100000', unit: 'L' },
    place: place.id,
    count: BOTTLES,
  };
  return (await post(base, '/v1/bottles', body)).items.map(({ code }) => code);
}

async function measure(base, codes, connections) {
  const requests = codes.map((code) => ({
    method: 'POST',
    path: `/v1/bottles/${code}/use`,
    headers,
    body: JSON.stringify({ quantity: { value: '1', unit: 'mL' }, purpose: 'bench' }),
  }));
  const result = await autocannon({ url: base, connections, duration: SECONDS, requests });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} refused, ${result.errors} errors`);
  return { perSecond: result.requests.average, p50: result.latency.p50, p99: result.latency.p99 };
}

const dataDir = mkdtempSync(join(tmpdir(), 'chemledger-bench-'));
const children = [];
try {
  children.push(await start('test/bench/bare.mjs', 3391));
  children.push(
    await start('dist/src/main.js', 3392, {
      DATA_DIR: dataDir,
      ADMIN_KEY: KEY,
      RATE_LIMIT: '0',
      LOG_LEVEL: 'warn',
    }),
  );
  const [bare, ledger] = ['http://127.0.0.1:3391', 'http://127.0.0.1:3392'];
  const codes = await bottles(ledger);
  const rows = [];
  for (const clients of CLIENTS) {
    const plain = await measure(bare, codes, clients);
    const durable = await measure(ledger, codes, clients);
    rows.push({
      clients,
      'bare POST/s': Math.round(plain.perSecond),
      'durable commands/s': Math.round(durable.perSecond),
      ratio: (durable.perSecond / plain.perSecond).toFixed(2),
      'p50 ms': durable.p50,
      'p99 ms': durable.p99,
    });
  }
  console.table(rows);
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
}
