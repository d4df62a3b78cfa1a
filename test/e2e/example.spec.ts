import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Service } from '../support/service.js';

/** Every run is a process of its own, of which a busy machine starts few a second. */
jest.setTimeout(240_000);

const quiet = '--disable-warning=ExperimentalWarning';
const RECIPE = ['--seed', '5', '--scale', '0.1', '--until', '2026-03-31'];

interface Made {
  readonly recorded: number;
  readonly size: { readonly facts: number; readonly bottles: number };
  readonly states: Readonly<Record<string, number>>;
}
interface Said {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** A data folder in which examples are made by a process of their own. */
class Folder {
  constructor(
    readonly dir = mkdtempSync(join(tmpdir(), 'ledger-example-')),
    private readonly settings: NodeJS.ProcessEnv = {},
  ) {}

  private readonly running = new Set<ChildProcess>();

  start(script: string, ...args: string[]): ChildProcess {
    const { PATH, HOME } = process.env;
    const env = { PATH, HOME, DATA_DIR: this.dir, PORT: '0', LOG_LEVEL: 'warn', ...this.settings };
    const child = spawn(process.execPath, [quiet, `dist/src/${script}.js`, ...args], { env });
    this.running.add(child);
    child.once('exit', () => this.running.delete(child));
    return child;
  }

  async ledger(...args: string[]): Promise<Said> {
    const child = this.start('cli', ...args);
    if (!child.stdout || !child.stderr) throw new Error('nothing is heard of it');
    const ended = once(child, 'exit');
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [status] = await ended;
    return { status, out, err };
  }

  async make(...args: string[]): Promise<Made> {
    const { status, out, err } = await this.ledger('example', ...args, '--json');
    if (status !== 0) throw new Error(`${out} ${err}`);
    return JSON.parse(out);
  }

  /** How many facts the log has; none where there is no log yet. */
  get head(): number {
    try {
      return Number(this.query('SELECT count(*) AS count FROM facts')[0]?.count);
    } catch {
      return 0;
    }
  }

  query(sql: string): readonly Record<string, unknown>[] {
    const db = new DatabaseSync(join(this.dir, 'ledger.db'), { readOnly: true });
    try {
      return db.prepare(sql).all();
    } finally {
      db.close();
    }
  }

  /** Names by the ids of people. */
  get names(): readonly unknown[] {
    const db = new DatabaseSync(join(this.dir, 'private.db'), { readOnly: true });
    try {
      const { id } = db.prepare("SELECT id FROM collections WHERE name = 'names'").get() ?? {};
      return db
        .prepare(`SELECT json(doc) AS doc FROM c${Number(id)} ORDER BY _id`)
        .all()
        .map(({ doc }) => doc);
    } finally {
      db.close();
    }
  }

  async end(): Promise<void> {
    for (const child of this.running) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    rmSync(this.dir, { recursive: true, force: true });
  }
}

const LOG = 'SELECT position, stream, revision, id, bytes FROM facts ORDER BY position';

describe('ledger example', () => {
  const whole = new Folder();
  const torn = new Folder();
  let made: Made;
  /** What is said of the one that is whole. */
  let told: Said;

  beforeAll(async () => {
    const built = spawnSync(process.execPath, ['tools/build-when-stale.mjs'], { encoding: 'utf8' });
    if (built.status !== 0) throw new Error(built.stderr);
    made = await whole.make(...RECIPE);
  });
  afterAll(() => Promise.all([whole.end(), torn.end()]));

  test('fills an empty folder with a year, of which everything is as it should be', async () => {
    expect(made).toMatchObject({ recorded: 2_500, size: { facts: 2_500, bottles: 300 } });
    expect(Object.values(made.states).reduce((sum, count) => sum + count, 0)).toBe(300);
    const { status, out } = await whole.ledger('verify');
    expect(out).toContain('Everything is as it should be.');
    expect(status).toBe(0);
  });

  test('says in its first fact that nothing in it is real', () => {
    const [first] = whole.query('SELECT bytes FROM facts WHERE position = 1');
    expect(JSON.parse(String(first?.bytes))).toMatchObject({
      type: 'SiteFounded',
      data: { timeZone: 'Europe/Berlin', example: { seed: 5, scale: '0.1', until: '2026-03-31' } },
    });
  });

  test('recorded everything then and there, in the order of time', () => {
    const times = whole
      .query("SELECT bytes ->> '$.meta.recordedAt' AS at FROM facts ORDER BY position")
      .map(({ at }) => String(at));
    expect(times).toEqual([...times].sort());
    expect([times[0]?.slice(0, 10), times.at(-1)?.slice(0, 10)]).toEqual(['2025-04-01', '2026-03-31']);
  });

  test('keeps names out of the log', () => {
    const log = whole
      .query(LOG)
      .map(({ bytes }) => bytes)
      .join('\n');
    expect(whole.names.length).toBeGreaterThan(10);
    for (const doc of whole.names) {
      const { name, email } = JSON.parse(String(doc)) as { name: string; email?: string };
      if (email === undefined) continue;
      expect(log).not.toContain(name);
      expect(log).not.toContain(email);
    }
  });

  test('goes on where it was killed, and comes to the same ledger, byte for byte and in the same order', async () => {
    for (const until of [2_000, 6_900]) {
      const child = torn.start('cli', 'example', ...RECIPE);
      while (torn.head < until && child.exitCode === null) await delay(20);
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    expect(torn.head).toBeLessThan(2_500 + 5_342);
    const { recorded } = await torn.make();
    expect(recorded).toBeGreaterThan(0);
    expect(recorded).toBeLessThan(2_500);
    expect(torn.query(LOG)).toEqual(whole.query(LOG));
    const people = ({ names }: Folder) => names.filter((doc) => String(doc).includes('email'));
    expect(people(torn)).toEqual(people(whole));
    expect((await torn.ledger('verify')).status).toBe(0);
  });

  test('is whole when it is asked for again', async () => {
    told = await torn.ledger('example', ...RECIPE);
    expect(told.status).toBe(0);
    expect(told.out).toContain('It was whole already: nothing was recorded.');
    expect(torn.query(LOG)).toEqual(whole.query(LOG));
  });

  test('does not go on with another year', async () => {
    const { status, err } = await torn.ledger('example', '--seed', '6');
    expect(status).toBe(1);
    expect(err).toMatch(/Another example was begun in .*: seed 5, scale 0.1, until 2026-03-31\./);
  });

  test('says which questions to ask, in lines that work as they stand', async () => {
    const service = torn.start('main');
    const url = await listening(service);
    const paths = Array.from(told.out.matchAll(/^ {2}look '(.+)'$/gm), ([, path]) => path as string);
    expect(paths.length).toBeGreaterThan(5);
    const authorization = `Bearer ${readFileSync(join(torn.dir, 'admin.key'), 'utf8').trim()}`;
    for (const path of paths) {
      const answer = await fetch(url + path, { headers: { authorization } });
      const { items, children } = (await answer.json()) as { items?: unknown[]; children?: unknown[] };
      expect([path, answer.status, (items ?? children ?? []).length > 0]).toEqual([path, 200, true]);
    }
  });

  test('leaves a folder alone on which a service runs', async () => {
    const head = torn.head;
    const { status, err } = await torn.ledger('example');
    expect(status).toBe(1);
    expect(err).toContain('A service runs on');
    expect(torn.head).toBe(head);
    await torn.end();
  });

  test('leaves any other ledger alone', async () => {
    const service = await Service.open('sqlite');
    const real = new Folder(service.dir);
    try {
      const head = await service.head();
      const { status, err } = await real.ledger('example');
      expect([status, await service.head()]).toEqual([1, head]);
      expect(err).toMatch(
        /There is a ledger in .*ledger\.db already\.\nAn example is made in an empty folder/,
      );
    } finally {
      await real.end();
      await service.close();
    }
  });

  test('is made in a file', async () => {
    const elsewhere = new Folder(undefined, { EVENT_STORE_URL: 'memory:' });
    try {
      const { status, err } = await elsewhere.ledger('example');
      expect(status).toBe(1);
      expect(err).toMatch(/An example is made in a file\..*\n.*ledger migrate --to/);
    } finally {
      await elsewhere.end();
    }
  });

  test.each([
    [['--until', '2999-01-01'], 'is not over'],
    [['--until', '2026-02-30'], 'Look at the month'],
    [['--seed', '1e3'], 'a whole number'],
    [['--scale', '0'], 'a number from 0.1 to 100'],
  ])('refuses %j, and begins nothing', async (args, why) => {
    const empty = new Folder();
    try {
      const { status, err } = await empty.ledger('example', ...args);
      expect(status).toBe(1);
      expect(err).toContain(why);
      expect(empty.head).toBe(0);
    } finally {
      await empty.end();
    }
  });
});

function listening(service: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    for (const stream of [service.stdout, service.stderr])
      stream?.on('data', (chunk) => {
        said += String(chunk);
        const [, url] = /listens on (\S+)[\s\S]*curl/.exec(said) ?? [];
        if (url) resolve(url);
      });
    service.once('exit', () => reject(new Error(said)));
  });
}
