import type { Position } from '@ledger/kernel';
import type { Collection, Doc, ReadModel } from '@ledger/read-model';

type LogDoc = Doc & { readonly epoch: string };

/** The collection that says it, and its one document. */
export const LOG = 'log';

/** Which log the positions in a read model are of. Those of another log, or of one restored, mean nothing in this one. */
export class Belonging {
  private readonly documents: Collection<LogDoc>;

  constructor(
    private readonly model: ReadModel,
    private readonly epoch: string,
  ) {
    this.documents = model.collection(LOG);
  }

  /** Drops what was made from another log. For the one who writes it: nobody else may do that at the same time. */
  async claim(names: readonly string[]): Promise<void> {
    const made = await this.documents.findOne({ _id: LOG });
    if (made?.epoch === this.epoch) return;
    if (made) for (const name of names) await this.model.drop(name);
    const replacement = { _id: LOG, epoch: this.epoch };
    await this.documents.bulkWrite([{ replaceOne: { filter: { _id: LOG }, replacement, upsert: true } }]);
  }

  /**
   * Refuses a log that has lost its end, was replaced by an older one, or is gone: something was made from what is not
   * there. Another log that has facts of its own is another ledger's affair.
   */
  async requireWhole(names: readonly string[], head: () => Promise<Position>): Promise<void> {
    const made = await this.documents.findOne({ _id: LOG });
    const ahead = Math.max(...(await Promise.all(names.map((name) => this.model.checkpoint(name)))));
    const end = await head();
    if (ahead > end && (made?.epoch === this.epoch || end === 0)) throw new LogWentBack(end, ahead);
  }

  /** How far each of these has read in this log. */
  async reached(names: readonly string[]): Promise<readonly Position[]> {
    const made = await this.documents.findOne({ _id: LOG });
    return Promise.all(
      names.map((name) => (made?.epoch === this.epoch ? this.model.checkpoint(name) : Promise.resolve(0))),
    );
  }
}

/** The log ends before a fact that was in it once. */
export class LogWentBack extends Error {
  override readonly name = 'LogWentBack';
  constructor(end: Position, seen: Position) {
    super(`the log ends at position ${end}, and there were facts up to position ${seen}`);
  }
}
