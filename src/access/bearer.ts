import type { FastifyRequest } from 'fastify';

/** The key that a request shows, where it shows one. */
export const bearerOf = ({ headers }: FastifyRequest): string | undefined =>
  /^Bearer ([\x21-\x7e]{1,512})$/i.exec(headers.authorization ?? '')?.[1];
