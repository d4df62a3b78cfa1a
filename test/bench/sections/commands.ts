import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { bottles } from '../bottles.js';
import { Child } from '../child.js';
import { load, type Rate } from '../load.js';
import { Service } from '../service.js';

const CLIENTS = [1, 16, 64];
const SECONDS = 5;
/** Until what runs often has been compiled. */
const WARM_UP = { clients: 16, seconds: 3 };
const BOTTLES = 256;
/** Bytes of a usual fact in the log. */
const FACT = 700;

export interface Commands {
  /** Transactions a second of one row each, one after the other. */
  readonly commits: number;
  readonly rows: readonly {
    readonly clients: number;
    readonly ledger: Rate;
    /** Everything but the recording. */
    readonly dry: Rate;
    /** Fastify and class-validator, recording nothing. */
    readonly bare: Rate;
    /** The same decisions on emmett's event store. */
    readonly emmett: Rate;
  }[];
}

/** Durable commands over HTTP, beside what could at most be had, and beside another event store. */
export async function commands(dir: string): Promise<Commands> {
  const beside = join(dir, 'beside');
  mkdirSync(beside);
  const started = await Promise.all([
    Service.start(dir),
    baseline('bare', {}),
    baseline('emmett', { FILE: join(beside, 'emmett.db') }),
  ]);
  const [service, bare, emmett] = started;
  try {
    const codes = await bottles(service.connect(), BOTTLES);
    const sides = { bare: bare.told[1] as string, ledger: service.base, emmett: emmett.told[1] as string };
    for (const base of Object.values(sides)) await load({ base, key: service.key, codes, ...WARM_UP });
    const rows = [];
    for (const clients of CLIENTS) {
      const asked = { key: service.key, codes, clients, seconds: SECONDS };
      const of = (base: string) => load({ ...asked, base });
      rows.push({
        clients,
        bare: await of(sides.bare),
        ledger: await of(sides.ledger),
        dry: await load({ ...asked, base: sides.ledger, dry: true }),
        emmett: await of(sides.emmett),
      });
    }
    return { commits: commits(join(beside, 'commits.db')), rows };
  } finally {
    await Promise.all(started.map((child) => child.kill()));
  }
}

const baseline = (name: string, env: Readonly<Record<string, string>>) =>
  Child.start([`test/bench/baselines/${name}.mjs`], /listens on (\S+)/, env);

/** What the disk and SQLite give to whoever makes every row durable before the next. */
function commits(file: string): number {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON');
  db.exec('CREATE TABLE facts (position INTEGER PRIMARY KEY, bytes TEXT NOT NULL) STRICT');
  const insert = db.prepare('INSERT INTO facts (bytes) VALUES (?)');
  const bytes = 'f'.repeat(FACT);
  const until = performance.now() + SECONDS * 1_000;
  let count = 0;
  for (; performance.now() < until; count += 1) insert.run(bytes);
  db.close();
  return count / SECONDS;
}
