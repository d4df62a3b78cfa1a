// The baseline: Fastify with the same body validated by the same class, and nothing recorded.
import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import Fastify from 'fastify';
import { UseBottle } from '../../dist/src/bottle/bottle.commands.js';

const app = Fastify();
app.post('/v1/bottles/:code/use', async (request, reply) => {
  const command = plainToInstance(UseBottle, request.body);
  const errors = await validate(command, { whitelist: true, forbidNonWhitelisted: true });
  if (errors.length > 0) return reply.status(400).send(errors);
  return { code: request.params.code, quantity: command.quantity.value };
});
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
console.log('ready');
