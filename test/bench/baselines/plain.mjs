// Reads and parses the log, and then loads the documents of all views into a file of its own: with the indexes made at the
// end, in one transaction, made durable once.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const PAGE = 10_000;
const dir = process.argv[2];

function scan() {
  const log = new DatabaseSync(join(dir, 'ledger.db'), { readOnly: true });
  const began = performance.now();
  let facts = 0;
  for (const { bytes } of log.prepare('SELECT bytes FROM facts ORDER BY position').iterate()) {
    if (JSON.parse(bytes).id) facts += 1;
  }
  log.close();
  return { facts, scanned: seconds(began) };
}

function load() {
  const views = new DatabaseSync(join(dir, 'views.db'), { readOnly: true });
  const file = join(dir, 'plain.db');
  const plain = new DatabaseSync(file);
  plain.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN');
  let loaded = 0;
  const timed = (work) => {
    const began = performance.now();
    work();
    loaded += seconds(began);
  };
  const made = views.prepare(
    "SELECT sql FROM sqlite_master WHERE type = ? AND sql IS NOT NULL AND name GLOB 'c[0-9]*'",
  );
  for (const { sql } of made.all('table')) plain.exec(sql);
  for (const { id } of views.prepare('SELECT id FROM collections').all()) {
    const columns = views.prepare(`SELECT name FROM pragma_table_info('c${id}') WHERE name <> 'doc'`).all();
    const names = columns.map(({ name }) => name);
    const insert = plain.prepare(
      `INSERT INTO c${id} (${names}, doc) VALUES (${names.map(() => '?')}, jsonb(?))`,
    );
    const page = views.prepare(
      `SELECT ${names}, json(doc) AS doc FROM c${id} WHERE n > ? ORDER BY n LIMIT ${PAGE}`,
    );
    for (let after = 0; ; ) {
      const rows = page
        .all(after)
        .map(({ doc, ...keys }) => ({ keys: Object.values(keys), doc: JSON.parse(doc) }));
      if (rows.length === 0) break;
      after = rows.at(-1).keys[0];
      timed(() => rows.forEach(({ keys, doc }) => void insert.run(...keys, JSON.stringify(doc))));
    }
  }
  timed(() => {
    for (const { sql } of made.all('index')) plain.exec(sql);
    plain.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  });
  plain.close();
  views.close();
  rmSync(file);
  return { loaded };
}

const seconds = (began) => (performance.now() - began) / 1_000;

console.log(JSON.stringify({ ...scan(), ...load() }));
