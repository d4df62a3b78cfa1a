import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

const quiet = '--disable-warning=ExperimentalWarning';

const LOOK_MS = 20;

export interface Said {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

type Settings = Readonly<Record<string, string>>;

/** Builds where the sources are newer than what was built. */
export function build(): void {
  const built = spawnSync(process.execPath, ['tools/build-when-stale.mjs'], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(built.stderr);
}

/** A data folder, with the command line and the service as processes of their own on what was built. */
export class DataFolder {
  /** What the service said of late. */
  said = '';
  url = '';
  private service: ChildProcess | undefined;

  constructor(
    readonly dir = mkdtempSync(join(tmpdir(), 'ledger-data-')),
    private readonly settings: Settings = {},
  ) {}

  get socket(): string {
    return join(this.dir, 'ledger.sock');
  }

  /** The command line, which can be killed. */
  begin(args: readonly string[], settings: Settings = {}): ChildProcess {
    return spawn(process.execPath, [quiet, 'dist/src/cli.js', ...args], {
      env: { ...this.env(), ...settings },
    });
  }

  async ledger(...args: string[]): Promise<Said> {
    const asked = this.begin(args);
    const ended = new Promise<number | null>((resolve) => asked.once('exit', resolve));
    const texts = [asked.stdout, asked.stderr].map((stream) => (stream ? text(stream) : ''));
    const [out = '', err = ''] = await Promise.all(texts);
    return { status: await ended, out, err };
  }

  /** The answer for machines. Fails unless it was done. */
  async json<T>(...args: string[]): Promise<T> {
    const { status, out, err } = await this.ledger(...args, '--json');
    if (status !== 0) throw new Error(`ledger ${args.join(' ')} ended with ${status}: ${out} ${err}`);
    return JSON.parse(out);
  }

  async start(settings: Settings = {}): Promise<void> {
    const env = { ...this.env(), ...settings };
    const service = spawn(process.execPath, [quiet, 'dist/src/main.js'], { env });
    this.service = service;
    this.said = '';
    this.url = await new Promise<string>((resolve, reject) => {
      const hear = (chunk: Buffer) => {
        this.said += String(chunk);
        const [, url] = /listens on (\S+) /.exec(this.said) ?? [];
        if (url) resolve(url);
      };
      service.stdout.on('data', hear);
      service.stderr.on('data', hear);
      service.once('exit', () => reject(new Error(this.said)));
    });
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const { service } = this;
    if (!service || service.exitCode !== null || service.signalCode !== null) return;
    const ended = once(service, 'exit');
    service.kill(signal);
    await ended;
  }

  /** Waits until the service has said it. */
  async heard(words: string): Promise<void> {
    while (!this.said.includes(words)) await delay(LOOK_MS);
  }

  get pid(): number {
    return this.service?.pid ?? 0;
  }

  /** The exit code of the service, once it has ended by itself. */
  async ended(): Promise<number | null> {
    const { service } = this;
    if (!service) return null;
    if (service.exitCode === null && service.signalCode === null) await once(service, 'exit');
    return service.exitCode;
  }

  /** The first administrator's, where it was made here. */
  get key(): string {
    return readFileSync(join(this.dir, 'admin.key'), 'utf8').trim();
  }

  get(path: string, key = this.key): Promise<Response> {
    return fetch(`${this.url}${path}`, { headers: { authorization: `Bearer ${key}` } });
  }

  post(path: string, body: object, key = this.key): Promise<Response> {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    return fetch(`${this.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** The status with which a place is opened. */
  async place(name: string): Promise<number> {
    return (await this.post('/v1/places', { name, kind: 'room' })).status;
  }

  async remove(): Promise<void> {
    await this.stop('SIGKILL');
    rmSync(this.dir, { recursive: true, force: true });
  }

  private env(): NodeJS.ProcessEnv {
    const { PATH, HOME } = process.env;
    return { PATH, HOME, DATA_DIR: this.dir, PORT: '0', LOG_LEVEL: 'warn', ...this.settings };
  }
}
