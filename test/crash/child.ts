import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { ADMIN_KEY } from '../support/service.js';

/** The built service in a process of its own, which can be killed. */
export class Child {
  /** Its exit code, once it has one; null where it was killed. */
  readonly ended: Promise<number | null>;

  private constructor(
    private readonly running: ChildProcess,
    /** What it logged as an error. */
    readonly errors: string[],
  ) {
    this.ended = once(running, 'exit').then(([code]) => code as number | null);
  }

  /** `under`: a program and its arguments that the service is run by. */
  static spawn(
    dir: string,
    under: readonly string[] = [],
    settings: Readonly<Record<string, string>> = {},
  ): Child {
    const [program = '', ...args] = [
      ...under,
      process.execPath,
      '--disable-warning=ExperimentalWarning',
      'dist/src/main.js',
    ];
    const ours = { DATA_DIR: dir, PORT: '0', ADMIN_KEY, RATE_LIMIT: '0', LOG_LEVEL: 'error' };
    const env = { ...process.env, ...ours, ...settings };
    const running = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const errors: string[] = [];
    running.stderr?.setEncoding('utf8').on('data', (text: string) => void errors.push(text));
    return new Child(running, errors);
  }

  /** Where it listens. Throws what it said where it ends before. */
  async url(): Promise<string> {
    const said: string[] = [];
    if (this.running.stdout) {
      for await (const line of createInterface(this.running.stdout)) {
        const [, url] = /^Chemledger listens on (\S+)/.exec(line) ?? [];
        if (url) {
          // What it says from now on is of no interest, but a pipe that nobody reads would be full one day.
          this.running.stdout.resume();
          return url;
        }
        said.push(line);
      }
    }
    throw new Error(`the service did not start:\n${[...said, ...this.errors].join('\n')}`);
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
    if (this.running.exitCode !== null || this.running.signalCode !== null) return;
    this.running.kill('SIGKILL');
    await this.ended;
  }

  /** Lets it end by itself; answers its exit code. */
  async stop(): Promise<number | null> {
    this.signal();
    return Promise.race([this.ended, delay(20_000, null, { ref: false })]);
  }

  /** Asks it to end. */
  signal(): void {
    this.running.kill('SIGTERM');
  }
}
