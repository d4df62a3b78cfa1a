import type { View, ViewDocument } from '@ledger/kernel';

/** Where the facts of a command stand. `_id` is the command id. */
export interface ReceiptDocument extends ViewDocument {
  readonly stream: string;
  readonly hash: string;
  readonly revision: number;
}

export const receiptsView: View<ReceiptDocument> = {
  name: 'receipts',
  version: 1,
  grain: 'command',
  indexes: [],
  evolve: (docs, { stream, revision, meta: { commandId, commandHash } }) =>
    docs.length > 0 ? docs : [{ _id: commandId, stream, hash: commandHash, revision }],
};
