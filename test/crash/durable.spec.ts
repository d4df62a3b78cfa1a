import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { Child } from './child.js';
import { send } from './load.js';

/*
 * A crash of the process alone cannot show that facts survive a crash of the machine: what was written, and not synced,
 * is kept by the system. So the system calls are watched. Where strace is not installed, the test says so and is skipped.
 */
const traceable = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
if (!traceable)
  process.stderr.write(
    'strace cannot be run here: it is not tested that facts are synced before the answer\n',
  );

const dir = mkdtempSync(join(tmpdir(), 'chemledger-strace-'));
const backups = mkdtempSync(join(tmpdir(), 'chemledger-backups-'));
let child: Child | undefined;
afterAll(async () => {
  await child?.kill();
  for (const folder of [dir, backups]) rmSync(folder, { recursive: true, force: true });
});

const COMMANDS = 5;

(traceable ? test : test.skip)(
  'the log is synced between its write and the answer',
  async () => {
    const trace = join(dir, 'trace');
    const calls = 'trace=write,writev,pwrite64,pwritev,sendto,sendmsg,fsync,fdatasync';
    // -D: the service stays our child, and strace watches it from aside.
    child = Child.spawn(dir, ['strace', '-D', '-f', '-y', '-e', calls, '-o', trace]);
    const base = await child.url();
    for (let n = 0; n < COMMANDS; n += 1) {
      const { status } = await send(base, { path: '/v1/places', body: { name: `Room ${n}`, kind: 'room' } });
      expect(status).toBe(201);
    }
    await child.stop();
    const answered = waysTo(stepsIn(readFileSync(trace, 'utf8')));
    expect(answered).toHaveLength(COMMANDS);
    for (const way of answered) expect(way).toMatch(/(write )+sync answer$/);
  },
  60_000,
);

(traceable ? test : test.skip)(
  'a file of a backup is synced before it has its name, and the backup’s own comes last',
  async () => {
    const trace = join(dir, 'backup-trace');
    const strace = ['-f', '-y', '-e', 'trace=fsync,rename', '-o', trace];
    const ledger = [process.execPath, '--disable-warning=ExperimentalWarning', 'dist/src/cli.js'];
    const env = { ...process.env, DATA_DIR: dir };
    const { status } = spawnSync('strace', [...strace, ...ledger, 'backup', backups], { env });
    expect(status).toBe(0);
    const named: string[] = [];
    const synced = new Set<string>();
    for (const line of readFileSync(trace, 'utf8').split('\n')) {
      const [, part] = /fsync\(\d+<(.*)>/.exec(line) ?? [];
      if (part !== undefined) synced.add(part);
      const [, from = '', to] = /rename\("(.*)", "(.*)"/.exec(line) ?? [];
      if (to === undefined) continue;
      expect({ to, synced: synced.has(from) }).toEqual({ to, synced: true });
      // Its name is on the disk when its folder is, and that before the next file has one.
      for (const before of named) expect(synced).toContain(dirname(before));
      synced.delete(dirname(to));
      named.push(to);
    }
    expect(named.length).toBeGreaterThan(5);
    expect(named.map((file) => relative(backups, file).split('/')[0])).toEqual([
      ...named.slice(0, -2).map(() => 'segments'),
      ...['private', 'backups'],
    ]);
  },
  60_000,
);

type Step = 'write' | 'sync' | 'answer';

/** What the thread that answers did, in its order: writes of the log, syncs of it that succeeded, answers of 201. */
function stepsIn(trace: string): readonly Step[] {
  const lines = trace.split('\n');
  const thread = lines.find((line) => line.includes('HTTP/1.1 201'))?.split(' ')[0];
  let syncing = false;
  return lines
    .filter((line) => line.split(' ')[0] === thread)
    .flatMap((line): Step[] => {
      if (line.includes('HTTP/1.1 201')) return ['answer'];
      if (/pwrite(64|v)\(.*ledger\.db-wal>/.test(line)) return ['write'];
      // A sync that another thread's call comes between is told in two lines.
      const begun = /(fsync|fdatasync)\(.*ledger\.db-wal>/.test(line);
      const resumed = syncing && /<\.\.\. (fsync|fdatasync) resumed>/.test(line);
      syncing = begun && line.includes('<unfinished');
      return (begun || resumed) && / = 0$/.test(line) ? ['sync'] : [];
    });
}

/** The steps that led to each answer. */
const waysTo = (steps: readonly Step[]): readonly string[] =>
  steps.join(' ').match(/(?:(?:write|sync) )*answer/g) ?? [];
