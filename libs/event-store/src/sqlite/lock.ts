import { DatabaseSync } from 'node:sqlite';
import { Locked } from '../errors.js';
import { attempt, inWordsOfThePort, isBusy } from './connection.js';

/**
 * Makes this process the only writer of `file` until the lock is closed or the process ends, however it ends: a
 * transaction held open on a database beside it, whose lock the operating system takes back. The holder's pid stands
 * in that database's user_version, which others may read meanwhile. Throws Locked, or Unavailable where the folder takes no file.
 */
export function lock(file: string): DatabaseSync {
  const db = attempt(() => new DatabaseSync(`${file}.lock`, { timeout: 1_000 }));
  try {
    db.exec('BEGIN IMMEDIATE');
    db.exec(`PRAGMA user_version = ${process.pid}; COMMIT; BEGIN IMMEDIATE`);
    return db;
  } catch (error) {
    const holder = isBusy(error) ? db.prepare('PRAGMA user_version').get()?.user_version : undefined;
    db.close();
    throw holder === undefined ? inWordsOfThePort(error) : new Locked(file, Number(holder));
  }
}
