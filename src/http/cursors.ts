import { createHash } from 'node:crypto';
import { canonical } from '@ledger/kernel';
import type { FastifyRequest } from 'fastify';
import { httpRefusals } from './http.refusals.js';

/** What a list is asked: its filters, and where to go on. */
export interface Asked {
  readonly after?: string;
  readonly limit?: number;
  readonly cursor?: string;
}

/**
 * Where a list goes on, as its reader sends it back. It counts for the address and the filters it was given for: not for
 * what they stand for, since a room has more shelves by the time of the next page.
 */
export function cursorAt(place: string, asked: Asked, { url }: FastifyRequest): string {
  const { after: _after, limit: _limit, cursor: _cursor, ...filters } = asked;
  const list = canonical({ path: url.split('?')[0], filters, place });
  const name = createHash('sha256').update(list).digest('base64url').slice(0, NAME);
  return Buffer.from(name + place).toString('base64url');
}

/** The place that a cursor stands for. Refuses cursor.invalid. */
export function readCursor(asked: Asked, request: FastifyRequest): string | undefined {
  const { cursor } = asked;
  if (cursor === undefined) return undefined;
  const place = Buffer.from(cursor, 'base64url').toString().slice(NAME);
  if (cursor !== cursorAt(place, asked, request)) throw httpRefusals('cursor.invalid');
  return place;
}

const NAME = 8;
