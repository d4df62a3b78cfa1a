import { createHash } from 'node:crypto';
import type { JSONEventData, Position as LogPosition, RecordedEvent } from '@eventstore/db-client';
import { canonicalEntry, type Entry, type Meta, type Position, type Recorded } from '@ledger/kernel';
import { Corrupt } from '../errors.js';
import type { Row } from '../port.js';

/** What of a fact does not fit into an event's own fields: it goes into the event's metadata. */
interface Envelope {
  readonly id: string;
  readonly v: number;
  readonly meta: Meta;
}

/**
 * A fact as an event of EventStoreDB: its type and data stand where tools look for them. The server compares nothing
 * but event ids when an append comes again, so the event's id is not the fact's: it is a digest of the canonical text.
 * The same id means the same fact, byte for byte.
 */
export function eventOf(bytes: string): JSONEventData {
  const { id, type, v, data, meta }: Entry = JSON.parse(bytes);
  const metadata: Envelope = { id, v, meta };
  return {
    id: digest(bytes),
    contentType: 'application/json',
    type,
    data: { ...data },
    metadata: { ...metadata },
  };
}

/** Reads a fact back. Throws Corrupt where the event is none of ours, or not what was written. */
export function factOf(event: RecordedEvent): Recorded {
  const position = positionOf(event.position);
  const { streamId: stream, revision, type, data, metadata } = event;
  if (typeof data !== 'object' || !isEnvelope(metadata)) {
    throw new Corrupt(`${stream}@${revision} is not a fact`, position);
  }
  const { id, v, meta } = metadata;
  const entry: Entry = { id, stream, revision: Number(revision), type, v, data, meta };
  if (textOf(entry, position) !== event.id) {
    throw new Corrupt(`${stream}@${revision} is not what was written`, position);
  }
  return Object.assign(entry, { position });
}

/**
 * An event as it is kept, whatever it holds: as the text of a fact as far as it is one, and whether that is what was
 * written.
 */
export function rowOf(event: RecordedEvent): { readonly row: Row; readonly asWritten: boolean } {
  const { streamId: stream, revision, type, data, metadata } = event;
  const place = { position: positionOf(event.position), stream, revision: Number(revision) };
  if (!isEnvelope(metadata)) {
    const bytes = JSON.stringify({ stream, type, data, metadata });
    return { row: { ...place, id: event.id, bytes }, asWritten: true };
  }
  const { id, v, meta } = metadata;
  const entry = { id, stream, revision: Number(revision), type, v, data, meta };
  const bytes = canonicalText(entry);
  return { row: { ...place, id, bytes }, asWritten: digest(bytes) === event.id };
}

/** Data that was never a fact's has a text too, which is found not to be one. */
function canonicalText(entry: object): string {
  try {
    return canonicalEntry(entry as Entry);
  } catch {
    return JSON.stringify(entry);
  }
}

/** The id of the fact in this event, if it is one. */
export const idOf = ({ metadata }: RecordedEvent): string | undefined =>
  isEnvelope(metadata) ? metadata.id : undefined;

/** One number stands for both of the server's, which are equal for every event that was appended over gRPC. */
export function positionOf(position: LogPosition | undefined): Position {
  if (!position) throw new Corrupt('an event without a position: its history is hidden');
  const { commit, prepare } = position;
  if (commit !== prepare || commit > Number.MAX_SAFE_INTEGER) {
    throw new Corrupt(`a position that is not one whole number: ${commit}/${prepare}`);
  }
  return Number(commit);
}

export const logPosition = (position: Position): LogPosition => ({
  commit: BigInt(position),
  prepare: BigInt(position),
});

function textOf(entry: Entry, position: Position): string {
  try {
    return digest(canonicalEntry(entry));
  } catch (cause) {
    throw new Corrupt(`${entry.stream}@${entry.revision} is not a fact`, position, { cause });
  }
}

/** 122 bits of SHA-256 as a UUID of version 8 (RFC 9562, 5.8). */
function digest(bytes: string): string {
  const hash = createHash('sha256').update(bytes).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x80, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function isEnvelope(metadata: unknown): metadata is Envelope {
  if (typeof metadata !== 'object' || metadata === null) return false;
  const { id, v, meta }: Partial<Record<keyof Envelope, unknown>> = metadata;
  return typeof id === 'string' && typeof v === 'number' && typeof meta === 'object' && meta !== null;
}
