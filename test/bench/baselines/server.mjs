// Fastify that validates the command as the ledger does, for whoever is measured beside it.
import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import Fastify from 'fastify';
import { UseBottle } from '../../../dist/src/bottle/bottle.commands.js';

/** Serves `POST /v1/bottles/:code/use` with what `use` answers to a code and a valid command, on any free port. */
export async function serve(use) {
  const app = Fastify();
  app.post('/v1/bottles/:code/use', async (request, reply) => {
    const command = plainToInstance(UseBottle, request.body);
    const errors = await validate(command, { whitelist: true, forbidNonWhitelisted: true });
    if (errors.length > 0) return reply.status(400).send(errors);
    return use(request.params.code, command);
  });
  console.log(`listens on ${await app.listen({ port: 0, host: '127.0.0.1' })}`);
}
