import { canonicalEntry, type Recorded } from '@ledger/kernel';
import { StreamableFile } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { accepts } from './accepts.js';
import { type FactRead, type Facts, factColumns } from './facts.js';
import { Read } from './fields.js';
import { httpRefusals } from './http.refusals.js';
import { asCsv, type Page, pageSize, ReadQuery } from './lists.js';

const revision = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw httpRefusals('cursor.invalid');
  return Number(text);
};

/** Pages of a history go by revision. */
export class HistoryQuery extends ReadQuery {
  @Read(
    pageSize,
    { type: 'integer', minimum: 1, maximum: 500, default: 500 },
    { optional: true, description: 'How many at most.' },
  )
  readonly limit?: number;
  @Read(revision, {}, { optional: true, description: '`next` of the page before.' }) readonly cursor?: number;
}

/** A history is read whole, where that is not too much. */
const LONG_PAGE = 500;

/** Other forms of a history than JSON. */
export const historyForms = {
  'text/csv': 'The whole history unless `limit` is given, safe to open in a spreadsheet.',
  'application/x-ndjson': 'The canonical bytes of every fact, a line each.',
};

/** Answers all that was recorded in a stream: a page of it, or to whoever accepts them CSV or the canonical bytes. */
export function answerHistory(
  recorded: readonly Recorded[],
  all: Facts,
  { limit, cursor = 0 }: HistoryQuery,
  request: FastifyRequest,
  reply: FastifyReply,
): Page<FactRead> | StreamableFile {
  reply.header('vary', 'accept');
  if (accepts(request, 'application/x-ndjson')) {
    const lines = recorded.map((fact) => `${canonicalEntry(fact)}\n`).join('');
    return new StreamableFile(Buffer.from(lines), { type: 'application/x-ndjson; charset=utf-8' });
  }
  const facts = all.history(recorded).slice(cursor);
  if (accepts(request, 'text/csv')) return asCsv(factColumns, facts.slice(0, limit));
  const { length } = facts.splice(limit ?? LONG_PAGE);
  return { items: facts, ...(length > 0 && { next: String(cursor + facts.length) }) };
}
