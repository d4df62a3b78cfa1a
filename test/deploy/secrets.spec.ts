import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { readConfig } from '../../src/config.js';

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'secrets-'));
  cpSync('docker/secrets.sh', join(place, 'secrets.sh'));
});
afterEach(() => rmSync(place, { recursive: true }));

const make = (...words: string[]) => spawnSync('sh', [join(place, 'secrets.sh'), ...words]).status;
const secret = (name: string) => readFileSync(join(place, 'secrets', name), 'utf8').trim();
const all = () => Object.fromEntries(readdirSync(join(place, 'secrets')).map((name) => [name, secret(name)]));
const mode = (path: string) => (statSync(join(place, path)).mode & 0o777).toString(8);

describe('docker/secrets.sh', () => {
  test('makes every secret once, and never anew', () => {
    expect(make('cluster')).toBe(0);
    const made = all();
    expect(make('single')).toBe(0);
    expect(all()).toMatchObject(made);
    expect(Object.keys(all())).toHaveLength(Object.keys(made).length + 2);
  });

  test('makes others in another place', () => {
    make('single');
    const [first, url] = [secret('mongo-root-password'), secret('single-event-store-url')];
    rmSync(join(place, 'secrets'), { recursive: true });
    make('single');
    expect(secret('mongo-root-password')).not.toBe(first);
    expect(secret('single-event-store-url')).not.toBe(url);
  });

  test('keeps everybody else out, and lets the users inside containers read', () => {
    make('cluster');
    expect(mode('secrets')).toBe('700');
    expect(mode('secrets/event-store.env')).toBe('400');
    for (const name of ['admin-key', 'mongo-keyfile', 'cluster-event-store-url'])
      expect(mode(`secrets/${name}`)).toBe('444');
  });

  test('the key is one that the service takes in production', () => {
    make('single');
    const env = {
      NODE_ENV: 'production',
      DATA_DIR: join(place, 'none'),
      ADMIN_KEY_FILE: join(place, 'secrets/admin-key'),
    };
    expect(readConfig(env).adminKey).toBe(secret('admin-key'));
  });

  test('URLs name the nodes of their profile, with the passwords of the stores', () => {
    make('single');
    make('cluster');
    const mongo = secret('mongo-ledger-password');
    const [, events] = /^EVENTSTORE_DEFAULT_ADMIN_PASSWORD=(.+)$/m.exec(secret('event-store.env')) ?? [];
    const expected = {
      single: ['views:27017'],
      cluster: ['views-1:27017', 'views-2:27017', 'views-3:27017'],
    };
    for (const [profile, hosts] of Object.entries(expected)) {
      const { options } = new MongoClient(secret(`${profile}-read-model-url`));
      expect(options.hosts.map(String)).toEqual(hosts);
      expect(options.dbName).toBe('chemledger');
      expect(options.replicaSet).toBe('views');
      expect(options.credentials).toMatchObject({
        username: 'ledger',
        password: mongo,
        source: 'chemledger',
      });
      const nodes = hosts.map((host) => host.replace('views', 'events').replace('27017', '2113')).join(',');
      expect(secret(`${profile}-event-store-url`)).toBe(
        `esdb://admin:${events}@${nodes}?tls=true&tlsCAFile=/trust/ca.crt`,
      );
    }
  });

  test('passwords have 256 bits and need no escape; the key file has the characters that mongod takes', () => {
    make('single');
    for (const name of ['admin-key', 'mongo-root-password', 'mongo-ledger-password'])
      expect(secret(name)).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(secret('event-store.env')).toMatch(
      /^EVENTSTORE_DEFAULT_ADMIN_PASSWORD=[\w-]{43}\nEVENTSTORE_DEFAULT_OPS_PASSWORD=[\w-]{43}$/,
    );
    expect(secret('mongo-keyfile')).toMatch(/^[A-Za-z0-9+/]{6,1024}$/);
  });

  test('asks for a profile that there is', () => {
    expect(make()).toBe(2);
    expect(make('double')).toBe(2);
    expect(readdirSync(place)).toEqual(['secrets.sh']);
  });
});
