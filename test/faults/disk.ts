import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

/** Whether strace can be run here, which lets system calls of a process fail. */
export const canFail = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
if (!canFail) process.stderr.write('strace cannot be run here: faults of the disk are not tried\n');

const CALLS = { write: 'pwrite64,pwritev', sync: 'fsync,fdatasync' } as const;

/**
 * What is wrong: the calls of one kind on some files fail with an error of the system, or take so many microseconds
 * longer (https://man7.org/linux/man-pages/man1/strace.1.html, "Tampering").
 */
export interface Trouble {
  readonly on: readonly string[];
  readonly call: keyof typeof CALLS;
  readonly error?: 'ENOSPC' | 'EIO';
  readonly delayUs?: number;
}

/** How strace is told of it, before `-p` and the number of a process, or a program and its arguments. */
function tampering({ on, call, error, delayUs }: Trouble): readonly string[] {
  const how = error ? `error=${error}` : `delay_exit=${delayUs}`;
  const files = on.flatMap((file) => ['-P', file]);
  const calls = ['-e', `trace=${CALLS[call]}`, '-e', `inject=${CALLS[call]}:${how}`];
  return ['-f', '-o', '/dev/null', ...files, ...calls];
}

/** A disk that fails a process that runs, until it is mended. */
export class FailingDisk {
  private constructor(private readonly strace: ChildProcess) {}

  static async under(pid: number, trouble: Trouble): Promise<FailingDisk> {
    const args = [...tampering(trouble), '-p', String(pid)];
    const strace = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    // It says so when it holds every thread of the process.
    await once(strace.stderr, 'data');
    return new FailingDisk(strace);
  }

  async mend(): Promise<void> {
    if (this.strace.exitCode !== null || this.strace.signalCode !== null) return;
    this.strace.kill('SIGTERM');
    await once(this.strace, 'exit');
  }
}
