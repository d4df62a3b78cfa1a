import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { build, DataFolder } from '../support/data-folder.js';

const PREPARING_MS = 120_000;
const PAGE_BYTES = 4_096;

describe('a file of the data folder', () => {
  let data: DataFolder;
  const at = (name: string) => join(data.dir, name);
  const names = async () => {
    const answer = await data.get('/v1/places');
    expect(answer.status).toBe(200);
    const { items } = (await answer.json()) as { items: { name: string }[] };
    return items.map(({ name }) => name);
  };
  /** What a service says that does not start. */
  const refusal = async () =>
    data.start().then(
      () => 'it started',
      (error: Error) => error.message,
    );

  beforeAll(build, PREPARING_MS);
  beforeEach(async () => {
    data = new DataFolder();
    await data.start();
    expect(await data.place('North')).toBe(201);
  });
  afterEach(() => data.remove());

  test('that another process writes is left to it, and it is named', async () => {
    const { pid } = data;
    const second = new DataFolder(data.dir);
    await expect(second.start()).rejects.toThrow(`ledger.db is in use by process ${pid}`);
    expect(await data.place('South')).toBe(201);
  });

  test('that was cut: the log does not open, and verify says so too', async () => {
    await data.stop();
    truncateSync(at('ledger.db'), PAGE_BYTES * Math.floor(statSync(at('ledger.db')).size / PAGE_BYTES / 2));
    expect(await refusal()).toMatch(/The ledger cannot be read: [\s\S]*Restore it from a backup/);
    expect((await data.ledger('verify')).status).not.toBe(0);
  });

  test('that is empty: no other ledger is founded in the place of a log that is gone', async () => {
    await data.stop();
    truncateSync(at('ledger.db'), 0);
    expect(await refusal()).toMatch(/The log has lost its end[\s\S]*Put the newer log back/);
    rmSync(at('ledger.db'));
    expect(await refusal()).toMatch(/The log has lost its end/);
  });

  test('that is older than what was made of it: nothing is recorded where something was before', async () => {
    await data.stop();
    copyFileSync(at('ledger.db'), at('older.db'));
    await data.start();
    expect(await data.place('South')).toBe(201);
    await data.stop();
    copyFileSync(at('ledger.db'), at('newer.db'));
    copyFileSync(at('older.db'), at('ledger.db'));
    expect(await refusal()).toMatch(/The log has lost its end[\s\S]*ledger restore/);
    copyFileSync(at('newer.db'), at('ledger.db'));
    await data.start();
    expect(await names()).toEqual(expect.arrayContaining(['North', 'South']));
  });

  test('in which a bit has turned: the fact is not told wrong, and verify names it', async () => {
    await data.stop();
    const bytes = readFileSync(at('ledger.db'));
    const place = bytes.lastIndexOf('"name":"North"');
    expect(place).toBeGreaterThan(0);
    bytes[place + '"name":"N'.length] = 'u'.charCodeAt(0);
    bytes[place - 1] = '{'.charCodeAt(0) ^ 1;
    writeFileSync(at('ledger.db'), bytes);
    await data.start();
    const { items } = (await (await data.get('/v1/places')).json()) as { items: { id: string }[] };
    const told = await data.get(`/v1/places/${items[0]?.id}/history`);
    expect(told.status).toBe(503);
    expect(await told.json()).toMatchObject({ code: 'ledger.damaged' });
    await data.heard('a request failed');
    await data.stop();
    const { status, out } = await data.ledger('verify');
    expect(status).not.toBe(0);
    expect(out).toMatch(/position \d+|place-/);
  });

  test('of views that is no database is put aside, and the views are made again', async () => {
    await data.stop();
    writeFileSync(at('views.db'), 'Something else altogether. '.repeat(1_000));
    await data.start();
    await data.heard('the views are damaged: they are made again');
    expect(existsSync(at('views.db.damaged'))).toBe(true);
    expect(await names()).toEqual(['North']);
  });

  test('of views that is damaged inside ends the service when it is read, and is made again by the next start', async () => {
    await data.stop();
    const bytes = readFileSync(at('views.db'));
    bytes.fill(0xff, PAGE_BYTES * Math.floor(bytes.length / PAGE_BYTES / 2));
    writeFileSync(at('views.db'), bytes);
    await data.start();
    const all = await fetch(`${data.url}/v1/substances`, {
      headers: { authorization: `Bearer ${data.key}`, accept: 'text/csv' },
    });
    await all.text().catch(() => 'cut off');
    expect(await data.ended()).toBe(1);
    await data.heard('Start it again: it makes its views anew.');
    await data.start();
    expect(await names()).toEqual(['North']);
    expect(existsSync(at('views.db.damaged'))).toBe(true);
  });

  test('of names and keys that is damaged is never begun anew by itself', async () => {
    await data.stop();
    writeFileSync(at('private.db'), 'Something else altogether. '.repeat(1_000));
    expect(await refusal()).toMatch(/private\.db: [\s\S]*come only from a backup/);
    expect(readFileSync(at('private.db'), 'utf8')).toContain('Something else');
  });

  test('that cannot be made, for there is something else in its place', async () => {
    await data.stop();
    rmSync(at('ledger.db.lock'));
    mkdirSync(at('ledger.db.lock'));
    expect(await refusal()).toMatch(/cannot be read or written[\s\S]*Look at the disk/);
  });
});
