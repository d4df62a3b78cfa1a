import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ADMIN_KEY } from '../support/service.js';

/** More lines than a pipe holds: each is some 250 bytes. */
const LINES = 4_000;
const AT_ONCE = 16;

test('a service whose log nobody reads goes on answering, and ends when it is told to', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'chemledger-unread-'));
  const settings = { DATA_DIR: dir, PORT: '0', ADMIN_KEY, RATE_LIMIT: '0', LOG_LEVEL: 'debug' };
  const args = ['--disable-warning=ExperimentalWarning', 'dist/src/main.js'];
  const service = spawn(process.execPath, args, {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(service, 'exit');
  try {
    let said = '';
    let url: string | undefined;
    while (url === undefined) {
      const [chunk] = await once(service.stdout, 'data');
      said += String(chunk);
      [, url] = /listens on (\S+)/.exec(said) ?? [];
    }
    service.stdout.pause();
    for (let n = 0; n < LINES; n += AT_ONCE) {
      const asked = Array.from({ length: AT_ONCE }, () => fetch(`${url}/health/live`));
      for (const answer of await Promise.all(asked)) expect(await answer.json()).toEqual({ status: 'live' });
    }
    service.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  } finally {
    service.kill('SIGKILL');
    service.stdout.destroy();
    rmSync(dir, { recursive: true, force: true });
  }
});
