import { hash } from 'node:crypto';
import { canonical, type Position } from '@ledger/kernel';

/** A segment is whole as soon as its facts take this many bytes. */
export const SEGMENT_BYTES = 1024 * 1024;

const FORMAT = 1;

/** A fact as the log has it: its place there, and its canonical text. */
export interface Line {
  readonly position: Position;
  readonly text: string;
}

/** Facts that make up a segment. */
export interface Piece {
  readonly lines: readonly string[];
  readonly upTo: Position;
  /** No fact will be added to it: what comes next is in the next one. Only the last may be otherwise. */
  readonly whole: boolean;
}

/** Where segments of a log go on: behind all that the ones before hold. */
export interface Tip {
  /** How many facts come before. */
  readonly before: number;
  /** Position of the last of them. */
  readonly after: Position;
  /** SHA-256 of the segment before; null where there is none. So each one vouches for all before it. */
  readonly previous: string | null;
}

/** What a segment's first line says of it. */
export interface Head extends Tip {
  readonly format: typeof FORMAT;
  readonly ledger: string;
  readonly epoch: string;
  readonly facts: number;
  readonly upTo: Position;
  readonly whole: boolean;
}

/** A segment as a backup names it. */
export interface Segment {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly before: number;
  readonly after: Position;
  readonly upTo: Position;
  readonly facts: number;
  readonly whole: boolean;
}

/**
 * Cuts a log into segments. Where one ends follows from the facts in it alone: whoever goes on behind a whole segment,
 * whenever that is, makes the same ones.
 */
export async function* cut(lines: AsyncIterable<Line>, limit: number): AsyncGenerator<Piece> {
  let piece: string[] = [];
  let bytes = 0;
  let upTo: Position = 0;
  for await (const { position, text } of lines) {
    piece.push(text);
    bytes += Buffer.byteLength(text) + 1;
    upTo = position;
    if (bytes < limit) continue;
    yield { lines: piece, upTo, whole: true };
    piece = [];
    bytes = 0;
  }
  if (piece.length > 0) yield { lines: piece, upTo, whole: false };
}

export const beginning: Tip = { before: 0, after: 0, previous: null };

export const behind = ({ before, facts, upTo, sha256 }: Segment): Tip => ({
  before: before + facts,
  after: upTo,
  previous: sha256,
});

/** A segment in bytes, and under the name that they have. */
export function segmentOf(
  of: { readonly ledger: string; readonly epoch: string },
  { before, after, previous }: Tip,
  { lines, upTo, whole }: Piece,
): { readonly segment: Segment; readonly text: string } {
  const { ledger, epoch } = of;
  const facts = lines.length;
  const head: Head = { format: FORMAT, ledger, epoch, before, after, previous, facts, upTo, whole };
  const text = `${canonical(head)}\n${lines.join('\n')}\n`;
  const sha256 = hash('sha256', text);
  const bytes = Buffer.byteLength(text);
  const file = `${folderOf(epoch)}/${prefixOf(before)}${sha256}.jsonl`;
  return { segment: { file, sha256, bytes, before, after, upTo, facts, whole }, text };
}

/** Where the segments of a log lie in a backup's folder. */
export const folderOf = (epoch: string): string => `segments/${epoch}`;

/** How the name of a segment begins: in the order of names they follow each other. */
export const prefixOf = (before: number): string => `${String(before).padStart(12, '0')}-`;

/** The head of a segment and its lines. Undefined where the text is none, or was cut off. */
export function readSegment(
  text: string,
): { readonly head: Head; readonly lines: readonly string[] } | undefined {
  const [first = '', ...lines] = text.split('\n');
  const head = headOf(first);
  if (head === undefined || lines.pop() !== '' || lines.length !== head.facts) return undefined;
  return { head, lines };
}

function headOf(line: string): Head | undefined {
  try {
    const head = JSON.parse(line) as Head | null;
    return head?.format === FORMAT ? head : undefined;
  } catch {
    return undefined;
  }
}
