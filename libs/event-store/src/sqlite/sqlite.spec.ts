import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { canonicalEntry } from '@ledger/kernel';
import { entriesAfter, entry, entryOfSize, followed, newStream, texts } from '../contract/facts.js';
import { eventStoreContract, streamsContract } from '../contract/index.js';
import { Corrupt, Locked, Overloaded, Unavailable } from '../errors.js';
import { NONE } from '../port.js';
import { makeDurable } from './connection.js';
import { openReader, openStore, type SqliteEventStore, type SqliteReader } from './index.js';

const folder = () => mkdtempSync(join(tmpdir(), 'ledger-log-'));

const open = async () => {
  const at = folder();
  let store = openStore(join(at, 'log.db'));
  return {
    store,
    reopen: async () => {
      await store.close();
      store = openStore(join(at, 'log.db'));
      return store;
    },
    dispose: async () => {
      await store.close();
      rmSync(at, { recursive: true });
    },
  };
};
eventStoreContract('sqlite', open);
streamsContract('sqlite', open);

describe('the SQLite log', () => {
  let at: string;
  let file: string;
  let store: SqliteEventStore;
  const opened: { close(): unknown }[] = [];

  /** Whoever tampers with the file: a connection of SQLite's own, without our code. */
  const stranger = (): DatabaseSync => {
    const db = new DatabaseSync(file);
    opened.push(db);
    return db;
  };
  const reader = (): SqliteReader => {
    const log = openReader(file);
    opened.push(log);
    return log;
  };
  const write = async (count: number) => {
    const stream = newStream();
    const entries = entriesAfter(NONE, stream, count);
    await store.append(stream, NONE, entries);
    return entries;
  };

  beforeEach(() => {
    at = folder();
    file = join(at, 'log.db');
    store = openStore(file);
    opened.push(store);
  });
  afterEach(async () => {
    for (const each of opened.splice(0).reverse()) {
      if (!(each instanceof DatabaseSync) || each.isOpen) await each.close();
    }
    rmSync(at, { recursive: true });
  });

  test('numbers its facts densely from 1, whatever failed between', async () => {
    expect(await store.head()).toBe(0);
    const taken = entry('bottle-a', 0);
    const results = await Promise.allSettled([
      store.append('bottle-a', NONE, [taken]),
      store.append('bottle-b', NONE, [entry('bottle-b', 0), { ...entry('bottle-b', 1), id: taken.id }]),
      store.append('bottle-b', NONE, [entry('bottle-b', 0)]),
    ]);
    expect(results).toEqual([
      { status: 'fulfilled', value: { first: 1, last: 1 } },
      { status: 'rejected', reason: expect.any(RangeError) },
      { status: 'fulfilled', value: { first: 2, last: 2 } },
    ]);
    expect(await store.head()).toBe(2);
  });

  test('syncs every commit, and refuses a database that cannot', () => {
    const db = stranger();
    makeDurable(db);
    expect(db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(() => makeDurable(new DatabaseSync(':memory:'))).toThrow(Unavailable);
  });

  test('never changes, deletes or replaces a fact', async () => {
    const [fact] = await write(1);
    const db = stranger();
    expect(() => db.exec(`UPDATE facts SET bytes = '{}'`)).toThrow('never changed');
    expect(() => db.exec('DELETE FROM facts')).toThrow('never deleted');
    const replace = db.prepare('INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?, ?)');
    expect(() => replace.run(1, 'other', 0, 'other', '{}')).toThrow('never replaced');
    expect(() => replace.run(2, 'other', 0, fact?.id ?? '', '{}')).toThrow('never replaced');
    expect(() => replace.run(2, fact?.stream ?? '', 0, 'other', '{}')).toThrow('never replaced');
    expect(texts(await store.readAll())).toEqual([canonicalEntry(fact ?? entry('', 0))]);
  });

  test('has one writer, and says which process it is', async () => {
    expect(() => openStore(file)).toThrow(Locked);
    expect(() => openStore(file)).toThrow(`process ${process.pid}`);
    await write(1);
    await store.close();
    store = openStore(file);
    opened.push(store);
    expect(await store.head()).toBe(1);
  });

  test('keeps exactly the canonical bytes', async () => {
    const entries = await write(3);
    expect(store.rows({ after: 1, limit: 1 })).toEqual([
      { position: 2, stream: entries[1]?.stream, revision: 1, id: entries[1]?.id, bytes: texts(entries)[1] },
    ]);
    expect(
      reader()
        .rows()
        .map(({ bytes }) => bytes),
    ).toEqual(texts(entries));
  });

  test('is read by stream and revision too, as it is kept, up to a position', async () => {
    const first = await write(3);
    const second = await write(3);
    const [early = '', late = ''] = [first[0]?.stream ?? '', second[0]?.stream ?? ''].sort();
    const pages: string[] = [];
    for (let after: { stream: string; revision: number } | undefined; ; ) {
      const page = reader().rowsByStream({ upTo: 5, limit: 2, ...(after && { after }) });
      after = page.at(-1);
      if (!after) break;
      pages.push(page.map(({ stream, revision }) => `${stream}@${revision}`).join(' '));
    }
    const left = [early, late].flatMap((stream) =>
      (stream === first[0]?.stream ? [0, 1, 2] : [0, 1]).map((revision) => `${stream}@${revision}`),
    );
    expect(pages.join(' ')).toBe(left.join(' '));
    expect(pages).toHaveLength(3);
    expect(
      reader()
        .rowsByStream({ upTo: 6 })
        .map(({ bytes }) => bytes)
        .sort(),
    ).toEqual([...texts([...first, ...second])].sort());
  });

  test('says at which position a fact is not what it should be', async () => {
    const [, second, third] = await write(3);
    const db = stranger();
    db.exec('DROP TRIGGER facts_never_change');
    db.prepare('UPDATE facts SET revision = 9, bytes = ? WHERE position = 2').run(
      canonicalEntry(second ?? entry('', 0)),
    );
    db.exec(`UPDATE facts SET bytes = substr(bytes, 2) WHERE position = 3`);
    await expect(store.readAll({ after: 1, limit: 1 })).rejects.toMatchObject({
      name: 'Corrupt',
      position: 2,
    });
    await expect(store.find(third?.id ?? '')).rejects.toMatchObject({ name: 'Corrupt', position: 3 });
    await expect(store.read(third?.stream ?? '')).rejects.toThrow(Corrupt);
    expect(store.rows()).toHaveLength(3);
    const strangeId = canonicalEntry({ ...(third ?? entry('', 0)), id: 'another' });
    for (const bytes of [strangeId, 'null', '[]', '7']) {
      db.prepare('UPDATE facts SET bytes = ? WHERE position = 3').run(bytes);
      await expect(store.find(third?.id ?? '')).rejects.toThrow(Corrupt);
    }
  });

  test('opens nothing that is not a log, and leaves it as it was', () => {
    const foreign = join(at, 'foreign.db');
    const db = new DatabaseSync(foreign);
    db.exec('CREATE TABLE theirs (x)');
    expect(() => openStore(foreign)).toThrow(Corrupt);
    expect(() => openReader(foreign)).toThrow(Corrupt);
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'delete' });
    db.close();
    writeFileSync(
      join(at, 'text.db'),
      'This is not a database, and longer than its header would be. '.repeat(20),
    );
    expect(() => openStore(join(at, 'text.db'))).toThrow(Corrupt);
    expect(() => openReader(join(at, 'missing.db'))).toThrow(Unavailable);
    expect(() => openStore(join(at, 'missing', 'log.db'))).toThrow(Unavailable);
    stranger().exec('UPDATE log SET format = 2');
    expect(() => openReader(file)).toThrow('format 2');
  });

  test('shows a reader what is committed, and wakes it when told', async () => {
    const log = reader();
    expect(log.epoch).toBe(store.epoch);
    const history = await write(2);
    expect(await log.head()).toBe(2);
    const following = followed(log, 0, 4);
    const live = await write(2);
    log.notify();
    expect(texts(await following)).toEqual(texts([...history, ...live]));
    expect(await log.find(history[0]?.id ?? '')).toMatchObject({ position: 1 });
    expect(texts(await log.read(live[0]?.stream ?? ''))).toEqual(texts(live));
  });

  test('can be read when nobody writes', async () => {
    const entries = await write(2);
    await store.close();
    expect(texts(await reader().readAll())).toEqual(texts(entries));
  });

  test('tells of every commit', async () => {
    await store.close();
    const heads: number[] = [];
    store = openStore(file, { onCommit: (head) => heads.push(head) });
    opened.push(store);
    await write(2);
    await Promise.all([write(1), write(1), write(1)]);
    expect(heads).toEqual([2, 5]);
  });

  test('refuses appends when too much is waiting, and takes them again later', async () => {
    const append = () => {
      const stream = newStream();
      return store.append(stream, NONE, [entryOfSize(stream, 0, 60_000)]);
    };
    const results = await Promise.allSettled(Array.from({ length: 300 }, append));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(300 - 280);
    for (const { reason } of refused) expect(reason).toBeInstanceOf(Overloaded);
    expect(await store.head()).toBe(280);
    await append();
    expect(await store.head()).toBe(281);
  });

  test('stores nothing when a transaction cannot begin, and goes on when it can', async () => {
    const db = stranger();
    db.exec('BEGIN IMMEDIATE');
    await expect(write(1)).rejects.toMatchObject({ name: 'Unavailable', outcome: 'not-stored' });
    db.exec('ROLLBACK');
    await write(1);
    expect(await store.head()).toBe(1);
  });

  test('stores nothing of a transaction that breaks in the middle, and goes on after it', async () => {
    stranger().exec(`
      CREATE TRIGGER broken BEFORE INSERT ON facts WHEN NEW.stream = 'bottle-bad'
        BEGIN SELECT json('not json'); END;
    `);
    const turn = await Promise.allSettled([
      write(1),
      store.append('bottle-bad', NONE, [entry('bottle-bad', 0)]),
    ]);
    for (const result of turn) {
      expect(result).toMatchObject({
        status: 'rejected',
        reason: { name: 'Unavailable', outcome: 'not-stored' },
      });
    }
    expect(await store.head()).toBe(0);
    const entries = await write(2);
    await store.close();
    expect(texts(await reader().readAll())).toEqual(texts(entries));
  });

  test('does not know the outcome when a commit fails, and stops', async () => {
    const db = stranger();
    db.exec(`
      CREATE TABLE poison (id INTEGER PRIMARY KEY, cure REFERENCES poison (id) DEFERRABLE INITIALLY DEFERRED);
      CREATE TRIGGER poisoned AFTER INSERT ON facts WHEN NEW.stream = 'bottle-bad'
        BEGIN INSERT INTO poison VALUES (1, 2); END;
    `);
    const following = expect(followed(store, 0, 1)).rejects.toThrow(Unavailable);
    const turn = await Promise.allSettled([
      write(1),
      store.append('bottle-bad', NONE, [entry('bottle-bad', 0)]),
    ]);
    for (const result of turn) {
      expect(result).toMatchObject({
        status: 'rejected',
        reason: { name: 'Unavailable', outcome: 'unknown' },
      });
    }
    expect(await store.failed).toMatchObject({ name: 'Unavailable', outcome: 'unknown' });
    await expect(write(1)).rejects.toMatchObject({ name: 'Unavailable', outcome: 'not-stored' });
    await expect(store.head()).rejects.toThrow(Unavailable);
    await following;
    await store.close();
    expect(await reader().head()).toBe(0);
  });
});
