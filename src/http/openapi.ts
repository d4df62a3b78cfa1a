import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { schemas } from './schemas.js';

const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
const retryAfter = { 'Retry-After': { $ref: '#/components/headers/Retry-After' } };

/** What an operation can answer beside what was asked for: its name among the responses, and who answers it. */
const refusals = {
  '400': { name: 'Malformed', description: 'Malformed: the code and the errors say where.' },
  '401': { name: 'Unauthenticated', description: 'No key, or one that opens nothing.', by: 'keyed' },
  '403': { name: 'Forbidden', description: 'Your roles do not allow it here.', by: 'keyed' },
  '404': { name: 'Unknown', description: 'Not known, or out of your sight.' },
  '409': { name: 'Conflict', description: 'The present state refuses it.', by: 'command' },
  '410': { name: 'Gone', description: 'The position is of an older log: go on by fact id.', by: 'read' },
  '412': { name: 'Stale', description: 'It has moved on since the revision of If-Match.', by: 'command' },
  '413': { name: 'TooLarge', description: 'The body is larger than 32 KiB.', by: 'command' },
  '415': { name: 'Unsupported', description: 'Not application/json.', by: 'command' },
  '422': {
    name: 'Impossible',
    description: 'Well-formed, but impossible; or the idempotency key stands for another command.',
  },
  '429': { name: 'Throttled', description: 'Too many requests with this key.', headers: retryAfter },
  '500': {
    name: 'Failed',
    description: 'A mistake of the service. The id names it in the log; nothing else is told.',
  },
  '503': {
    name: 'Unavailable',
    description: 'Overloaded, behind, or the log cannot be reached.',
    headers: retryAfter,
  },
} as const;

const headers = {
  ETag: {
    description: 'The revision of the one thing that was answered.',
    schema: { type: 'string', examples: ['"4"'] },
  },
  'Ledger-Position': {
    description: 'How far the answer is in the log: a later read with `after` has at least this in it.',
    schema: { type: 'string' },
  },
  'Idempotency-Replayed': {
    description: 'The command was accepted before; this is its receipt again.',
    schema: { const: 'true' },
  },
  Location: {
    description: 'Where the thing can be looked at.',
    schema: { type: 'string', format: 'uri-reference' },
  },
  'Retry-After': {
    description: 'Seconds to wait before asking again.',
    schema: { type: 'integer', minimum: 0 },
  },
};

/** What stands in a path, by the word before it. */
const inPath: Readonly<Record<string, string>> = {
  bottles: "The bottle's code, in any spelling.",
  places: "The place's code, in any spelling.",
  substances: 'Id of the substance: the CAS number where it has one.',
  units: 'Id of the unit.',
  people: 'Id of the person.',
  credentials: 'Id of the credential.',
  commands: 'The idempotency key that the command was sent with.',
  scan: 'Whatever was scanned or typed.',
  views: 'The view, as readiness names it.',
};

const tags: Readonly<Record<string, string>> = {
  bottles: 'One bottle, one code, one history.',
  places: 'The tree of places, and what stands in them.',
  substances: 'The catalogue.',
  units: "The organisation's tree.",
  people: 'Who can be named. Names can be erased; what was done stays.',
  access: 'Keys, roles, and what was refused.',
  commands: 'What became of a command.',
  scan: 'What a code names.',
  labels: 'What is printed and stuck on things.',
  feed: 'All facts, for outside systems.',
  views: 'What is answered from, and can be built again from the facts.',
  health: 'Whether the service can be used.',
};

interface Operation {
  readonly tags: readonly [string];
  readonly security?: readonly object[];
  operationId: string;
  readonly parameters: readonly { readonly in: string; description?: string | undefined }[];
  readonly responses: Record<string, { headers?: Record<string, object> }>;
  readonly 'x-views'?: readonly string[];
}

/** The description of the interface: `/openapi.json`, and to read, `/docs`. */
function describe(app: NestFastifyApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Chemledger')
    .setDescription('One bottle, one code, its whole life as immutable facts.')
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key.' });
  for (const [tag, description] of Object.entries(tags)) builder.addTag(tag, description);
  const document = SwaggerModule.createDocument(app, builder.build(), {
    operationIdFactory: (_controller, method) => method,
  });
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations as Record<string, Operation>))
      complete(path, method, operation);
  }
  document.components = {
    ...document.components,
    headers: headers as never,
    responses: Object.fromEntries(
      Object.values(refusals).map(({ name, by: _by, ...response }: Refused) => [
        name,
        { ...response, content: problem },
      ]),
    ) as never,
    schemas: { ...closed(document.components?.schemas), ...schemas } as never,
  };
  return document;
}

interface Refused {
  readonly name: string;
  readonly description: string;
  readonly headers?: object;
  readonly by?: 'keyed' | 'command' | 'read';
}

function complete(path: string, method: string, operation: Operation): void {
  const { operationId, security, responses } = operation;
  if (!operationId.includes('.')) operation.operationId = `${operation.tags[0]}.${operationId}`;
  const [, thing = ''] = /([^/]+)\/\{/.exec(path) ?? [];
  for (const parameter of operation.parameters) {
    if (parameter.in === 'path') parameter.description = inPath[thing];
  }
  const views = operation['x-views'];
  for (const response of Object.values(responses)) {
    if (views)
      response.headers = {
        ...response.headers,
        'Ledger-Position': { $ref: '#/components/headers/Ledger-Position' },
      };
  }
  const kinds = new Set([security ? 'keyed' : 'open', method === 'post' ? 'command' : 'read']);
  for (const [status, { name, by }] of Object.entries<Refused>(refusals)) {
    if (by === undefined || kinds.has(by))
      responses[status] ??= { $ref: `#/components/responses/${name}` } as object;
  }
}

/** Bodies take the fields that are named, and no others. */
function closed(bodies: object = {}): object {
  return Object.fromEntries(
    Object.entries(bodies).map(([name, body]: [string, object]) => [
      name,
      { ...body, additionalProperties: false },
    ]),
  );
}

export function publishOpenApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => describe(app), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'Chemledger',
    // The page asks no other host: not for a badge of validity either.
    swaggerOptions: { validatorUrl: null, persistAuthorization: false },
  });
}
