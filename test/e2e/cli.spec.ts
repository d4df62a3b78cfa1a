import { existsSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { build, DataFolder } from '../support/data-folder.js';

/** Every command is a process of its own, of which a busy machine starts few a second. */
jest.setTimeout(120_000);

interface Created {
  readonly credential: string;
  readonly person: string;
  readonly key?: string;
  readonly enrolment?: { readonly code: string };
}

describe('the command line', () => {
  const folder = new DataFolder();
  const { dir } = folder;

  beforeAll(build);
  afterAll(() => folder.remove());

  test('begins no ledger where there is none', async () => {
    for (const args of [['key', 'list'], ['rebuild'], ['verify']]) {
      const { status, out, err } = await folder.ledger(...args);
      expect([status, out]).toEqual([1, '']);
      expect(err).toContain(`There is no ledger at ${join(dir, 'ledger.db')}`);
    }
    const { status, out } = await folder.ledger('verify', '--json');
    expect(status).toBe(1);
    expect(JSON.parse(out)).toEqual({
      error: { code: 'not-done', message: expect.any(String), hint: expect.any(String) },
    });
    expect(existsSync(join(dir, 'ledger.db'))).toBe(false);
  });

  describe('beside a service that runs', () => {
    beforeAll(() => folder.start());

    test('is let in by a socket that is its owner’s alone', () => {
      expect(statSync(folder.socket).isSocket()).toBe(true);
      expect(statSync(folder.socket).mode & 0o777).toBe(0o600);
    });

    test('acts as the first administrator, through the console', async () => {
      const administrator = await (await folder.get('/v1/me')).json();
      const me = await new Promise<string>((resolve, reject) => {
        const asking = request({ socketPath: folder.socket, path: '/v1/me' }, (answer) =>
          text(answer).then(resolve, reject),
        );
        asking.once('error', reject);
        asking.end();
      });
      expect(JSON.parse(me).id).toBe((administrator as { id: string }).id);
      const { person, credential } = await folder.json<Created>(
        'key',
        'create',
        '--name',
        'Wang',
        '--role',
        'stores',
      );
      const db = new DatabaseSync(join(dir, 'ledger.db'), { readOnly: true });
      const metas = db
        .prepare(
          `SELECT bytes ->> '$.meta.actor' AS actor, bytes ->> '$.meta.credential' AS credential FROM facts WHERE stream IN (?, ?, ?)`,
        )
        .all(`person-${person}`, `grants-${person}`, `credential-${credential}`);
      db.close();
      expect(metas).toHaveLength(3);
      for (const meta of metas)
        expect({ ...meta }).toEqual({ actor: JSON.parse(me).id, credential: 'console' });
    });

    test('prints a code by which the holder, and nobody else, comes by the key', async () => {
      const { status, out } = await folder.ledger('key', 'create', '--name', 'Li', '--role', 'researcher');
      expect(status).toBe(0);
      const [, body] = /-d '([^']+)'/.exec(out) ?? [];
      const enrolled = await fetch(`${folder.url}/v1/enrolments`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: String(body),
      });
      const { key } = (await enrolled.json()) as { key: string };
      expect(out).not.toContain(key);
      expect(await (await folder.get('/v1/me', key)).json()).toMatchObject({
        name: 'Li',
        roles: [{ role: 'researcher' }],
      });
    });

    test('fetches the key of a service account, lists it, revokes it', async () => {
      const {
        key = '',
        credential,
        person,
      } = await folder.json<Created>(
        ...['key', 'create', '--name', 'Robot', '--role', 'integration', '--label', 'balance 3', '--enrol'],
      );
      expect((await folder.get('/v1/bottles', key)).status).toBe(200);
      const another = await folder.json<Created>(
        'key',
        'create',
        '--person',
        person,
        '--role',
        'integration',
      );
      expect(another.person).toBe(person);
      const listed = await folder.ledger('key', 'list');
      expect(listed.out).toMatch(
        new RegExp(`^${credential}  in use  Robot \\(${person}\\)  balance 3$`, 'm'),
      );
      expect(listed.out).toMatch(new RegExp(`^${another.credential}  not yet enrolled  Robot`, 'm'));
      expect(await folder.ledger('key', 'revoke', credential)).toMatchObject({ status: 0 });
      expect((await folder.get('/v1/bottles', key)).status).toBe(401);
    });

    test('says why something is not done, and records nothing', async () => {
      const refused: readonly (readonly [readonly string[], string])[] = [
        [['key', 'create', '--role', 'stores'], 'whose key'],
        [['key', 'create', '--name', 'Wang'], 'needs a role'],
        [['key', 'create', '--name', 'Wang', '--role', 'king'], 'Allowed choices are administrator'],
        [
          ['key', 'create', '--name', 'Wang', '--role', 'stores', '--unit', '7K3QX9M2RP'],
          'No unit has this id',
        ],
        [['key', 'create', '--person', '7K3QX9M2RP'], 'No person'],
        [['key', 'create', '--name', 'Nobody', '--role', 'stores', '--expires', '2026-02-30'], 'Not a date'],
        [
          ['key', 'create', '--name', 'Nobody', '--role', 'stores', '--expires', '2020-01-01T00:00:00Z'],
          'have expired already',
        ],
        [
          ['key', 'create', '--name', 'Nobody', '--role', 'stores', '--label', ' '],
          'Nothing that can be read',
        ],
        [['key', 'revoke', 'nothing'], 'Not a code'],
        [['rebuild', 'nothing'], 'There is no view nothing; there are receipts'],
        [['nothing'], "unknown command 'nothing'"],
      ];
      const { head } = await folder.json<{ head: number }>('verify');
      for (const [args, why] of refused) {
        const { status, out, err } = await folder.ledger(...args);
        expect([args, status, out]).toEqual([args, 1, '']);
        expect(err).toContain(why);
      }
      expect((await folder.json<{ head: number }>('verify')).head).toBe(head);
    });

    test('builds views again, and verifies the log, while it is written', async () => {
      let done = false;
      const writing = (async () => {
        for (let n = 0; !done; n += 1) expect(await folder.place(`Room ${n}`)).toBe(201);
      })();
      const { rebuilt } = await folder.json<{ rebuilt: { view: string }[] }>('rebuild');
      expect(rebuilt.map(({ view }) => view)).toEqual(
        expect.arrayContaining(['inventory', 'receipts', 'substances']),
      );
      expect((await folder.json<{ rebuilt: unknown[] }>('rebuild', 'people')).rebuilt).toHaveLength(1);
      const { status, out, err } = await folder.ledger('verify');
      done = true;
      await writing;
      expect(out).toContain('Everything is as it should be.');
      expect(err).toMatch(/^verify: .* facts$/m);
      expect(status).toBe(0);
    });
  });

  describe('without a service', () => {
    test('finds the socket gone when the service was stopped', async () => {
      await folder.stop();
      expect(existsSync(folder.socket)).toBe(false);
    });

    test('does the same by itself, and leaves nothing open', async () => {
      const { credential } = await folder.json<Created>(
        'key',
        'create',
        '--name',
        'Zhao',
        '--role',
        'auditor',
      );
      const { out } = await folder.ledger('key', 'list');
      expect(out).toMatch(new RegExp(`^${credential}  not yet enrolled  Zhao`, 'm'));
      expect(await folder.json('rebuild', 'credentials')).toMatchObject({
        rebuilt: [{ view: 'credentials' }],
      });
      expect(await folder.json('verify')).toMatchObject({ found: 0, pending: 0 });
      expect(existsSync(folder.socket)).toBe(false);
    });

    test('says who holds the log where nobody answers', async () => {
      await folder.start();
      rmSync(folder.socket);
      const { status, err } = await folder.ledger('key', 'list');
      expect(status).toBe(1);
      expect(err).toMatch(/ledger\.db is in use by process \d+, which does not answer/);
    });

    test('puts a socket that was left over aside', async () => {
      await folder.stop();
      await folder.start();
      await folder.stop('SIGKILL');
      expect(existsSync(folder.socket)).toBe(true);
      expect(await folder.ledger('key', 'list')).toMatchObject({ status: 0 });
      await folder.start();
      expect(await folder.ledger('key', 'list')).toMatchObject({ status: 0 });
      await folder.stop();
    });

    test('ends with 1 where the log was tampered with, and names the fact', async () => {
      const db = new DatabaseSync(join(dir, 'ledger.db'));
      db.exec('DROP TRIGGER facts_never_change');
      const fact = db
        .prepare(`UPDATE facts SET bytes = '{ ' || substr(bytes, 2) WHERE position = 17 RETURNING id, stream`)
        .get();
      db.close();
      const { status, out } = await folder.ledger('verify');
      expect(status).toBe(1);
      expect(out).toContain('1 finding:\n');
      expect(out).toContain(
        `text.not-canonical: the text is not the canonical text of its fact (at 17, ${fact?.stream}, fact ${fact?.id})`,
      );
      expect((await folder.ledger('verify', '--json')).status).toBe(1);
    });
  });
});
