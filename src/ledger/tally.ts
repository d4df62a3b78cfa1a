import { Refusal } from '@ledger/kernel';
import type { Intent } from './intent.js';
import type { Outcome } from './outcome.js';

/** What became of a command. Tried: a dry run; failed: by no fault of its own. */
export type Became = 'recorded' | 'replayed' | 'tried' | 'refused' | 'failed';

/** Hears what the ledger does, and only counts. */
export interface Tally {
  commanded(command: string, became: Became): void;
  /** An append was asked for; what is answered is called when it is settled. */
  appending(): () => void;
}

export function becameOf({ replayed }: Outcome, { dryRun = false }: Intent): Became {
  if (dryRun) return 'tried';
  return replayed ? 'replayed' : 'recorded';
}

export const failedBy = (error: unknown): Became =>
  error instanceof Refusal && error.spec.kind !== 'unavailable' ? 'refused' : 'failed';
