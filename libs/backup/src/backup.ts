import { hash } from 'node:crypto';
import { canonical, type Position, type Recorded } from '@ledger/kernel';
import type { Segment } from './segment.js';

const FORMAT = 1;

/** A fact, and where it stood in the log that it was read from. */
export interface Place {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly recordedAt: string;
}

/** A file of a backup. */
export interface Kept {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** A ledger as it was at one moment. Its facts lie in segments, which it shares with the backups before and after it. */
export interface Backup {
  readonly format: typeof FORMAT;
  /** Counts up, whatever the clock says. */
  readonly number: number;
  /** The name of the ledger for ever. */
  readonly ledger: string;
  /** The log it was read from. */
  readonly epoch: string;
  readonly begunAt: string;
  readonly madeAt: string;
  readonly facts: number;
  readonly last: Place;
  readonly segments: readonly Segment[];
  /** What is kept outside the log: names, hashes of keys. */
  readonly privateData: Kept & { readonly documents: number };
  /** The settings it was made under, without secrets: for whoever has to set up the service again. */
  readonly settings: Readonly<Record<string, string>>;
}

export const placeOf = ({ id, stream, revision, position, meta }: Recorded): Place => ({
  ...{ id, stream, revision, position },
  recordedAt: meta.recordedAt,
});

/** Every file that a backup needs, its own aside. */
export const filesOf = ({ segments, privateData }: Backup): readonly Kept[] => [...segments, privateData];

export const bytesOf = (backup: Backup): number => filesOf(backup).reduce((sum, { bytes }) => sum + bytes, 0);

/** What the name of a backup says of it: enough to know when the last one was made. */
export type Named = Pick<Backup, 'number' | 'madeAt' | 'epoch'>;

export const nameOf = ({ number, madeAt, epoch }: Named): string =>
  `${String(number).padStart(6, '0')}-${madeAt.slice(0, 19).replace(/[:-]/g, '')}Z-${epoch}.json`;

/** Undefined where it is no name of a backup. Of the time, less than a second is lost. */
export function readName(name: string): Named | undefined {
  const [, number, day, clock, epoch] = /^(\d{6,})-(\d{8})T(\d{6})Z-([0-9a-z]+)\.json$/.exec(name) ?? [];
  if (!number || !day || !clock || !epoch) return undefined;
  const madeAt = `${day.replace(/^(.{4})(..)/, '$1-$2-')}T${clock.replace(/^(..)(..)/, '$1:$2:')}.000Z`;
  return { number: Number(number), madeAt, epoch };
}

/** A backup as text, which says by itself whether a bit of it has turned. */
export const backupText = (backup: Omit<Backup, 'format'>): string => {
  const whole = { format: FORMAT, ...backup };
  return `${canonical({ ...whole, sha256: hash('sha256', canonical(whole)) })}\n`;
};

/** Undefined where the text is no backup, or not as it was written. */
export function readBackup(text: string): Backup | undefined {
  try {
    const { sha256, ...backup } = JSON.parse(text) as Backup & { readonly sha256: string };
    if (backup.format !== FORMAT || hash('sha256', canonical(backup)) !== sha256) return undefined;
    return backup;
  } catch {
    return undefined;
  }
}
