import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Validator } from '@seriousme/openapi-schema-validator';
import { is } from '../support/client.js';
import { Described } from '../support/described.js';
import { Service } from '../support/service.js';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly security?: readonly object[];
  readonly 'x-permission': string;
  readonly parameters?: readonly { readonly name: string; readonly schema?: object }[];
  readonly responses: Readonly<Record<string, object>>;
}

/*
 * Every other test over HTTP holds each answer that it gets to this document; here the document itself is looked at, and
 * the one that holds the answers to it.
 */
describe('the description of the interface', () => {
  let service: Service;
  let document: OpenAPIObject;

  beforeAll(async () => {
    service = await Service.open();
    document = is(await service.as().get('/openapi.json'), 200).body;
  });
  afterAll(() => service.close());

  test('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate({ ...structuredClone(document) });
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
    expect(document.openapi).toMatch(/^3\.1\./);
  });

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries<Operation>(methods as never).map(([method, operation]) => ({
        ...operation,
        route: `${method} ${path}`,
      })),
    );

  test('says of every route what it is for, what it needs, and what it answers', () => {
    const ids = operations().map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const {
      route,
      summary,
      responses,
      security,
      'x-permission': needs,
      parameters = [],
    } of operations()) {
      expect({ route, summary }).toEqual({ route, summary: expect.stringMatching(/^[A-Z].*\.$/) });
      expect({ route, closed: (security ?? []).length > 0 }).toEqual({ route, closed: needs !== 'anybody' });
      expect(Object.keys(responses).some((status) => status.startsWith('2'))).toBe(true);
      if (needs !== 'anybody') expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '403']));
      for (const { name, schema } of parameters)
        expect({ route, name, schema }).toEqual({ route, name, schema: expect.any(Object) });
    }
  });

  test('refers to nothing that is not there', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, ref]) => ref ?? '');
    expect(refs.length).toBeGreaterThan(100);
    expect(refs.filter((ref) => !at(document, ref.split('/')))).toEqual([]);
  });

  test('is held against answers: one that differs is noticed', async () => {
    const described = new Described(document);
    const answer = is(await service.admin.get('/v1/me'), 200);
    expect(() => described.check('get', '/v1/me', answer)).not.toThrow();
    const like = (more: object) => Object.assign(Object.create(answer), more);
    expect(() => described.check('get', '/v1/me', like({ body: { ...answer.body, id: 5 } }))).toThrow(
      /not as described/,
    );
    expect(() => described.check('get', '/v1/me', like({ body: { ...answer.body, colour: 'red' } }))).toThrow(
      /not as described/,
    );
    expect(() => described.check('get', '/v1/me', like({ status: 207 }))).toThrow(/not described/);
    expect(() => described.check('get', '/v1/me', like({ type: 'text/plain' }))).toThrow(/not described/);
    expect(() => described.check('get', '/v1/me', like({ headers: { etag: '"1"' } }))).toThrow(
      /not described/,
    );
  });
});

const at = (inside: unknown, [name, ...rest]: readonly string[]): unknown =>
  name === undefined ? inside : at((inside as Record<string, unknown> | undefined)?.[name], rest);
