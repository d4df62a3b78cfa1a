import type { View, ViewDocument } from '@ledger/kernel';

/** Where the facts of a command stand, in the order of recording. `_id` is the command id. */
export interface ReceiptDocument extends ViewDocument {
  readonly hash: string;
  readonly streams: readonly string[];
}

export const receiptsView: View<ReceiptDocument> = {
  name: 'receipts',
  version: 2,
  grain: 'command',
  indexes: [],
  evolve([doc], { stream, meta: { commandId, commandHash } }) {
    if (!doc) return [{ _id: commandId, hash: commandHash, streams: [stream] }];
    return [doc.streams.includes(stream) ? doc : { ...doc, streams: [...doc.streams, stream] }];
  },
};
