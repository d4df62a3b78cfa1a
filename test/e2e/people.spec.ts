import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { is } from '../support/client.js';
import { Service } from '../support/service.js';
import { Site } from '../support/site.js';

describe('people', () => {
  let service: Service;
  let site: Site;

  beforeAll(async () => {
    service = await Service.open('sqlite');
    site = new Site(service);
  });
  afterAll(async () => {
    expect(service.failures).toEqual([]);
    await service.close();
  });

  const named = async (person: string) => (await site.read(`/v1/people/${person}`)).name;

  test('are found by a part of their name, and picked by their id', async () => {
    const person = await site.person('张伟 Zhang Wei');
    for (const q of ['张伟', 'zhang', 'WEI']) {
      const { items } = await site.read(`/v1/people?q=${encodeURIComponent(q)}`);
      expect(items).toEqual([expect.objectContaining({ id: person, name: '张伟 Zhang Wei', active: true })]);
    }
  });

  test('and units are read in any spelling of their codes, in paths, bodies and filters', async () => {
    const spelt = (code: string) =>
      ` ${code.slice(0, 4).toLowerCase()}-${code.slice(4).replaceAll('0', 'o')}`;
    const person = await site.person();
    const unit = await site.unit();
    const code = await site.stored(await site.place(), { unit: spelt(unit) });
    await site.act(code, 'issue', { to: spelt(person), purpose: 'x' });
    for (const filter of [
      `holder=${encodeURIComponent(spelt(person))}`,
      `ownerUnit=${encodeURIComponent(spelt(unit))}`,
    ])
      expect((await site.read(`/v1/bottles?${filter}`)).items).toMatchObject([{ code }]);
    for (const [list, id] of [
      ['people', person],
      ['units', unit],
    ] as const)
      expect(await site.read(`/v1/${list}/${encodeURIComponent(spelt(id))}`)).toMatchObject({ id });
    const nobody = { to: 'somebody else' };
    is(await site.admin.post(`/v1/bottles/${code}/transfer`, nobody), 422, 'person.not-known');
  });

  test('an erased name does not come back, whatever is sent again', async () => {
    const key = { 'idempotency-key': 'add-and-erase' };
    const add = () => site.admin.post('/v1/people', { name: 'Forget Me', email: 'me@example.org' }, key);
    const { id } = is(await add(), 201).body;
    is(await site.admin.post(`/v1/people/${id}/set-name`, { name: 'Renamed' }), 204);
    expect(is(await add(), 201).body.id).toBe(id);
    expect(await named(id)).toBe('Renamed');
    is(await site.admin.post(`/v1/people/${id}/erase-name`), 200);
    expect(is(await add(), 201).headers['idempotency-replayed']).toBe('true');
    is(await site.admin.post(`/v1/people/${id}/set-name`, { name: 'Back' }), 409, 'person.name-erased');
    expect(await site.read(`/v1/people/${id}`)).toEqual({ id, active: true, nameErased: true, revision: 1 });
    for (const file of readdirSync(service.dir).filter((name) => name.includes('.db')))
      expect(readFileSync(join(service.dir, file)).toString('latin1')).not.toMatch(
        /Forget Me|me@example|Renamed/,
      );
    await service.restart();
    expect(await named(id)).toBeUndefined();
  });

  test('whoever administers a unit names its people, and no others', async () => {
    const unit = await site.unit();
    const local = await site.somebody('administrator', { unit });
    const ours = is(await site.admin.post('/v1/people', { name: 'Ours', unit }), 201).body.id;
    const theirs = await site.person('Theirs');
    is(await local.client.post(`/v1/people/${ours}/set-name`, { name: 'New' }), 204);
    is(await local.client.post(`/v1/people/${theirs}/set-name`, { name: 'New' }), 403, 'access.forbidden');
    is(await local.client.post(`/v1/people/${theirs}/erase-name`), 403, 'access.forbidden');
    expect(await named(theirs)).toBe('Theirs');
  });

  test('who has left is named in nothing new, and may come back', async () => {
    const person = await site.person();
    const code = await site.stored(await site.place());
    is(await site.admin.post(`/v1/people/${person}/leave`), 200);
    is(await site.admin.post(`/v1/people/${person}/leave`), 409, 'person.left');
    is(await site.admin.post(`/v1/bottles/${code}/issue`, { to: person, purpose: 'x' }), 409, 'person.left');
    is(await site.admin.post(`/v1/people/${person}/grant-role`, { role: 'stores' }), 409, 'person.left');
    is(await site.admin.post(`/v1/people/${person}/come-back`), 200);
    await site.act(code, 'issue', { to: person, purpose: 'x' });
  });
});
