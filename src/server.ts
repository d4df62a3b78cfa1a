import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import rateLimit from '@fastify/rate-limit';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bearerOf } from './access/bearer.js';
import { actsFor } from './access/console.js';
import { AppModule } from './app.module.js';
import { watchSeats } from './health/gauges.js';
import type { House } from './house.js';
import { Accounts, routeOf } from './http/accounts.js';
import { knownAsker } from './http/asker.js';
import { readJson } from './http/json.js';
import { publishOpenApi } from './http/openapi.js';
import { type OnProblem, ProblemFilter } from './http/problem.filter.js';
import { requirePermissions } from './http/routes.js';
import { Seats } from './http/seats.js';
import { answerUnreadable } from './http/unreadable.js';

const BODY_LIMIT = 32 * 1024;
/** How long a request may take to arrive. */
const ARRIVAL_MS = 60_000;
/** Bursts: a key may send this many seconds' worth at once. */
const BURST_S = 5;

/** The HTTP service over an open house, ready to listen. */
export async function createServer(house: House): Promise<NestFastifyApplication> {
  const { config, logger, access, attempts, clock, metrics, stopping } = house;
  const onProblem: OnProblem = (request, { status, code }) => {
    metrics.refused(code);
    // What the service could not do says nothing of whoever asked.
    if (status >= 500) return;
    const { method, ip } = request;
    const asker = knownAsker(request);
    // There is no address on the socket in the data folder.
    attempts.note(
      { status, code, method, route: routeOf(request), address: ip ?? 'console', ...asker },
      clock.now(),
    );
  };
  const accounts = new Accounts(logger, stopping.signal, (over) => metrics.requested(over));
  const filter = new ProblemFilter(logger, onProblem);
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    requestTimeout: ARRIVAL_MS,
    genReqId: () => randomUUID(),
    trustProxy: config.trustProxy.length > 0 ? [...config.trustProxy] : false,
    routerOptions: { maxParamLength: 512 },
    exposeHeadRoutes: true,
    forceCloseConnections: 'idle',
    // What comes in while the service is stopped is answered like anything else, and then the connection ends.
    return503OnClosing: false,
    clientErrorHandler: answerUnreadable,
    // What is wrong with a request before there is a route to it.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      accounts.follow(request, reply);
      filter.answer(error, request, reply);
    },
  });
  const fastify = adapter.getInstance();
  fastify.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    accounts.follow(request, reply);
    done();
  });
  if (config.rateLimit > 0) {
    await fastify.register(rateLimit as never, {
      global: true,
      max: config.rateLimit * BURST_S,
      timeWindow: BURST_S * 1_000,
      // A key that opens nothing counts for the address it comes from: there are as many as anybody cares to try.
      keyGenerator: async (request: FastifyRequest) => {
        const key = bearerOf(request);
        return (key && (await access.credentialOf(key))) ?? request.ip;
      },
      allowList: ({ raw }: FastifyRequest) => actsFor(raw) !== undefined,
    });
  }
  const seats = new Seats();
  // A burst is sent away before anything is read of it; whoever comes by the socket in the data folder is let through.
  fastify.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    const { full } = seats.commands;
    if (full && request.method === 'POST' && !actsFor(request.raw)) filter.answer(full, request, reply);
    else done();
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(house, seats), adapter, {
    logger: false,
    abortOnError: false,
    bodyParser: false,
  });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, bytes: Buffer) => readJson(request, bytes),
  );
  watchSeats(metrics.registry, seats);
  app.useGlobalFilters(filter);
  requirePermissions(app);
  publishOpenApi(app);
  await app.init();
  return app;
}
