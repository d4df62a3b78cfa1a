import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addDays } from '@ledger/kernel';
import { Clock } from '../../src/ledger/clock.js';
import { is } from '../support/client.js';
import { Service } from '../support/service.js';

const HOUR_MS = 3_600_000;

/** A clock that somebody sets. */
class SetClock extends Clock {
  private off = 0;
  setBack(ms: number): void {
    this.off -= ms;
  }
  now(): string {
    return new Date(Date.now() + this.off).toISOString();
  }
}

const clock = new SetClock();
let service: Service;
beforeAll(async () => {
  service = await Service.open('sqlite', {}, clock);
});
afterAll(() => service.close());

interface Item {
  readonly type: string;
  readonly recordedAt: string;
  readonly occurredAt: string;
}

test('a clock that goes back an hour puts nothing before what was recorded, and its hour is taken again', async () => {
  const { id } = is(await service.admin.post('/v1/places', { name: 'North', kind: 'room' }), 201).body;
  const rename = (body: object) => service.admin.post(`/v1/places/${id}/rename`, body);
  clock.setBack(HOUR_MS);
  is(await rename({ name: 'South' }), 200);
  is(await rename({ name: 'West', occurredAt: addDays(clock.now(), -1) }), 422, 'place.not-yet-opened');
  is(await rename({ name: 'East' }), 200);
  const { items } = (await service.admin.get(`/v1/places/${id}/history`)).body as { items: readonly Item[] };
  const recorded = items.map(({ recordedAt }) => recordedAt);
  expect(recorded).toEqual([...recorded].sort());
  for (const { occurredAt, recordedAt } of items) expect(occurredAt <= recordedAt).toBe(true);
  const { body } = await service.admin.get(`/v1/places/${id}`);
  expect(body.name).toBe('East');
  await service.restart();
  expect((await service.admin.get(`/v1/places/${id}`)).body.name).toBe('East');
  expect(service.failures).toEqual([]);
});
