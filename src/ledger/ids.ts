import { createHash, randomUUID } from 'node:crypto';
import { canonical, codeFrom } from '@ledger/kernel';
import { v5 } from 'uuid';

/** The command a key stands for: the same person with the same key means the same command, for ever. */
export const commandIdOf = (ledger: string, actor: string, key: string): string =>
  v5(`${actor}\n${key}`, ledger);

export const freshCommandId = (): string => randomUUID();

export const factIdOf = (commandId: string, stream: string, n: number): string =>
  v5(`${stream}#${n}`, commandId);

/** The nth command that follows from a fact. */
export const followUpIdOf = (factId: string, n: number): string => v5(String(n), factId);

/** The nth code of a command. A code that is taken already is drawn again: `attempt` counts up. */
export const codeOf = (commandId: string, n: number, attempt: number): string =>
  codeFrom((draw) => createHash('sha256').update(`${commandId}#${n}#${attempt}#${draw}`).digest());

export const hashOf = (value: unknown): string => createHash('sha256').update(canonical(value)).digest('hex');
