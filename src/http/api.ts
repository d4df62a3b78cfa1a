import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiQuery, ApiResponse } from '@nestjs/swagger';

/** A component of the OpenAPI document, by its name in `schemas.ts`. */
const component = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object) => ({ 'application/json': { schema } });
const problem = { 'application/problem+json': { schema: component('Problem') } };
type HeaderName = 'ETag' | 'Ledger-Position' | 'Idempotency-Replayed' | 'Location' | 'Retry-After';
const header = (...names: readonly HeaderName[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** What every route that takes a command says of itself. */
export const CommandRoute = (status: 200 | 201, receipt = 'Receipt'): MethodDecorator => {
  const content = json(component(receipt));
  const headers = header('ETag', 'Location', 'Ledger-Position', 'Idempotency-Replayed');
  const recorded = { content, headers };
  return applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'Names the command: the same key and body again give the same receipt, for ever.',
      schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[ -~]+$' },
    }),
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'The revision that was looked at: 412 when the thing has moved on.',
      schema: { type: 'string', pattern: '^("\\d{1,15}"|\\*)$', examples: ['"4"'] },
    }),
    ApiQuery({
      name: 'dryRun',
      required: false,
      description: 'Answers what would be recorded, and records nothing.',
      schema: { type: 'string', enum: ['true', 'false'] },
    }),
    ...(status === 201
      ? [ApiResponse({ status: 200, description: 'A dry run: what would be recorded.', content })]
      : []),
    ApiResponse({ status, description: 'Recorded, and durable.', ...recorded }),
    ApiResponse({
      status: 202,
      description: 'Recorded, and durable; what follows in other streams (`pending`) is not finished.',
      ...recorded,
    }),
  );
};

export interface ReadOptions {
  readonly description?: string;
  readonly status?: 200 | 201 | 503;
  /** That the answer carries beside `Ledger-Position`, which `Reads` tells of. */
  readonly headers?: readonly HeaderName[];
  /** Other media types of the same answer, and what each is. */
  readonly also?: Readonly<Record<string, string>>;
}

const others = (also: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(
    Object.entries(also).map(([type, description]) => [type, { schema: { type: 'string', description } }]),
  );

/** What every route that answers one thing says of itself. */
export const ReadRoute = (name: string, options: ReadOptions = {}): MethodDecorator => {
  const { description = 'As the views have it.', status = 200, headers = [], also } = options;
  const unavailable = status === 503;
  const content = { ...json(component(name)), ...(unavailable && problem), ...others(also) };
  const told: readonly HeaderName[] = unavailable ? [...headers, 'Retry-After'] : headers;
  return ApiResponse({ status, description, content, headers: header(...told) });
};

/** What every list says of itself: pages of JSON, or all of it in another form. */
export const ListRoute = (
  item: string,
  also: Readonly<Record<string, string>> = {
    'text/csv': 'The whole list unless `limit` is given, safe to open in a spreadsheet.',
  },
): MethodDecorator =>
  ApiResponse({
    status: 200,
    description: `A page; another form with \`Accept: ${Object.keys(also).join(', ')}\`.`,
    content: {
      ...json({
        type: 'object',
        required: ['items'],
        properties: {
          items: { type: 'array', items: component(item) },
          next: { type: 'string', description: 'The cursor of the next page, where there is one.' },
        },
        additionalProperties: false,
      }),
      ...others(also),
    },
  });
