import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { AppendFault } from './eventstoredb/faults.js';
import { lastingPort } from './ports.js';

/** What the double can be told; it says what each means. */
export type Order =
  | { readonly do: 'fault'; readonly fault: AppendFault; readonly times?: number }
  | { readonly do: 'starting' | 'stuck-subscriptions'; readonly on: boolean }
  | { readonly do: 'silence' | 'wake' | 'cut-subscriptions' | 'down' | 'up' }
  | { readonly do: 'restart'; readonly forgetIds?: boolean };

/** The double of EventStoreDB in a process of its own, as a server is, with its switches in reach. */
export class DoubleProcess {
  private constructor(
    private readonly running: ChildProcess,
    readonly url: string,
  ) {}

  static async start(): Promise<DoubleProcess> {
    const args = [
      '--disable-warning=ExperimentalWarning',
      '--experimental-transform-types',
      '--import=./test/support/typescript.mjs',
      'test/support/eventstoredb/main.ts',
      `--port=${await lastingPort()}`,
    ];
    const running = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    if (!running.stdout) throw new TypeError('the double has no output');
    for await (const url of createInterface(running.stdout)) return new DoubleProcess(running, url);
    throw new Error('the double did not start');
  }

  /** Resolves when it is done. */
  async tell(order: Order): Promise<void> {
    const done = once(this.running, 'message');
    this.running.send(order);
    await done;
  }

  async stop(): Promise<void> {
    const ended = once(this.running, 'exit');
    this.running.kill('SIGKILL');
    await ended;
  }
}
