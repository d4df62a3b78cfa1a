import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiQuery, ApiResponse } from '@nestjs/swagger';

/** A component of the OpenAPI document, by its name in `schemas.ts`. */
export const schema = (name: string) => ({ schema: { $ref: `#/components/schemas/${name}` } });

/** What every route that takes a command says of itself. */
export const CommandRoute = (status: 200 | 201, receipt = 'Receipt'): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'Names the command: the same key and body again give the same receipt, for ever.',
      schema: { type: 'string', maxLength: 255 },
    }),
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'The revision that was looked at: 412 when the thing has moved on.',
      schema: { type: 'string', examples: ['"4"'] },
    }),
    ApiQuery({
      name: 'dryRun',
      required: false,
      description: 'Answers what would be recorded, and records nothing.',
      schema: { type: 'string', enum: ['true', 'false'] },
    }),
    ApiResponse({ status, description: 'Recorded, and durable.', ...schema(receipt) }),
    ApiResponse({ status: 202, description: 'Recorded; what follows in other streams is not finished.', ...schema(receipt) }),
  );

/** What every route that answers from a view says of itself. */
export const ReadRoute = (name: string, description = 'As the views have it.'): MethodDecorator =>
  applyDecorators(ApiResponse({ status: 200, description, ...schema(name) }));

/** What every list says of itself: pages of JSON, or all of it as CSV. */
export const ListRoute = (item: string): MethodDecorator =>
  applyDecorators(
    ApiResponse({
      status: 200,
      description: 'A page, or with `Accept: text/csv` the whole list.',
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['items'],
            properties: {
              items: { type: 'array', items: { $ref: `#/components/schemas/${item}` } },
              next: { type: 'string', description: 'The cursor of the next page, where there is one.' },
            },
          },
        },
        'text/csv': { schema: { type: 'string' } },
      },
    }),
  );
