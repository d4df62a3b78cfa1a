import { casNumber, isCode, Refusal, readCode } from '@ledger/kernel';

/**
 * The id of anything as people write it: a CAS number, or a code in any spelling; whatever else is nobody's id, and
 * stays as it is for the answer to say so.
 */
export function readId(text: string): string {
  try {
    return casNumber(text);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
  return isCode(text) ? readCode(text) : text.toWellFormed();
}
