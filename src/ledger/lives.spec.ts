import { expect, test } from '@jest/globals';
import type { Entry, Recorded } from '@ledger/kernel';
import { MemoryEventStore } from '../../libs/event-store/src/memory/index.js';
import { deciders } from '../areas.js';
import { Lives } from './lives.js';

const STREAM = 'site-main';
const meta = {
  ...{ actor: 'p-1', credential: 'k-1', commandId: 'c', commandHash: 'f' },
  ...{ occurredAt: '2027-03-01T08:00:00.000Z', recordedAt: '2027-03-01T08:00:00.000Z' },
};
const founded: Entry = {
  ...{ id: 'e-0', stream: STREAM, revision: 0, type: 'SiteFounded', v: 1, meta },
  data: { ledger: 'l', timeZone: 'UTC' },
};
const moved: Entry = {
  ...{ id: 'e-1', stream: STREAM, revision: 1, type: 'TimeZoneSet', v: 1, meta },
  data: { timeZone: 'Europe/Berlin' },
};

/** A log whose reads are answered when the test says so. */
class SlowLog extends MemoryEventStore {
  answer = () => {};

  override async read(stream: string, options?: { readonly from?: number }): Promise<readonly Recorded[]> {
    const found = await super.read(stream, options);
    await new Promise<void>((resolve) => {
      this.answer = resolve;
    });
    return found;
  }
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('what another process recorded while a stream was being read is not missed for ever', async () => {
  const log = new SlowLog();
  await log.append(STREAM, -1, [founded]);
  const lives = new Lives(log, deciders);
  const early = lives.load(STREAM);
  await turn();
  await log.append(STREAM, 0, [moved]);
  lives.heard(moved);
  log.answer();
  expect((await early).revision).toBe(0);
  const late = lives.load(STREAM);
  await turn();
  log.answer();
  expect((await late).revision).toBe(1);
});
