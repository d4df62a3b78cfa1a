import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { canonicalEntry, type Entry, type Recorded } from '@ledger/kernel';
import { openReader } from '../../libs/event-store/src/sqlite/index.js';
import { deciders, reactions } from '../../src/areas.js';
import type { Report } from '../../src/cli/verify/report.js';
import { type Subject, verify } from '../../src/cli/verify/verification.js';
import { factIdOf } from '../../src/ledger/ids.js';
import { is } from './client.js';
import { Service } from './service.js';
import { ACETONE, litres, minutesAgo, Site } from './site.js';

export type Change = (entry: Entry) => Entry;
export const meta =
  (more: Partial<Entry['meta']>): Change =>
  (entry) => ({ ...entry, meta: { ...entry.meta, ...more } });

/** A copy of a log in the hands of somebody who can write SQL. */
export class Hand {
  constructor(private readonly db: DatabaseSync) {
    for (const name of ['facts_never_change', 'facts_never_go', 'facts_never_give_way'])
      db.exec(`DROP TRIGGER ${name}`);
  }

  sql(text: string, ...parameters: (string | number)[]): void {
    this.db.prepare(text).run(...parameters);
  }

  /** Writes another text in the place of a fact's; in SQL, of `bytes`. */
  text({ position }: Recorded, expression: string): void {
    this.sql(`UPDATE facts SET bytes = ${expression} WHERE position = ?`, position);
  }

  /** Writes another fact in the place of one, well-formed and in all columns. */
  rewrite({ position, ...entry }: Recorded, change: Change): void {
    const changed = change(entry);
    const { id, stream, revision } = changed;
    const to = [id, stream, revision, canonicalEntry(changed), position];
    this.sql('UPDATE facts SET id = ?, stream = ?, revision = ?, bytes = ? WHERE position = ?', ...to);
  }

  insert(entry: Entry): void {
    const { id, stream, revision } = entry;
    const row = [stream, revision, id, canonicalEntry(entry)];
    this.sql('INSERT INTO facts (stream, revision, id, bytes) VALUES (?, ?, ?, ?)', ...row);
  }

  delete({ position }: Recorded): void {
    this.sql('DELETE FROM facts WHERE position = ?', position);
  }
}

/** A log with a bit of everything in it, written by the service, of which copies are tampered with and verified. */
export class TamperedLog {
  private copies = 0;

  private constructor(
    private readonly dir: string,
    readonly facts: readonly Recorded[],
  ) {}

  static async open(): Promise<TamperedLog> {
    const dir = mkdtempSync(join(tmpdir(), 'ledger-verify-'));
    const file = join(dir, 'original.db');
    await write(file);
    shorten(file);
    const log = openReader(file);
    const facts = await log.readAll();
    await log.close();
    return new TamperedLog(dir, facts);
  }

  close(): void {
    rmSync(this.dir, { recursive: true });
  }

  /** The nth fact of a type. */
  one(type: string, n = 0): Recorded {
    const fact = this.facts.filter((one) => one.type === type)[n];
    if (!fact) throw new TypeError(`there is no ${type} ${n}`);
    return fact;
  }

  /** A fact of a command of its own behind all others of the same stream. */
  behind({ stream }: Recorded, type: string, data: object): Entry {
    const { position: _, ...last } = this.facts.filter((fact) => fact.stream === stream).at(-1) as Recorded;
    const { causedBy: _cause, ...told } = last.meta;
    const commandId = '0b5f2f0c-64a1-4d35-8f8e-2f8f6d1c9c11';
    const revision = last.revision + 1;
    return {
      ...last,
      id: factIdOf(commandId, stream, 0),
      revision,
      type,
      data,
      meta: { ...told, commandId },
    };
  }

  /** What is found in a copy of the log after somebody was there. */
  async verified(tamper: (hand: Hand) => void, more: Partial<Subject> = {}): Promise<Report> {
    this.copies += 1;
    const file = join(this.dir, `${this.copies}.db`);
    copyFileSync(join(this.dir, 'original.db'), file);
    const db = new DatabaseSync(file);
    tamper(new Hand(db));
    db.close();
    const log = openReader(file);
    try {
      return await verify({
        log,
        deciders,
        reactions,
        checkpoints: [],
        followedTo: this.facts.length,
        ...more,
      });
    } finally {
      await log.close();
    }
  }
}

async function write(file: string): Promise<void> {
  const service = await Service.open('sqlite');
  const site = new Site(service);
  const room = await site.place({ kind: 'room', name: 'Room' });
  const place = await site.place({ parent: room });
  const elsewhere = await site.place({ parent: room });
  const code = await site.stored(place, { aliases: [{ scheme: 'old', value: 'A 7' }] });
  const entered = minutesAgo(0);
  await site.act(code, 'use', { quantity: litres('0.1') });
  await site.act(code, 'move', { place: elsewhere, occurredAt: entered });
  await site.act(code, 'split', { quantity: litres('0.2'), count: 2 });
  const used = await site.act(code, 'use', { quantity: litres('0.3') });
  await site.act(code, 'annul', { fact: used.body.events[0].id, reason: 'not so' });
  const slip = await site.act(code, 'split', { quantity: litres('0.01') });
  await site.act(code, 'annul', { fact: slip.body.events[0].id, reason: 'not so' });
  const many = { origin: 'received', substance: ACETONE, content: litres('1'), place, count: 3 };
  const { items } = is(await site.admin.post('/v1/bottles', many), 201).body;
  const codes = items.slice(1).map((item: { code: string }) => item.code);
  is(await site.admin.post(`/v1/places/${elsewhere}/bottles`, { codes, action: 'move' }), 200);
  await site.somebody('stores');
  const db = new DatabaseSync(join(service.dir, 'ledger.db'));
  db.prepare('VACUUM INTO ?').run(file);
  db.close();
  await service.close();
}

/** The catalogue is long: without most of it a verification takes milliseconds. Positions stand in no fact. */
function shorten(file: string): void {
  const db = new DatabaseSync(file);
  const triggers = db.prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'`).all();
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`);
  db.exec(`
    DELETE FROM facts WHERE stream LIKE 'substance-%' AND stream <> 'substance-${ACETONE}';
    CREATE TEMP TABLE places AS SELECT id, row_number() OVER (ORDER BY position) AS n FROM facts;
    UPDATE facts SET position = position + 1000000;
    UPDATE facts SET position = (SELECT n FROM places WHERE places.id = facts.id);
  `);
  for (const { sql } of triggers) db.exec(String(sql));
  db.close();
}
