import { hash, randomUUID } from 'node:crypto';
import { canonical, codeFrom } from '@ledger/kernel';

/** The command a key stands for: the same person with the same key means the same command, for ever. */
export const commandIdOf = (ledger: string, actor: string, key: string): string =>
  v5(`${actor}\n${key}`, ledger);

export const freshCommandId = (): string => randomUUID();

export const factIdOf = (commandId: string, stream: string, n: number): string =>
  v5(`${stream}#${n}`, commandId);

/** The nth command that follows from a fact. */
export const followUpIdOf = (factId: string, n: number): string => v5(String(n), factId);

/** The command by which a stream is told of something that was looked at because of a fact. */
export const checkIdOf = (factId: string, stream: string): string => v5(stream, factId);

/** The nth code of a command. A code that is taken already is drawn again: `attempt` counts up. */
export const codeOf = (commandId: string, n: number, attempt: number): string =>
  codeFrom((draw) => hash('sha256', `${commandId}#${n}#${attempt}#${draw}`, 'buffer'));

export const hashOf = (value: unknown): string => hash('sha256', canonical(value));

/** A UUID made of a name in a namespace, which is a UUID too: RFC 9562, version 5. */
export function v5(name: string, namespace: string): string {
  const space = Buffer.from(namespace.replaceAll('-', ''), 'hex');
  const digest = hash('sha1', Buffer.concat([space, Buffer.from(name)]), 'buffer');
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | 0x50, 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = digest.toString('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)];
  return parts.join('-');
}
