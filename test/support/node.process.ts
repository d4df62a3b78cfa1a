import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { ADMIN_KEY } from './service.js';
import { ACETONE } from './site.js';

export interface Receipt {
  readonly code: string;
  readonly id: string;
  readonly revision: number;
  readonly position: string;
  readonly events: readonly { readonly id: string }[];
  readonly children?: readonly string[];
}
export interface Shown {
  readonly code: string;
  readonly revision: number;
  readonly content: { readonly value: string; readonly unit: string };
}
type Headers = Readonly<Record<string, string>>;

/** One of the processes that serve a ledger, asked over HTTP as its first administrator. */
export class NodeProcess {
  /** Everything it said. */
  readonly said: string[] = [];
  url = '';

  private constructor(private readonly running: ChildProcess) {}

  static async start(dir: string, settings: Readonly<Record<string, string>>): Promise<NodeProcess> {
    const args = ['--disable-warning=ExperimentalWarning', 'dist/src/main.js'];
    const ours = { DATA_DIR: dir, PORT: '0', ADMIN_KEY, RATE_LIMIT: '0', LOG_LEVEL: 'error' };
    const env = { ...process.env, ...ours, ...settings };
    const node = new NodeProcess(spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] }));
    node.url = await node.listening();
    return node;
  }

  private listening(): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    for (const stream of [this.running.stdout, this.running.stderr]) {
      if (!stream) continue;
      createInterface(stream).on('line', (line) => {
        const [, url] = /^Chemledger listens on (\S+)/.exec(line) ?? [];
        if (url) resolve(url);
        else this.said.push(line);
      });
    }
    this.running.once('exit', () => reject(new Error(`the service ended:\n${this.said.join('\n')}`)));
    return promise;
  }

  get alive(): boolean {
    return this.running.exitCode === null && this.running.signalCode === null;
  }

  /** How much memory it holds, in megabytes. */
  get megabytes(): number {
    const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(this.running.pid)], { encoding: 'utf8' });
    return Math.round(Number(stdout) / 1024);
  }

  /** It stands still, and does not know that time goes by. */
  pause(): void {
    this.running.kill('SIGSTOP');
  }

  goOn(): void {
    this.running.kill('SIGCONT');
  }

  /** Whatever it is doing, it does no more. */
  async kill(): Promise<void> {
    if (!this.alive) return;
    const ended = once(this.running, 'exit');
    this.running.kill('SIGKILL');
    await ended;
  }

  async ask<T>(path: string, body?: object, headers: Headers = {}) {
    const answer = await fetch(this.url + path, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${ADMIN_KEY}`,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as T };
  }

  /** What was answered. Asks again as long as it is told to; fails where that was a refusal. */
  async get<T>(path: string): Promise<T> {
    const { status, headers, body } = await this.ask<T>(path);
    if (status === 503 && headers.has('retry-after')) {
      await delay(200);
      return this.get(path);
    }
    if (status !== 200) throw new Error(`${path} was answered ${status}: ${JSON.stringify(body)}`);
    return body;
  }

  async post(path: string, body: object, headers: Headers = {}): Promise<Receipt> {
    const answer = await this.ask<Receipt>(path, body, headers);
    if (answer.status >= 300)
      throw new Error(`${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** A bottle of acetone in a cupboard of its own. */
  async bottle(litres: string): Promise<Receipt> {
    const { id: place } = await this.post('/v1/places', { name: 'Cupboard', kind: 'cupboard' });
    const content = { value: litres, unit: 'L' };
    return this.post('/v1/bottles', { origin: 'baselined', substance: ACETONE, content, place });
  }

  use(code: string, millilitres: string): Promise<Receipt> {
    return this.post(`/v1/bottles/${code}/use`, { quantity: { value: millilitres, unit: 'mL' } });
  }

  look(code: string, after: string): Promise<Shown> {
    return this.get(`/v1/bottles/${code}?after=${encodeURIComponent(after)}`);
  }

  /** Until every view has read everything. */
  async settled(): Promise<void> {
    for (;;) {
      const ready = await this.get<{ views: readonly { behind: number }[] }>('/health/ready');
      if (ready.views.every(({ behind }) => behind === 0)) return;
      await delay(200);
    }
  }
}
