import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { canonical } from '@ledger/kernel';
import { type Collection, type Doc, every, type Filter, living } from '@ledger/read-model';
import { StreamableFile } from '@nestjs/common';
import { stringify } from 'csv-stringify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { accepts } from './accepts.js';
import { Read, Text } from './fields.js';
import { httpRefusals } from './http.refusals.js';

const MAX_PAGE = 500;
const DEFAULT_PAGE = 50;

export const pageSize = (text: string): number => {
  const limit = /^[1-9]\d{0,2}$/.test(text) ? Number(text) : Number.NaN;
  if (!(limit <= MAX_PAGE)) throw httpRefusals('query.invalid', {}, `must be a number from 1 to ${MAX_PAGE}`);
  return limit;
};

/** What a read may ask beside its filters. */
export class ReadQuery {
  @Text(60, { optional: true, description: 'Waits until the answer has this position (of a receipt) in it.' })
  readonly after?: string;
}

/** What every list may ask beside its filters. */
export class ListQuery extends ReadQuery {
  @Read(
    pageSize,
    { type: 'integer', minimum: 1, maximum: MAX_PAGE, default: DEFAULT_PAGE },
    { optional: true, description: 'How many at most.' },
  )
  readonly limit?: number;
  @Text(500, { optional: true, description: '`next` of the page before.' }) readonly cursor?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** A list: which documents, and how one is shown. Ordered by id, so that paging has no gaps and no repeats. */
export interface List<D extends Doc, T> {
  readonly from: Collection<D>;
  readonly filter: Filter;
  readonly show: (docs: readonly D[]) => Promise<readonly T[]>;
  /** Columns of the CSV, in order. */
  readonly columns: Readonly<Record<string, (item: T) => string | undefined>>;
}

/** Answers a list as a page of JSON, or, to whoever accepts text/csv, as CSV. */
export async function answerList<D extends Doc, T>(
  list: List<D, T>,
  { limit, cursor }: ListQuery,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Page<T> | StreamableFile> {
  reply.header('vary', 'accept');
  const from = cursor === undefined ? undefined : readCursor(cursor, list.filter);
  if (!accepts(request, 'text/csv')) return jsonPage(list, from, limit ?? DEFAULT_PAGE);
  const lines = stringify({
    header: true,
    columns: Object.keys(list.columns),
    escape_formulas: true,
    bom: false,
  });
  Readable.from(rows(list, from, limit)).pipe(lines);
  return new StreamableFile(lines, { type: 'text/csv; charset=utf-8' });
}

async function jsonPage<D extends Doc, T>(
  list: List<D, T>,
  from: string | undefined,
  limit: number,
): Promise<Page<T>> {
  const docs = await documents(list, from, limit + 1);
  const items = await list.show(docs.slice(0, limit));
  const last = docs[limit - 1];
  return { items, ...(docs.length > limit && last && { next: cursorAt(last._id, list.filter) }) };
}

async function* rows<D extends Doc, T>(
  { ...list }: List<D, T>,
  from: string | undefined,
  limit = Number.POSITIVE_INFINITY,
) {
  let after = from;
  for (let left = limit; left > 0; ) {
    const docs = await documents(list, after, Math.min(MAX_PAGE, left));
    for (const item of await list.show(docs)) yield Object.fromEntries(cells(list.columns, item));
    after = docs.at(-1)?._id;
    left -= docs.length;
    if (after === undefined || docs.length < MAX_PAGE) return;
  }
}

function cells<T>(columns: List<Doc, T>['columns'], item: T): [string, string][] {
  return Object.entries(columns).map(([name, cell]) => [name, cell(item) ?? '']);
}

function documents<D extends Doc>(
  { from, filter }: Pick<List<D, never>, 'from' | 'filter'>,
  after: string | undefined,
  limit: number,
): Promise<D[]> {
  const behind: Filter = after === undefined ? {} : { _id: { $gt: after } };
  return from.find(living(every(filter, behind)), { sort: { _id: 1 }, limit }).toArray();
}

const nameOf = (filter: Filter): string =>
  createHash('sha256').update(canonical(filter)).digest('base64url').slice(0, 8);

const cursorAt = (id: string, filter: Filter): string =>
  Buffer.from(`${nameOf(filter)}${id}`).toString('base64url');

/** A cursor counts for the filters it was made with. */
function readCursor(cursor: string, filter: Filter): string {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (!text.startsWith(nameOf(filter)) || text.length <= 8) throw httpRefusals('cursor.invalid');
  return text.slice(8);
}
