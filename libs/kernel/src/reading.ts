import { Refusal } from './refusal.js';

/** What was sent, short and well-formed enough to be shown in a refusal. */
export const echo = (text: unknown): string => String(text).slice(0, 60).toWellFormed();

/** Whether `read` takes the value. */
export function accepts(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
