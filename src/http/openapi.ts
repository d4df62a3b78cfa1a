import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { schemas } from './schemas.js';

const problem = {
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** What any operation can answer beside what was asked for. */
const refusals: Readonly<Record<string, string>> = {
  '400': 'Malformed: the code and the errors say where.',
  '401': 'No key, or one that opens nothing.',
  '403': 'Your roles do not allow it here.',
  '404': 'Not known, or out of your sight.',
  '429': 'Too many requests with this key.',
  '503': 'Overloaded, or the log cannot be reached; see Retry-After.',
};
/** What a command can answer besides. */
const commandRefusals: Readonly<Record<string, string>> = {
  '409': 'The present state refuses it.',
  '412': 'It has moved on since the revision of If-Match.',
  '413': 'The body is larger than 32 KiB.',
  '415': 'Not application/json.',
  '422': 'Well-formed, but impossible; or the idempotency key stands for another command.',
};

/** The description of the interface: `/openapi.json`, and to read, `/docs`. */
export function describe(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Chemledger')
    .setDescription('One bottle, one code, its whole life as immutable facts.')
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key.' })
    .build();
  const document = SwaggerModule.createDocument(app, config);
  for (const path of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(path) as [string, { responses?: Record<string, object> }][]) {
      const answers = { ...refusals, ...(method === 'post' && commandRefusals) };
      for (const [status, description] of Object.entries(answers)) {
        operation.responses = { [status]: { description, ...problem }, ...operation.responses };
      }
    }
  }
  document.components = { ...document.components, schemas: { ...document.components?.schemas, ...schemas } as never };
  return document;
}

export function publishOpenApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => describe(app), { jsonDocumentUrl: 'openapi.json', yamlDocumentUrl: 'openapi.yaml' });
}
