import { Corrupt, Overloaded, TooLarge, Unavailable } from '@ledger/event-store';
import { Refusal, type RefusalKind } from '@ledger/kernel';
import { Damaged, Unreachable } from '@ledger/read-model';
import { ledgerRefusals } from '../ledger/ledger.refusals.js';
import { httpRefusals } from './http.refusals.js';

/** RFC 9457, with a stable code and what to do next. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly hint: string;
  readonly errors?: readonly FieldError[];
  readonly requestId: string;
}

/** What is wrong with one field. `pointer` is a JSON pointer into the body, or the name of a query parameter. */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
  readonly hint?: string;
}

/** @public docs/errors.md is written with it. */
export const statusOf: Readonly<Record<RefusalKind, number>> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  unknown: 404,
  'too-slow': 408,
  conflict: 409,
  gone: 410,
  stale: 412,
  'too-large': 413,
  unsupported: 415,
  impossible: 422,
  throttled: 429,
  unavailable: 503,
  internal: 500,
};

/** A body or query in which one or more fields are wrong. */
export class InvalidFields extends Refusal {
  constructor(
    refusal: Refusal,
    readonly errors: readonly FieldError[],
  ) {
    super(refusal.code, refusal.spec, refusal.message, refusal.params);
  }
}

export function problemOf({ code, spec, message, params, ...rest }: Refusal, requestId: string): Problem {
  return {
    type: `urn:chemledger:problem:${code}`,
    title: spec.title,
    status: statusOf[spec.kind],
    detail: message.toWellFormed(),
    code,
    ...(Object.keys(params).length > 0 && { params }),
    hint: spec.hint,
    ...('errors' in rest && { errors: rest.errors as readonly FieldError[] }),
    requestId,
  };
}

/** What any error means to whoever asked; undefined where it is a bug of ours. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof Overloaded) return ledgerRefusals('ledger.overloaded');
  if (error instanceof TooLarge)
    return ledgerRefusals('fact.too-large', { bytes: error.bytes, limit: error.limit });
  if (error instanceof Unavailable) return ledgerRefusals('ledger.unavailable', { outcome: error.outcome });
  if (error instanceof Unreachable) return ledgerRefusals('view.unreachable');
  if (error instanceof Corrupt || error instanceof Damaged) return ledgerRefusals('ledger.damaged');
  return ofFramework(error);
}

/** Fastify and Nest say by status what is wrong before a route is reached. */
function ofFramework(error: unknown): Refusal | undefined {
  const {
    statusCode = 500,
    status = statusCode,
    code,
  } = (error ?? {}) as { statusCode?: number; status?: number; code?: string };
  if (status === 413) return httpRefusals('body.too-large');
  if (status === 415) return httpRefusals('body.not-supported');
  if (status === 429) return httpRefusals('rate.exceeded');
  if (code === 'FST_ERR_BAD_URL') return httpRefusals('route.unknown');
  if (status === 400 || code?.startsWith('FST_ERR_CTP')) return httpRefusals('body.not-json');
  // No route, an address that is too long for one, or that leads out of what is published.
  return status >= 400 && status < 500 ? httpRefusals('route.unknown') : undefined;
}
