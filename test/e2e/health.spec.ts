import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { is } from '../support/client.js';
import { Service } from '../support/service.js';

describe('health', () => {
  let service: Service;
  beforeAll(async () => {
    service = await Service.open();
  });
  afterAll(() => service.close());

  test('anybody may ask whether the process runs', async () => {
    expect(is(await service.as().get('/health/live'), 200).body).toEqual({ status: 'live' });
  });

  test('anybody learns that it is ready, an administrator how far each view is', async () => {
    expect(is(await service.as().get('/health/ready'), 200).body).toEqual({ status: 'ready' });
    const { body } = is(await service.admin.get('/health/ready'), 200);
    expect(body.status).toBe('ready');
    const views = body.views.map(({ view }: { view: string }) => view);
    expect(views).toEqual(
      expect.arrayContaining([
        'inventory',
        'holdings',
        'lineage',
        'receipts',
        'places',
        'substances',
        'aliases',
        'reactions',
        'conflicts',
      ]),
    );
    for (const view of body.views)
      expect(view).toEqual({ view: expect.any(String), position: body.head, behind: 0 });
  });

  test('a key that opens nothing learns no more than anybody', async () => {
    expect(is(await service.as('nobody-has-this-key').get('/health/ready'), 200).body).toEqual({
      status: 'ready',
    });
  });

  test('no bug was met', () => expect(service.failures).toEqual([]));
});
