import { pipeline, Readable } from 'node:stream';
import { type Collection, type Doc, every, type Filter, living } from '@ledger/read-model';
import { StreamableFile } from '@nestjs/common';
import { stringify } from 'csv-stringify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { accepts } from './accepts.js';
import { cursorAt, readCursor } from './cursors.js';
import { Read, Text } from './fields.js';
import { httpRefusals } from './http.refusals.js';

const MAX_PAGE = 500;
export const DEFAULT_PAGE = 50;

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

/** Takes no parameters: what is no command and cannot be tried dry must not be done by whoever tries. */
export class NoQuery {}

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

/** Columns of a CSV, in order. */
export type Columns<T> = Readonly<Record<string, (item: T) => string | undefined>>;

/** A list: which documents, and how one is shown. Ordered by id, so that paging has no gaps and no repeats. */
export interface List<D extends Doc, T> {
  readonly from: Collection<D>;
  readonly filter: Filter;
  readonly show: (docs: readonly D[]) => Promise<readonly T[]>;
  readonly columns: Columns<T>;
}

/** Answers a list as a page of JSON, or, to whoever accepts text/csv, as CSV. */
export async function answerList<D extends Doc, T>(
  list: List<D, T>,
  query: ListQuery,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Page<T> | StreamableFile> {
  const { limit } = query;
  if (!reply.hasHeader('vary')) reply.header('vary', 'accept');
  const from = readCursor(query, request);
  if (accepts(request, 'text/csv')) return asCsv(list.columns, rows(list, from, limit));
  const asked = limit ?? DEFAULT_PAGE;
  const docs = await documents(list, from, asked + 1);
  const items = await list.show(docs.slice(0, asked));
  const last = docs[asked - 1];
  return { items, ...(docs.length > asked && last && { next: cursorAt(last._id, query, request) }) };
}

/** Rows for a spreadsheet, as they come. No cell is run as a formula. */
export function asCsv<T>(columns: Columns<T>, items: Iterable<T> | AsyncIterable<T>): StreamableFile {
  const lines = stringify({ header: true, columns: Object.keys(columns), escape_formulas: true, bom: false });
  // Where rows cannot be read any more the answer is torn, so that nobody takes a part for the whole.
  pipeline(Readable.from(cellsOf(columns, items)), lines, () => {});
  return new StreamableFile(lines, { type: 'text/csv; charset=utf-8' });
}

async function* cellsOf<T>(columns: Columns<T>, items: Iterable<T> | AsyncIterable<T>) {
  for await (const item of items) yield Object.values(columns).map((cell) => cell(item) ?? '');
}

async function* rows<D extends Doc, T>(
  { ...list }: List<D, T>,
  from: string | undefined,
  limit = Number.POSITIVE_INFINITY,
) {
  let after = from;
  for (let left = limit; left > 0; ) {
    const docs = await documents(list, after, Math.min(MAX_PAGE, left));
    yield* await list.show(docs);
    after = docs.at(-1)?._id;
    left -= docs.length;
    if (after === undefined || docs.length < MAX_PAGE) return;
  }
}

function documents<D extends Doc>(
  { from, filter }: Pick<List<D, never>, 'from' | 'filter'>,
  after: string | undefined,
  limit: number,
): Promise<D[]> {
  const behind: Filter = after === undefined ? {} : { _id: { $gt: after } };
  return from.find(living(every(filter, behind)), { sort: { _id: 1 }, limit }).toArray();
}
