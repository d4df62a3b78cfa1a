import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Entry } from '@ledger/kernel';
import { CONFLICTS_CHECKPOINT } from '../../src/conflicts.js';
import { factIdOf } from '../../src/ledger/ids.js';
import { is } from '../support/client.js';
import { everything } from '../support/folded.js';
import { bothStores, Service } from '../support/service.js';
import { Site } from '../support/site.js';

/** Two processes that record at once are told apart by what each has not heard of yet: here one writes into the log. */
describe.each(bothStores)('what does not go together in a place, on %s', (stores) => {
  let service: Service;
  let site: Site;

  beforeAll(async () => {
    service = await Service.open(stores);
    site = new Site(service);
  });
  afterAll(async () => {
    expect(service.failures).toEqual([]);
    await service.close();
  });

  /** Another process records this behind everything that there is in a stream. */
  const elsewhere = async (stream: string, type: string, data: object): Promise<Entry> => {
    const { store } = service.house;
    const history = await store.read(stream);
    const { meta } = history[0] as Entry;
    const commandId = randomUUID();
    const now = new Date().toISOString();
    const told = { actor: meta.actor, credential: meta.credential, commandId, commandHash: 'f'.repeat(64) };
    const entry: Entry = {
      ...{ id: factIdOf(commandId, stream, 0), stream, revision: history.length, type, v: 1, data },
      meta: { ...told, occurredAt: now, recordedAt: now },
    };
    await store.append(stream, history.length - 1, [entry]);
    return entry;
  };
  const shut = (place: string) => elsewhere(`place-${place}`, 'PlaceClosed', {});
  const moved = (code: string, place: string) =>
    elsewhere(`bottle-${code}`, 'BottleMoved', { to: { place } });
  const look = (place: string) => site.read(`/v1/places/${place}`);
  const history = async (place: string) => (await site.read(`/v1/places/${place}/history`)).items;
  const conflicting = async () =>
    (await site.read('/v1/places?conflict=true')).items.map(({ id }: { id: string }) => id);

  /** What the place says once it says that, or no more, that something in it does not go together. */
  const once = async (place: string, is: 'conflicting' | 'settled') => {
    for (;;) {
      const shown = await look(place);
      if ((shown.conflict !== undefined) === (is === 'conflicting')) return shown;
    }
  };

  test('is found, shown, listed and told, and settles itself when the bottle has gone', async () => {
    const place = await site.place();
    const code = await site.stored(place);
    const closed = await shut(place);
    const { conflict } = await once(place, 'conflicting');
    expect(conflict).toEqual({ since: expect.any(String), bottles: [code], places: [] });
    expect(await conflicting()).toEqual([place]);
    const facts = await history(place);
    expect(facts.at(-1)).toMatchObject({
      type: 'PlaceConflictFound',
      data: { open: false, bottles: [code], places: [] },
      causedBy: closed.id,
      summary: `Found not to go together: closed, with bottle ${code}`,
    });
    await site.act(code, 'move', { place: await site.place() });
    await once(place, 'settled');
    expect(await conflicting()).toEqual([]);
    expect((await history(place)).at(-1)).toMatchObject({ type: 'PlaceConflictSettled', data: {} });
    is(await site.admin.post(`/v1/places/${place}/reopen`), 200);
  });

  test('is found where the bottle comes last, and settled when the place is opened again', async () => {
    const place = await site.place();
    const code = await site.stored(await site.place());
    is(await site.admin.post(`/v1/places/${place}/close`), 200);
    const put = await moved(code, place);
    expect(await once(place, 'conflicting')).toMatchObject({ open: false, conflict: { bottles: [code] } });
    expect((await history(place)).at(-1)).toMatchObject({ causedBy: put.id });
    is(await site.admin.post(`/v1/places/${place}/reopen`), 200);
    expect(await once(place, 'settled')).toMatchObject({ open: true });
    expect(await site.look(code)).toMatchObject({ place: { id: place } });
  });

  test('are bottles beside places, and settled when those close', async () => {
    const room = await site.place({ kind: 'room' });
    const inside = await site.place({ parent: room });
    const code = await site.stored(inside);
    await moved(code, room);
    const { conflict } = await once(room, 'conflicting');
    expect(conflict).toMatchObject({ bottles: [code], places: [inside] });
    is(await site.admin.post(`/v1/places/${inside}/close`), 200);
    await once(room, 'settled');
  });

  test('are open places in a closed one', async () => {
    const room = await site.place({ kind: 'room' });
    const inside = await site.place({ parent: room });
    await shut(room);
    expect((await once(room, 'conflicting')).conflict).toMatchObject({ bottles: [], places: [inside] });
    is(await site.admin.post(`/v1/places/${inside}/move`), 200);
    await once(room, 'settled');
  });

  test('comes by a repair and goes with the end of the bottle', async () => {
    const place = await site.place();
    const code = await site.stored(place);
    const taken = await site.act(code, 'move', { place: await site.place() });
    is(await site.admin.post(`/v1/places/${place}/close`), 200);
    await elsewhere(`bottle-${code}`, 'FactAnnulled', { fact: taken.body.events[0].id });
    expect((await once(place, 'conflicting')).conflict).toMatchObject({ bottles: [code] });
    await site.act(code, 'dispose', { way: 'x' });
    await once(place, 'settled');
  });

  test('names what came to it', async () => {
    const place = await site.place();
    const codes = [await site.stored(place), await site.stored(await site.place())];
    await shut(place);
    await once(place, 'conflicting');
    await moved(codes[1] ?? '', place);
    for (let bottles = 1; bottles < 2; ) bottles = (await look(place)).conflict.bottles.length;
    const found = (await history(place)).filter(
      ({ type }: { type: string }) => type === 'PlaceConflictFound',
    );
    expect(found.map(({ data }: { data: { bottles: string[] } }) => data.bottles)).toEqual(
      codes.map((code) => [code]),
    );
  });

  if (stores !== 'memory') {
    test('is looked for again after everything was lost that tells how far anybody looked, and recorded once', async () => {
      const before = (await everything(service.house.store)).length;
      await service.house.hidden.drop(CONFLICTS_CHECKPOINT);
      await service.restart();
      const { store, progress } = service.house;
      await progress.until([CONFLICTS_CHECKPOINT], await store.head(), 60_000);
      expect((await everything(store)).length).toBe(before);
    });
  }
});
