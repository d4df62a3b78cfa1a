import { createHash } from 'node:crypto';
import { type Collection, type Doc, type ReadModel, Unreachable } from '@ledger/read-model';

/** Refusals of one kind by one key on one route within one minute. */
export interface Attempt extends Doc {
  /** The minute: `YYYY-MM-DDTHH:mm`. */
  readonly minute: string;
  readonly status: number;
  readonly code: string;
  readonly method: string;
  /** The route, with names of parameters in place of what was asked for. */
  readonly route: string;
  readonly actor?: string;
  readonly credential?: string;
  readonly address: string;
  readonly count: number;
}

/** How many kinds of refusal a minute is told apart at most: a flood must not fill the disk. */
const MOST_A_MINUTE = 1_000;
const WRITE_MS = 1_000;

/** The log of what was refused and forbidden. Kept apart from the ledger: nothing happened. */
export class Attempts {
  readonly documents: Collection<Attempt>;
  private pending = new Map<string, Attempt>();
  private timer: NodeJS.Timeout | undefined;

  constructor(store: ReadModel) {
    this.documents = store.collection('attempts');
  }

  async open(): Promise<void> {
    await this.documents.createIndex({ minute: 1 });
  }

  note(attempt: Omit<Attempt, '_id' | 'count' | 'minute'>, now: string): void {
    const minute = now.slice(0, 'YYYY-MM-DDTHH:mm'.length);
    const key = createHash('sha256').update(JSON.stringify(attempt)).digest('base64url').slice(0, 16);
    const _id = `${minute} ${key}`;
    const before = this.pending.get(_id);
    if (!before && this.pending.size >= MOST_A_MINUTE) return;
    this.pending.set(_id, { ...attempt, _id, minute, count: (before?.count ?? 0) + 1 });
    this.writeSoon();
  }

  /** What cannot be kept because nobody answers is kept later; some of it may be counted twice then. */
  async write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const noted = [...this.pending.values()];
    this.pending = new Map();
    if (noted.length === 0) return;
    try {
      await this.keep(noted);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      for (const attempt of noted) {
        const since = this.pending.get(attempt._id)?.count ?? 0;
        this.pending.set(attempt._id, { ...attempt, count: attempt.count + since });
      }
      this.writeSoon();
    }
  }

  private writeSoon(): void {
    this.timer ??= setTimeout(() => void this.write(), WRITE_MS).unref();
  }

  private async keep(noted: readonly Attempt[]): Promise<void> {
    const known = await this.documents.find({ _id: { $in: noted.map(({ _id }) => _id) } }).toArray();
    const counts = new Map(known.map(({ _id, count }) => [_id, count]));
    await this.documents.bulkWrite(
      noted.map((attempt) => ({
        replaceOne: {
          filter: { _id: attempt._id },
          replacement: { ...attempt, count: attempt.count + (counts.get(attempt._id) ?? 0) },
          upsert: true,
        },
      })),
    );
  }
}
