import { LRUCache } from 'lru-cache';
import type { Intent } from './intent.js';
import { ledgerRefusals } from './ledger.refusals.js';

/** How many command ids are remembered before the receipts view is asked. */
const KEPT = 50_000;

export interface Receipted {
  readonly stream: string;
  readonly hash: string;
}
/** Where a command with that id was recorded, if it was. */
export type FindReceipt = (commandId: string) => Promise<Receipted | undefined>;

interface Use extends Receipted {
  running: number;
  accepted: boolean;
}

/** One idempotency key, one command: also where the same key comes for different streams at once. */
export class Keys {
  private readonly recent = new LRUCache<string, Use>({ max: KEPT });

  constructor(private readonly findReceipt: FindReceipt) {}

  streamOf(commandId: string): string | undefined {
    return this.recent.get(commandId)?.stream;
  }

  /** Binds a command id to a command while it runs. Refuses command.reused, command.running. */
  async claim({ commandId, commandHash }: Intent, stream: string): Promise<Claim> {
    const past = this.recent.get(commandId) ? undefined : await this.findReceipt(commandId);
    const use = this.recent.get(commandId) ?? {
      ...(past ?? { stream, hash: commandHash }),
      running: 0,
      accepted: past !== undefined,
    };
    if (use.hash !== commandHash || use.stream !== stream) {
      throw ledgerRefusals(use.accepted ? 'command.reused' : 'command.running');
    }
    use.running += 1;
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
