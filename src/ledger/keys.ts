import { LRUCache } from 'lru-cache';
import type { Intent } from './intent.js';
import { ledgerRefusals } from './ledger.refusals.js';

/** How many command ids are remembered before the receipts view is asked. */
const KEPT = 50_000;

export interface Receipted {
  readonly streams: readonly string[];
  readonly hash: string;
}
/** Where a command with that id was recorded, if it was. */
export type FindReceipt = (commandId: string) => Promise<Receipted | undefined>;

interface Use extends Receipted {
  streams: readonly string[];
  running: number;
  accepted: boolean;
}

/**
 * One idempotency key, one command: also where the same key comes for different things at once. What a command is, its
 * hash tells. One that puts many bottles into a place asks many streams.
 */
export class Keys {
  private readonly recent = new LRUCache<string, Use>({ max: KEPT });

  constructor(private readonly findReceipt: FindReceipt) {}

  streamsOf(commandId: string): readonly string[] {
    return this.recent.get(commandId)?.streams ?? [];
  }

  /** Binds a command id to a command while it runs. Refuses command.reused, command.running. */
  async claim({ commandId, commandHash }: Intent, stream: string): Promise<Claim> {
    const past = this.recent.get(commandId) ? undefined : await this.findReceipt(commandId);
    const use = this.recent.get(commandId) ?? {
      ...(past ?? { streams: [], hash: commandHash }),
      running: 0,
      accepted: past !== undefined,
    };
    if (use.hash !== commandHash) {
      throw ledgerRefusals(use.accepted ? 'command.reused' : 'command.running');
    }
    use.running += 1;
    if (!use.streams.includes(stream)) use.streams = [...use.streams, stream];
    this.recent.set(commandId, use);
    return {
      accept: () => {
        use.accepted = true;
      },
      release: () => {
        use.running -= 1;
        if (use.running === 0 && !use.accepted) this.recent.delete(commandId);
      },
    };
  }
}

export interface Claim {
  accept(): void;
  /** Refused commands give their key back. */
  release(): void;
}
