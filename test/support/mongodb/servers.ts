import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { lastingPort } from '../ports.js';

/**
 * Servers of MongoDB's protocol for tests, neither of them MongoDB: mongo-java-server, in memory or in a file, and
 * FerretDB on SQLite. What they are made of is fetched and built once, into the cache of node_modules.
 */
export interface TestServer {
  readonly url: string;
  /** As when it is killed: connections break in the midst of anything; what it had acknowledged it keeps. */
  down(): Promise<void>;
  /** Back, on the same port. */
  up(): Promise<void>;
  /** It takes everything and answers nothing, with all connections open, until `wake`. */
  silence(): void;
  wake(): void;
  stop(): Promise<void>;
}

/** One that is killed when it goes down. */
export interface ServerOnDisk extends TestServer {
  /** Down and up, with no more than it held when it last went down before: as restored from a copy. */
  setBack(): Promise<void>;
}

export interface ServerKind<Server extends TestServer = TestServer> {
  readonly name: string;
  /** What this machine lacks for it. */
  readonly missing: string | undefined;
  start(): Promise<Server>;
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
    fetchJava();
    const server = spawnJava(['0']);
    const port = await server.line();
    const order = async (text: string) => {
      server.process.stdin?.write(`${text}\n`);
      await server.line();
    };
    return {
      url: `mongodb://127.0.0.1:${port}/`,
      down: () => order('down'),
      up: () => order('up'),
      silence: () => void server.process.kill('SIGSTOP'),
      wake: () => void server.process.kill('SIGCONT'),
      stop: () => end(server.process),
    };
  },
};

export const mongoJavaServerOnDisk: ServerKind<ServerOnDisk> = {
  name: 'mongo-java-server on disk',
  missing: mongoJavaServer.missing,
  async start() {
    fetchJava();
    return onDisk('mongo-java-server-', (port, folder) => spawnJava([port, join(folder, 'data.mv')]));
  },
};

export const ferretDb: ServerKind<ServerOnDisk> = {
  name: 'FerretDB',
  missing: lacks('go'),
  async start() {
    const program = join(CACHE, 'ferretdb');
    mkdirSync(CACHE, { recursive: true });
    run('go', ['build', '-buildvcs=false', '-o', program, '.'], join(HERE, 'ferretdb'));
    return onDisk('ferretdb-', (port, folder) => spawnServer(program, [folder, `127.0.0.1:${port}`]));
  },
};

async function onDisk(
  prefix: string,
  start: (port: string, folder: string) => Server,
): Promise<ServerOnDisk> {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  const [kept, copy] = [join(folder, 'kept'), join(folder, 'copy')];
  for (const each of [kept, copy]) mkdirSync(each);
  const port = String(await lastingPort());
  let server = start(port, kept);
  await server.line();
  const up = async () => {
    server = start(port, kept);
    await server.line();
  };
  const replace = (one: string, other: string) => {
    rmSync(one, { recursive: true });
    cpSync(other, one, { recursive: true });
  };
  return {
    url: `mongodb://127.0.0.1:${port}/`,
    down: async () => {
      await end(server.process);
      replace(copy, kept);
    },
    up,
    setBack: async () => {
      await end(server.process);
      replace(kept, copy);
      await up();
    },
    silence: () => void server.process.kill('SIGSTOP'),
    wake: () => void server.process.kill('SIGCONT'),
    stop: async () => {
      await end(server.process);
      rmSync(folder, { recursive: true });
    },
  };
}

function run(program: string, args: readonly string[], cwd: string): void {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`);
}

interface Server {
  readonly process: ChildProcess;
  /** What it says next. */
  line(): Promise<string>;
}

const LIBRARIES = join(CACHE, 'java');

function fetchJava(): void {
  const pom = join(HERE, 'java/pom.xml');
  run('mvn', ['-q', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${LIBRARIES}`], HERE);
}

function spawnJava(args: readonly string[]): Server {
  return spawnServer('java', [
    '-Xmx512m',
    '-cp',
    join(LIBRARIES, '*'),
    join(HERE, 'java/Server.java'),
    ...args,
  ]);
}

/** It ends with its standard input, so also when the tests are killed. */
function spawnServer(program: string, args: readonly string[]): Server {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${program} ended`);
    return value;
  };
  return { process: child, line };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
