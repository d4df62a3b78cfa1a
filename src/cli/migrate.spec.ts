import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BadConfig } from '../config.js';
import { moveOf } from './migrate.js';

const dir = mkdtempSync(join(tmpdir(), 'chemledger-move-of-'));
const [log, views] = [join(dir, 'log'), join(dir, 'views')];
beforeAll(() => {
  writeFileSync(log, 'esdb://admin:secret@events:2113\n');
  writeFileSync(views, 'mongodb://ledger:secret@views/chemledger\n');
});
afterAll(() => rmSync(dir, { recursive: true }));

const events = { kind: 'eventstoredb', url: 'esdb://admin:secret@events:2113' };

test('moves from where the service is to what is said', () => {
  const env = { DATA_DIR: dir };
  expect(moveOf(env, { to: 'esdb://admin:secret@events:2113' })).toEqual({
    from: { kind: 'sqlite', file: join(dir, 'ledger.db') },
    to: events,
  });
  expect(moveOf(env, { from: 'esdb://admin:secret@events:2113', to: 'sqlite:back.db' })).toEqual({
    from: events,
    to: { kind: 'sqlite', file: join(dir, 'back.db') },
  });
});

test('reads what holds a password from a file, as the service does, also where the service reads another', () => {
  const to = { to: `@${log}`, readModel: `@${views}` };
  const moved = {
    to: events,
    readModel: { kind: 'mongodb', url: 'mongodb://ledger:secret@views/chemledger' },
  };
  expect(moveOf({ DATA_DIR: dir }, to)).toMatchObject(moved);
  expect(moveOf({ DATA_DIR: dir, EVENT_STORE_URL_FILE: log }, { ...to, from: 'sqlite:' })).toMatchObject({
    ...moved,
    from: { kind: 'sqlite' },
  });
  expect(moveOf({ DATA_DIR: dir, EVENT_STORE_URL_FILE: log }, { to: 'sqlite:' })).toMatchObject({
    from: events,
  });
});

test('says what of it cannot be read', () => {
  expect(() => moveOf({ DATA_DIR: dir }, { to: `@${join(dir, 'none')}` })).toThrow(BadConfig);
  expect(() => moveOf({ DATA_DIR: dir }, { to: 'postgres://x' })).toThrow(/EVENT_STORE_URL/);
});
