import type { FastifyRequest } from 'fastify';

/** A kind of content that a route gives beside JSON, to those who name it. */
export type OtherThanJson = 'text/csv' | 'text/event-stream' | 'application/x-ndjson';

/** Whether the reader names a kind of content among those it accepts, and likes JSON no better (RFC 9110, 12.5.1). */
export function accepts({ headers }: FastifyRequest, kind: OtherThanJson): boolean {
  const liked = new Map<string, number>();
  for (const part of (headers.accept ?? '').toLowerCase().split(',')) {
    const [type = '', ...parameters] = part.split(';').map((text) => text.trim());
    const weight = parameters.find((text) => text.startsWith('q='))?.slice(2);
    liked.set(type, weight === undefined ? 1 : Number(weight) || 0);
  }
  const asked = liked.get(kind) ?? 0;
  return asked > 0 && asked >= (liked.get('application/json') ?? 0);
}
