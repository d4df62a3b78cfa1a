import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const SILENT = '--disable-warning=ExperimentalWarning';

/** A process of Node.js that is measured, or measured beside. */
export class Child {
  private constructor(
    private readonly child: ChildProcess,
    /** What the awaited line said. */
    readonly told: RegExpExecArray,
  ) {}

  /** Starts a script and waits for a line on its standard output. Throws where it ends before that. */
  static async start(
    script: readonly string[],
    line: RegExp,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Child> {
    const child = begun(script, env);
    for await (const text of createInterface({ input: child.stdout })) {
      const told = line.exec(text);
      if (!told) continue;
      child.stdout.resume();
      return new Child(child, told);
    }
    throw new Error(`${script.join(' ')} ended without saying ${line}`);
  }

  /** Runs a script to its end, and answers what it wrote on its standard output, as JSON. */
  static async run<T>(script: readonly string[]): Promise<T> {
    const child = begun(script);
    let text = '';
    child.stdout.on('data', (chunk) => (text += chunk));
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`${script.join(' ')} ended with ${code}`);
    return JSON.parse(text) as T;
  }

  /** Bytes of memory that are its own or shared now, and the most there were since `forgetPeak`. */
  memory(): { readonly resident: number; readonly peak: number } {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    const bytes = (field: string) =>
      Number(new RegExp(`^${field}:\\s*(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
    return { resident: bytes('VmRSS'), peak: bytes('VmHWM') };
  }

  /** From now on the most memory is counted anew: proc_pid_clear_refs(5). */
  forgetPeak(): void {
    writeFileSync(`/proc/${this.child.pid}/clear_refs`, '5');
  }

  /** Ends it as a power cut would: it can do nothing about it. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}

const begun = (script: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  spawn(process.execPath, [SILENT, ...script], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
