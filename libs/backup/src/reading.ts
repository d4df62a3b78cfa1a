import { hash } from 'node:crypto';
import { canonicalEntry, type Entry } from '@ledger/kernel';
import type { Backup, Kept } from './backup.js';
import { BackupFailure } from './failure.js';
import type { BackupFolder } from './folder.js';
import { type PrivateDoc, readPrivate } from './private.js';
import { beginning, behind, type Head, readSegment, type Segment, type Tip } from './segment.js';

/** Something in a backup's folder that is not as it was written, or not there. */
export interface Damage {
  readonly code: string;
  readonly file: string;
  readonly what: string;
}

/** The bytes of a file, or what is wrong with them. */
async function bytesOf(folder: BackupFolder, kept: Kept): Promise<Buffer | Damage> {
  const { file, sha256, bytes } = kept;
  const found = await folder.bytes(file);
  if (!found) return { code: 'file.missing', file, what: 'it is not there' };
  if (found.length !== bytes)
    return { code: 'file.cut', file, what: `it has ${found.length} bytes, and was written with ${bytes}` };
  if (hash('sha256', found) === sha256) return found;
  return { code: 'file.changed', file, what: `its bytes are not those that were written${locate(found)}` };
}

/** Which facts of a segment cannot be read as they were written. A bit may turn and leave a fact that can be. */
function locate(bytes: Buffer): string {
  const [, ...lines] = bytes.toString('utf8').split('\n');
  const bad = lines.findIndex((line) => line !== '' && !isFact(line));
  return bad === -1 ? '' : `, first in line ${bad + 2}`;
}

function isFact(line: string): boolean {
  try {
    return canonicalEntry(JSON.parse(line) as Entry) === line;
  } catch {
    return false;
  }
}

/** A segment with its head, or what is wrong with its file. */
async function segmentIn(folder: BackupFolder, segment: Segment) {
  const bytes = await bytesOf(folder, segment);
  if ('code' in bytes) return bytes;
  const read = readSegment(bytes.toString('utf8'));
  return read ?? { code: 'segment.unknown', file: segment.file, what: 'it is in no form that is known' };
}

/** What is wrong with the place that a segment has in a backup. */
function misplaced(head: Head, backup: Backup, segment: Segment, tip: Tip): Damage | undefined {
  const { facts, upTo } = segment;
  const meant: Partial<Head> = { ...tip, facts, upTo, ledger: backup.ledger, epoch: backup.epoch };
  const same = Object.entries(meant).every(([name, value]) => head[name as keyof Head] === value);
  if (same) return undefined;
  return { code: 'chain.broken', file: segment.file, what: 'it does not follow the segment before it' };
}

/** What a backup holds, checked as it is read. Throws BackupFailure where something of it is not as it was written. */
export class BackupReader {
  constructor(
    private readonly folder: BackupFolder,
    readonly backup: Backup,
  ) {}

  /** The facts, in log order, by segments; from one of them on. */
  async *facts(from = 0): AsyncGenerator<readonly Entry[]> {
    let tip = beginning;
    for (const segment of this.backup.segments) {
      if (segment.before + segment.facts > from) {
        const read = intact(await segmentIn(this.folder, segment));
        const wrong = misplaced(read.head, this.backup, segment, tip);
        if (wrong) throw damaged(wrong);
        const entries = read.lines.map((line) => JSON.parse(line) as Entry);
        yield entries.slice(Math.max(0, from - segment.before));
      }
      tip = behind(segment);
    }
  }

  /** Names, hashes of keys, and what else is kept outside the log. */
  async privateData(): Promise<Iterable<PrivateDoc>> {
    const bytes = intact(await bytesOf(this.folder, this.backup.privateData));
    return readPrivate(bytes);
  }
}

function intact<T extends object>(read: T | Damage): T {
  if ('code' in read) throw damaged(read as Damage);
  return read;
}

const damaged = ({ file, what }: Damage): BackupFailure =>
  new BackupFailure(
    'backup.damaged',
    `${file} is damaged: ${what}.`,
    'Look at the disk. `ledger verify --backup` tells which backups are whole: restore one of those with --backup <number>.',
  );

/** Everything that is damaged in a folder of backups, by backup. Each file is read once. */
export async function* checked(
  folder: BackupFolder,
  backups: readonly Backup[],
  onSegment: (facts: number) => void,
): AsyncGenerator<{ readonly backup: Backup; readonly damage: readonly Damage[] }> {
  const known = new Map<string, Damage | Head | undefined>();
  for (const backup of backups) {
    const damage: Damage[] = [];
    let tip = beginning;
    for (const segment of backup.segments) {
      if (!known.has(segment.file)) {
        const read = await segmentIn(folder, segment);
        known.set(segment.file, 'code' in read ? read : read.head);
        onSegment(segment.facts);
      }
      const found = known.get(segment.file) as Damage | Head;
      const wrong = 'code' in found ? found : misplaced(found, backup, segment, tip);
      if (wrong) damage.push(wrong);
      tip = behind(segment);
    }
    if (tip.before !== backup.facts) {
      const what = `its segments hold ${tip.before} facts, and it was made of ${backup.facts}`;
      damage.push({ code: 'chain.broken', file: `backup ${backup.number}`, what });
    }
    const { file } = backup.privateData;
    if (!known.has(file)) {
      const read = await bytesOf(folder, backup.privateData);
      known.set(file, 'code' in read ? (read as Damage) : undefined);
    }
    const wrong = known.get(file) as Damage | undefined;
    if (wrong) damage.push(wrong);
    yield { backup, damage };
  }
}
