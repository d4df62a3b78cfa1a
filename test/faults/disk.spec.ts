import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Kept } from '../crash/kept.js';
import { type Command, look, type Receipt, send } from '../crash/load.js';
import { build, DataFolder } from '../support/data-folder.js';
import { ADMIN_KEY } from '../support/service.js';
import { canFail, FailingDisk } from './disk.js';

const PREPARING_MS = 120_000;
const AT_ONCE = 64;
/** A disk that takes a tenth of a second for every sync. */
const SLOW_US = 100_000;

const room = (name: string): Command => {
  const key = randomUUID();
  return { path: '/v1/places', body: { name, kind: 'room', reason: key }, key };
};

(canFail ? describe : describe.skip)('a disk', () => {
  let data: DataFolder;
  let disk: FailingDisk | undefined;
  const file = (name: string) => join(data.dir, `${name}-wal`);
  const record = async (command: Command) =>
    (await send(data.url, command)) as { status: number; body: Receipt };
  /** How many facts there are of a command. */
  const kept = async ({ key = '' }: Command) => {
    const log = new Kept(join(data.dir, 'ledger.db'));
    await log.readOn();
    return log.byReason.get(key)?.length ?? 0;
  };
  const shown = async (position: string) =>
    (await look<{ items: { name: string }[] }>(data.url, `/v1/places?after=${position}`)).items.map(
      ({ name }) => name,
    );

  beforeAll(build, PREPARING_MS);
  beforeEach(async () => {
    data = new DataFolder(undefined, { ADMIN_KEY, RATE_LIMIT: '0' });
    await data.start();
  });
  afterEach(async () => {
    await disk?.mend();
    await data.remove();
  });

  test('that is full: nothing is recorded and everybody is told, reading goes on, and so does all when there is room', async () => {
    const before = await record(room('before'));
    expect(await shown(before.body.position)).toEqual(['before']);
    const on = ['ledger.db', 'views.db', 'private.db'].map(file);
    disk = await FailingDisk.under(data.pid, { on, call: 'write', error: 'ENOSPC' });
    const during = room('during');
    for (let n = 0; n < 3; n += 1) {
      const refused = await fetch(`${data.url}/v1/places`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${ADMIN_KEY}`,
          'content-type': 'application/json',
          'idempotency-key': during.key ?? '',
        },
        body: JSON.stringify(during.body),
      });
      expect(refused.status).toBe(503);
      expect(refused.headers.get('retry-after')).toBe('1');
      expect(await refused.json()).toMatchObject({
        code: 'ledger.unavailable',
        params: { outcome: 'not-stored' },
      });
    }
    expect(await kept(during)).toBe(0);
    expect(await shown(before.body.position)).toEqual(['before']);
    await data.heard('database or disk is full');
    await disk.mend();
    const { status, body } = await record(during);
    expect(status).toBe(201);
    expect(await kept(during)).toBe(1);
    expect(await shown(body.position)).toEqual(expect.arrayContaining(['before', 'during']));
  });

  test.each(['write', 'sync'] as const)(
    'that fails a %s: the service ends and says what to do, and after its next start all is there once',
    async (call) => {
      const before = room('before');
      expect(await record(before)).toMatchObject({ status: 201 });
      disk = await FailingDisk.under(data.pid, { on: [file('ledger.db')], call, error: 'EIO' });
      const doubtful = room('doubtful');
      const answer = await send(data.url, doubtful).catch(() => undefined);
      // Nobody was told that it is recorded.
      expect(answer?.status ?? 503).toBe(503);
      expect(await data.ended()).toBe(1);
      await data.heard('the ledger cannot go on');
      await data.heard('Look at the disk, then start it again');
      await disk.mend();
      await data.start();
      expect(await record(doubtful)).toMatchObject({ status: 201 });
      expect(await record(before)).toMatchObject({ status: 201, replayed: true });
      for (const command of [before, doubtful]) expect(await kept(command)).toBe(1);
    },
  );

  test('that fails the views alone: recording goes on, and the views come after when it is mended', async () => {
    disk = await FailingDisk.under(data.pid, { on: [file('views.db')], call: 'write', error: 'EIO' });
    const { status, body } = await record(room('unseen'));
    expect(status).toBe(201);
    await data.heard('the views cannot be written now');
    await disk.mend();
    expect(await shown(body.position)).toEqual(['unseen']);
    expect((await record(room('seen'))).status).toBe(201);
  });

  test('that is slow: all are answered, what is answered is there, and many share a sync', async () => {
    const on = [file('ledger.db')];
    disk = await FailingDisk.under(data.pid, { on, call: 'sync', delayUs: SLOW_US });
    const commands = Array.from({ length: AT_ONCE }, (_, n) => room(`slow ${n}`));
    const answers = await Promise.all(commands.map(record));
    expect(answers.map(({ status }) => status)).toEqual(commands.map(() => 201));
    const log = new Kept(join(data.dir, 'ledger.db'));
    await log.readOn();
    for (const { key = '' } of commands) expect(log.byReason.get(key)).toHaveLength(1);
  });
});
