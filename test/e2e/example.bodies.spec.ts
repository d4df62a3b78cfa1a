import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as access from '../../src/access/access.commands.js';
import * as bottle from '../../src/bottle/bottle.commands.js';
import { Cast } from '../../src/cli/example/cast.js';
import { plan } from '../../src/cli/example/plan/plan.js';
import { type CommandName, commands } from '../../src/cli/example/plan/step.js';
import { BodyPipe } from '../../src/http/body.pipe.js';
import { AnnulFact, CorrectFact } from '../../src/http/command.js';
import * as people from '../../src/people/people.commands.js';
import * as place from '../../src/place/place.commands.js';
import * as substance from '../../src/substance/substance.commands.js';
import * as unit from '../../src/unit/unit.commands.js';
import { is } from '../support/client.js';
import { Service } from '../support/service.js';

const classes: Readonly<Record<string, unknown>> = {
  ...{ ...access, ...bottle, ...people, ...place, ...substance, ...unit, AnnulFact, CorrectFact },
};

/** Nobody asks for it over HTTP with a body of its own: it follows from fetching a key. */
const asked = Object.entries(commands).filter(([name]) => name !== 'EnrolCredential');

describe('what an example asks', () => {
  let service: Service;
  /** Permissions by the name of the body's class, of every route that takes one. */
  const routes = new Map<string, string[]>();

  beforeAll(async () => {
    service = await Service.open();
    const { paths } = is(await service.as().get('/openapi.json'), 200).body;
    for (const operation of Object.values<Record<string, Operation>>(paths).flatMap(
      Object.values<Operation>,
    )) {
      const ref = operation.requestBody?.content['application/json']?.schema.$ref ?? '';
      const name = ref.slice(ref.lastIndexOf('/') + 1);
      routes.set(name, [...(routes.get(name) ?? []), operation['x-permission']]);
    }
  });
  afterAll(() => service.close());

  test.each(asked)('%s needs what its route needs', (name, [, permission]) => {
    expect(routes.get(name)).toContain(permission);
  });

  test('is told in bodies that HTTP takes, and understands as they are', async () => {
    const pipe = new BodyPipe();
    const cast = new Cast('5b1f2c3a-0d4e-4f6a-8b7c-9d0e1f2a3b4c', '7K3QX9M2RP');
    const made = plan({ seed: 9, scale: 0.2, until: '2026-05-31', timeZone: 'Europe/Berlin' });
    const seen = new Set<CommandName>();
    for (const step of [...made.moments()].flatMap(({ steps }) => steps)) {
      const { name, body } = cast.of(step);
      seen.add(step.ask);
      if (name === 'EnrolCredential') continue;
      const read = await pipe.transform(structuredClone(body), {
        type: 'body',
        metatype: classes[name] as never,
      });
      expect(JSON.parse(JSON.stringify(read))).toEqual(body);
    }
    expect(seen.size).toBeGreaterThan(30);
  });
});

interface Operation {
  readonly 'x-permission': string;
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: { readonly $ref: string } }>>;
  };
}
