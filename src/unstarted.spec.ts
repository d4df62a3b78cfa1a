import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { Corrupt, Locked } from '@ledger/event-store';
import { Damaged, Unreachable } from '@ledger/read-model';
import { BadConfig } from './config.js';
import { LogWentBack } from './ledger/belonging.js';
import { unstarted } from './unstarted.js';

const dir = mkdtempSync(join(tmpdir(), 'chemledger-unstarted-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const listening = (port: number, host: string) =>
  new Promise<unknown>((resolve) => {
    const server = createServer().once('error', resolve);
    server.listen(port, host, () => {
      const { port: taken } = server.address() as { port: number };
      createServer()
        .once('error', (error) => server.close(() => resolve(error)))
        .listen(taken, host);
    });
  });

it('says what is wrong and what to do, without a stack', async () => {
  const file = join(dir, 'file');
  writeFileSync(file, '');
  let noFolder: unknown;
  try {
    mkdirSync(join(file, 'data'), { recursive: true });
  } catch (error) {
    noFolder = error;
  }
  for (const [error, words] of [
    [await listening(0, '127.0.0.1'), /EADDRINUSE[\s\S]*choose another PORT/],
    [await listening(0, '192.0.2.1'), /EADDRNOTAVAIL[\s\S]*HOST is no address/],
    [noFolder, /ENOTDIR[\s\S]*Name a folder/],
    [new Locked('ledger.db', 17), /^ledger\.db is in use by process 17: another service/],
    [new Corrupt('file is not a database'), /cannot be read: file is not a database\nRestore/],
    [
      new Damaged('private.db', 'file is not a database'),
      /private\.db: file is not[\s\S]*only from a backup/,
    ],
    [new Unreachable('views.db: database or disk is full'), /disk is full\nLook at the disk/],
    [new LogWentBack(3, 5), /ends at position 3, and there were facts up to position 5[\s\S]*newer log back/],
    [new BadConfig(['PORT=x must be a port']), /^The configuration is not right:\nPORT=x must be a port$/],
  ] as const) {
    expect(unstarted(error)).toMatch(words);
    expect(unstarted(error)).not.toMatch(/^ +at /m);
  }
});

it('tells with its stack what nobody thought of', () => {
  expect(unstarted(new TypeError('a bug'))).toMatch(/^TypeError: a bug\n +at /);
  expect(unstarted('thrown')).toBe('thrown');
});
