import { categoryOf, idOf } from '@ledger/kernel';
import type { Outcome } from '../ledger/outcome.js';
import type { Positions } from './positions.js';

/** A fact in a receipt. A dry run shows it whole. */
export interface ReceiptEvent {
  readonly id: string;
  readonly type: string;
  readonly v?: number;
  readonly data?: object;
}

export interface OneReceipt {
  readonly stream: string;
  /** The id of the thing; where it has a code, that is its id. */
  readonly id: string;
  readonly code: string;
  readonly revision: number;
  readonly position?: string;
  readonly events: readonly ReceiptEvent[];
  /** Codes of the bottles that were filled. */
  readonly children?: readonly string[];
  readonly pending?: readonly string[];
}

/** Of a registration of many, or of many that were put into a place: a receipt for each. */
export interface ManyReceipts {
  readonly items: readonly OneReceipt[];
  readonly position: string;
  readonly pending?: readonly string[];
}

export type Receipt = OneReceipt | ManyReceipts;

export function receiptOf(outcome: Outcome, positions: Positions): Receipt {
  const { stream, followers, pending, position } = outcome;
  if (categoryOf(stream) !== 'registration' || position === 0) return one(outcome, positions);
  return {
    items: followers.map((follower) => one(follower, positions)),
    position: positions.token(position),
    ...(pending.length > 0 && { pending }),
  };
}

/** Of a command that went to several things: a receipt for each. */
export function receiptsOf(outcomes: readonly Outcome[], positions: Positions): ManyReceipts {
  const pending = outcomes.flatMap((outcome) => outcome.pending);
  return {
    items: outcomes.map((outcome) => one(outcome, positions)),
    position: positions.token(Math.max(...outcomes.map(({ position }) => position))),
    ...(pending.length > 0 && { pending }),
  };
}

/** A dry run shows the facts whole, and has no position. */
function one({ stream, entries, position, pending }: Outcome, positions: Positions): OneReceipt {
  const id = idOf(stream);
  const dryRun = position === 0;
  const children = entries.flatMap(({ type, data }) =>
    type === 'PortionTaken' ? [(data as { readonly child: string }).child] : [],
  );
  return {
    stream,
    id,
    code: id,
    revision: entries.at(-1)?.revision ?? -1,
    ...(!dryRun && { position: positions.token(position) }),
    events: entries.map((entry) => ({
      id: entry.id,
      type: entry.type,
      ...(dryRun && { v: entry.v, data: entry.data }),
    })),
    ...(children.length > 0 && { children }),
    ...(pending.length > 0 && { pending }),
  };
}
