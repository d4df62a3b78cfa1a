import type { FastifyRequest } from 'fastify';

/** A kind of content that a route gives beside JSON, to those who name it. */
export type OtherThanJson = 'text/csv' | 'text/event-stream' | 'application/x-ndjson';

/** Whether the reader names a kind of content among those it accepts. */
export const accepts = ({ headers }: FastifyRequest, kind: OtherThanJson): boolean =>
  new RegExp(`\\b${kind}\\b`).test(headers.accept ?? '');
