import type { OpenAPIObject } from '@nestjs/swagger';
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Response } from 'supertest';

type Json = { readonly [key: string]: Json } & { readonly $ref?: string };

/** Headers that mean something on what was asked for, and on a refusal: whoever sends one describes it. */
const MEANT = ['etag', 'ledger-position', 'location', 'idempotency-replayed'];
const MEANT_WHEN_REFUSED = ['retry-after'];

/** Holds real answers to what the OpenAPI document says of them. */
export class Described {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly routes: readonly { readonly path: string; readonly form: RegExp }[];
  private readonly validators = new Map<string, ValidateFunction>();

  private readonly document: Json;

  constructor(document: OpenAPIObject) {
    this.document = document as unknown as Json;
    addFormats.default(this.ajv);
    this.ajv.addSchema({ ...document, $id: 'https://chemledger.test/openapi.json' });
    // A word in a path goes before a parameter.
    this.routes = Object.keys(document.paths)
      .map((path) => ({ path, form: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`) }))
      .sort((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')));
  }

  /** Throws where the answer is not among those that the document describes. */
  check(method: string, url: string, answer: Response): void {
    const path = this.routes.find(({ form }) => form.test(url.split('?')[0] ?? ''))?.path;
    const operation = path === undefined ? undefined : this.document.paths?.[path]?.[method];
    if (path === undefined || !operation) return;
    const told = `${method.toUpperCase()} ${path} answers ${answer.status}`;
    const at = ['paths', path, method, 'responses', String(answer.status)];
    const response = this.resolved(at);
    if (!response.value) throw new Error(`${told}, which is not described: ${answer.text}`);
    for (const header of (answer.status < 400 ? MEANT : MEANT_WHEN_REFUSED).filter(
      (name) => name in answer.headers,
    )) {
      const known = Object.keys(response.value.headers ?? {}).map((name) => name.toLowerCase());
      if (!known.includes(header)) throw new Error(`${told} with ${header}, which is not described`);
    }
    const type = answer.type;
    if (!response.value.content && type === '') return;
    if (!response.value.content?.[type]) throw new Error(`${told} as ${type}, which is not described`);
    if (!/^application\/(\w+\+)?json$/.test(type)) return;
    const valid = this.validator([...response.at, 'content', type, 'schema']);
    if (!valid(answer.body))
      throw new Error(`${told} not as described: ${this.ajv.errorsText(valid.errors)}\n${answer.text}`);
  }

  /** What stands at a pointer, or at the one it refers to. */
  private resolved(at: readonly string[]): {
    readonly at: readonly string[];
    readonly value: Json | undefined;
  } {
    const value = at.reduce<Json | undefined>((inside, name) => inside?.[name], this.document);
    return value?.$ref === undefined ? { at, value } : this.resolved(value.$ref.split('/').slice(1));
  }

  private validator(at: readonly string[]): ValidateFunction {
    const pointer = at
      .map((name) => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/');
    const known = this.validators.get(pointer);
    if (known) return known;
    const validator = this.ajv.getSchema(`https://chemledger.test/openapi.json#/${pointer}`);
    if (!validator) throw new Error(`the document has no schema at ${pointer}`);
    this.validators.set(pointer, validator as ValidateFunction);
    return validator as ValidateFunction;
  }
}
