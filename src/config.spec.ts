import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { BadConfig, readConfig } from './config.js';

const dir = mkdtempSync(join(tmpdir(), 'chemledger-config-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const KEY = 'A-_0'.repeat(11).slice(0, 43);

/** What is said to be wrong with an environment; nothing where it is taken. */
function problems(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof BadConfig) return error.problems;
    throw error;
  }
}

describe('the configuration', () => {
  it('needs nothing', () => {
    expect(readConfig({})).toEqual({
      production: false,
      dataDir: resolve('data'),
      port: 3000,
      host: '127.0.0.1',
      eventStore: { kind: 'sqlite', file: resolve('data/ledger.db') },
      readModel: { kind: 'sqlite', file: resolve('data/views.db') },
      backdatingDays: 30,
      logLevel: 'info',
      metrics: 'key',
      rateLimit: 200,
      trustProxy: [],
      backup: { everyMs: 86_400_000, keep: 14, bytesPerSecond: 20_000_000 },
      settings: {},
    });
  });

  it.each([
    'UTC',
    'Europe/Berlin',
    'Asia/Kolkata',
    'Europe/Kyiv',
    'America/Argentina/Buenos_Aires',
    'Etc/GMT+5',
  ])('knows the zone %s', (zone) => {
    expect(readConfig({ SITE_TIME_ZONE: zone }).timeZone).toBe(zone);
  });

  it('takes proxies by address, by network and by name', () => {
    const TRUST_PROXY = ' 10.0.0.1, 10.0.0.0/8,::1, fd00::/8 ,loopback,';
    const trusted = ['10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', 'loopback'];
    expect(readConfig({ TRUST_PROXY }).trustProxy).toEqual(trusted);
  });

  it('takes an empty setting for none', () => {
    const names = ['PORT', 'HOST', 'DATA_DIR', 'EVENT_STORE_URL', 'ADMIN_KEY', 'SITE_TIME_ZONE', 'LOG_LEVEL'];
    expect(readConfig(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(readConfig({}));
  });

  it('is read as it is set', () => {
    const env = {
      ...{ PORT: '8080', HOST: '::1', DATA_DIR: dir, ADMIN_KEY: KEY, SITE_TIME_ZONE: 'Asia/Shanghai' },
      ...{
        EVENT_STORE_URL: 'sqlite:here.db',
        READ_MODEL_URL: 'memory:',
        BACKDATING_DAYS: '0',
        LOG_LEVEL: 'silent',
      },
      ...{ RATE_LIMIT: '0', METRICS: 'off', TRUST_PROXY: '10.0.0.1,10.0.0.2' },
      ...{ BACKUP_EVERY: '90m', BACKUP_KEEP: '3', BACKUP_RATE: '0' },
    };
    const { ADMIN_KEY: _secret, ...settings } = env;
    expect(readConfig(env)).toEqual({
      ...{
        production: false,
        dataDir: dir,
        port: 8080,
        host: '::1',
        adminKey: KEY,
        timeZone: 'Asia/Shanghai',
      },
      ...{ eventStore: { kind: 'sqlite', file: join(dir, 'here.db') }, readModel: { kind: 'memory' } },
      ...{ backdatingDays: 0, logLevel: 'silent', rateLimit: 0, metrics: 'off' },
      ...{ trustProxy: ['10.0.0.1', '10.0.0.2'] },
      ...{ backup: { everyMs: 5_400_000, keep: 3, bytesPerSecond: 0 }, settings },
    });
  });

  it.each([
    ['PORT', ['-1', '65536', '1e3', '80.5', 'http', ' 80']],
    ['HOST', ['a b', 'http://x', '*']],
    ['EVENT_STORE_URL', ['postgres:', 'sqlite', 'memory', '/tmp/x.db']],
    ['READ_MODEL_URL', ['redis:', 'memory']],
    ['BACKDATING_DAYS', ['-1', '36501', 'ten']],
    ['LOG_LEVEL', ['INFO', 'loud']],
    ['RATE_LIMIT', ['-1', 'none']],
    ['METRICS', ['on', 'everybody', 'OFF']],
    ['SITE_TIME_ZONE', ['Mars/Olympus', '+02:00', 'CEST', 'shanghai', 'europe/berlin', 'Europe/Berlin ']],
    ['TRUST_PROXY', ['proxy', '10.0.0.1;10.0.0.2', '10.0.0.0/33', '10.0.0.0/0', '10.0.0.0/', '::/129', '1']],
    ['DATA_DIR', ['package.json']],
    ['BACKUP_EVERY', ['0h', '24', '1.5h', 'daily', '24 h', '100000s']],
    ['BACKUP_KEEP', ['0', '-1', 'all']],
    ['BACKUP_RATE', ['-1', '1.5', 'fast']],
    ['ADMIN_KEY', ['short', 'x'.repeat(31), 'x'.repeat(256), `${'x'.repeat(40)} x`, 'ü'.repeat(40)]],
  ])('says what %s must be, once', (name, wrong) => {
    for (const value of wrong) {
      const said = problems({ [name]: value });
      expect(said).toHaveLength(1);
      expect(said[0]).toMatch(new RegExp(`^${name}.* must be `));
    }
  });

  it('keeps backups where they are not lost with the data', () => {
    for (const BACKUP_DIR of [dir, join(dir, 'backups'), `${dir}/../${basename(dir)}/x`])
      expect(problems({ DATA_DIR: dir, BACKUP_DIR })).toEqual([expect.stringMatching(/lies in DATA_DIR/)]);
    for (const BACKUP_DIR of ['/backup', `${dir}-backup`, join(dir, '..', '..x')]) {
      expect(problems({ DATA_DIR: dir, BACKUP_DIR })).toEqual([]);
      expect(readConfig({ DATA_DIR: dir, BACKUP_DIR }).backup.dir).toBe(resolve(BACKUP_DIR));
    }
    for (const name of ['EVENT_STORE_URL', 'READ_MODEL_URL'])
      expect(problems({ BACKUP_DIR: '/backup', [name]: 'memory:' })).toEqual([
        expect.stringMatching(/memory/),
      ]);
  });

  it('tells what was set, and nothing that opens anything', () => {
    const file = join(dir, 'url');
    writeFileSync(file, 'mongodb://user:secret@views/ledger');
    const env = {
      ADMIN_KEY: KEY,
      EVENT_STORE_URL: 'esdb://admin:secret@events:2113',
      READ_MODEL_URL_FILE: file,
    };
    const { settings } = readConfig({ ...env, PORT: '', TRUST_PROXY: '10.0.0.1' });
    expect(settings).toEqual({
      ...{ EVENT_STORE_URL: 'esdb://…@events:2113', READ_MODEL_URL_FILE: file, TRUST_PROXY: '10.0.0.1' },
    });
  });

  it('says everything that is wrong at once, and no key', () => {
    const said = problems({ PORT: 'x', LOG_LEVEL: 'x', ADMIN_KEY: 'my-secret' });
    expect(said).toHaveLength(3);
    expect(said.join()).not.toContain('my-secret');
  });

  it('takes any long key outside production, and 256 bits in it', () => {
    const long = 'any thirty-two printable characters'.replaceAll(' ', '-');
    const production = { NODE_ENV: 'production', DATA_DIR: join(dir, 'none-yet') };
    expect(problems({ ADMIN_KEY: long })).toEqual([]);
    expect(problems({ ...production, ADMIN_KEY: long })).toEqual([
      expect.stringMatching(/^ADMIN_KEY must be 43/),
    ]);
    expect(problems({ ...production, ADMIN_KEY: KEY })).toEqual([]);
  });

  it('refuses in production what forgets, what everybody reads, and what sends keys in the open', () => {
    const production = { NODE_ENV: 'production', DATA_DIR: dir };
    chmodSync(dir, 0o700);
    expect(problems(production)).toEqual([]);
    expect(problems({ ...production, EVENT_STORE_URL: 'memory:' })).toEqual([
      expect.stringMatching(/^EVENT_STORE_URL/),
    ]);
    expect(problems({ ...production, READ_MODEL_URL: 'memory:' })).toEqual([
      expect.stringMatching(/^READ_MODEL_URL/),
    ]);
    for (const HOST of ['0.0.0.0', '::', '192.168.1.10', 'example.org']) {
      expect(problems({ ...production, HOST })).toEqual([expect.stringMatching(/^HOST=.*TLS/)]);
      expect(problems({ ...production, HOST, TRUST_PROXY: '127.0.0.1' })).toEqual([]);
    }
    for (const HOST of ['127.0.0.1', '::1', 'localhost'])
      expect(problems({ ...production, HOST })).toEqual([]);
    for (const mode of [0o755, 0o704, 0o701]) {
      chmodSync(dir, mode);
      expect(problems(production)).toEqual([expect.stringMatching(/^DATA_DIR=.*everybody/)]);
      expect(problems({ DATA_DIR: dir })).toEqual([]);
    }
    chmodSync(dir, 0o750);
    expect(problems(production)).toEqual([]);
  });
});
