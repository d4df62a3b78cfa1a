import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * Servers of MongoDB's protocol for tests, neither of them MongoDB: mongo-java-server in memory, FerretDB on SQLite.
 * What they are made of is fetched and built once, into the cache of node_modules.
 */
export interface TestServer {
  readonly url: string;
  /** As when it is killed: connections break in the midst of anything; what it had acknowledged it keeps. */
  down(): Promise<void>;
  /** Back, on the same port. */
  up(): Promise<void>;
  stop(): Promise<void>;
}

export interface ServerKind {
  readonly name: string;
  /** What this machine lacks for it. */
  readonly missing: string | undefined;
  start(): Promise<TestServer>;
}

const HERE = import.meta.dirname;
const CACHE = join(HERE, '../../../node_modules/.cache/mongodb-servers');

/** How long fetching and building may take the first time. */
export const PREPARING_MS = 300_000;

const lacks = (...programs: readonly string[]): string | undefined =>
  programs.find((program) => spawnSync(program, ['--help']).error !== undefined);

export const mongoJavaServer: ServerKind = {
  name: 'mongo-java-server',
  missing: lacks('java', 'mvn'),
  async start() {
    const libraries = join(CACHE, 'java');
    const pom = join(HERE, 'java/pom.xml');
    run('mvn', ['-q', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${libraries}`], HERE);
    const server = spawnServer('java', [
      '-Xmx512m',
      '-cp',
      join(libraries, '*'),
      join(HERE, 'java/Server.java'),
    ]);
    const port = await server.line();
    const order = async (text: string) => {
      server.process.stdin?.write(`${text}\n`);
      await server.line();
    };
    return {
      url: `mongodb://127.0.0.1:${port}/`,
      down: () => order('down'),
      up: () => order('up'),
      stop: () => end(server.process),
    };
  },
};

export const ferretDb: ServerKind = {
  name: 'FerretDB',
  missing: lacks('go'),
  async start() {
    const program = join(CACHE, 'ferretdb');
    mkdirSync(CACHE, { recursive: true });
    run('go', ['build', '-buildvcs=false', '-o', program, '.'], join(HERE, 'ferretdb'));
    const folder = mkdtempSync(join(tmpdir(), 'ferretdb-'));
    let server = spawnServer(program, [folder, '127.0.0.1:0']);
    const port = await server.line();
    return {
      url: `mongodb://127.0.0.1:${port}/`,
      down: () => end(server.process),
      up: async () => {
        server = spawnServer(program, [folder, `127.0.0.1:${port}`]);
        await server.line();
      },
      stop: async () => {
        await end(server.process);
        rmSync(folder, { recursive: true });
      },
    };
  },
};

function run(program: string, args: readonly string[], cwd: string): void {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`);
}

/** It ends with its standard input, so also when the tests are killed. */
function spawnServer(program: string, args: readonly string[]) {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${program} ended`);
    return value;
  };
  return { process: child as ChildProcess, line };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
