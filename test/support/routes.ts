import { is } from './client.js';
import type { Service } from './service.js';

/** A JSON schema of a body, as far as the tests look into it. */
export interface BodySchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, { readonly type?: string }>>;
  readonly required?: readonly string[];
}

/** A route as the OpenAPI document tells of it. */
export interface Route {
  readonly method: 'get' | 'post';
  /** With `{code}` and so on. */
  readonly path: string;
  readonly needs: string;
  /** Names of its query parameters. */
  readonly query: readonly string[];
  readonly body?: BodySchema;
}

interface Operation {
  readonly 'x-permission': string;
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: { readonly $ref: string } }>>;
  };
}

export async function routesOf(service: Service): Promise<readonly Route[]> {
  const { paths, components } = is(await service.as().get('/openapi.json'), 200).body;
  return Object.entries<Record<string, Operation>>(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => {
      const ref = operation.requestBody?.content['application/json']?.schema.$ref;
      return {
        method: method as Route['method'],
        path,
        needs: operation['x-permission'],
        query: (operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name),
        ...(ref && { body: components.schemas[ref.slice(ref.lastIndexOf('/') + 1)] as BodySchema }),
      };
    }),
  );
}
