import { DatabaseSync } from 'node:sqlite';
import type { Row } from '../port.js';
import { attempt } from './connection.js';
import { SqliteReader } from './reader.js';

/** Nothing is taken for granted of rows that are to be checked: neither that ids are unique nor that revisions are. */
const SCHEMA = `
  CREATE TABLE facts (
    position INTEGER PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL, id TEXT NOT NULL, bytes TEXT NOT NULL
  ) STRICT;
  PRAGMA journal_mode = OFF;
  PRAGMA synchronous = OFF;
`;

/** Rows of another log in a file of its own, for whoever checks them by stream and by id. */
export class GatheredRows extends SqliteReader {
  override readonly dense = false;

  /** @param file that is not there yet */
  static async of(file: string, epoch: string, pages: AsyncIterable<readonly Row[]>): Promise<GatheredRows> {
    const db = new DatabaseSync(file);
    try {
      db.exec(SCHEMA);
      const insert = db.prepare('INSERT INTO facts VALUES (?, ?, ?, ?, ?)');
      for await (const rows of pages) {
        attempt(() => {
          db.exec('BEGIN');
          for (const { position, stream, revision, id, bytes } of rows) {
            insert.run(position, stream, revision, id, bytes);
          }
          db.exec('COMMIT');
        });
      }
      db.exec('CREATE INDEX by_stream ON facts (stream, revision); CREATE INDEX by_id ON facts (id)');
      return new GatheredRows(db, epoch);
    } catch (error) {
      db.close();
      throw error;
    }
  }
}
