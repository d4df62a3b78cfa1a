import { everyFact, type LogReader } from '@ledger/event-store';
import { canonicalEntry, type Position, type Recorded } from '@ledger/kernel';
import type { ReadModel } from '@ledger/read-model';
import { type Backup, bytesOf, type Place, placeOf } from './backup.js';
import { BackupFailure, inWords } from './failure.js';
import { BackupFolder } from './folder.js';
import { Pace } from './pace.js';
import { keepPrivate } from './private.js';
import { prune } from './retention.js';
import {
  beginning,
  behind,
  cut,
  folderOf,
  type Line,
  prefixOf,
  readSegment,
  SEGMENT_BYTES,
  type Segment,
  segmentOf,
  type Tip,
} from './segment.js';

/** What there is to back up. */
export interface Source {
  readonly ledger: string;
  readonly log: LogReader;
  /**
   * What is kept outside the log. It is opened when the log has been read: whatever a fact of the backup needs is then
   * in it, and what it holds beyond belongs to facts that come in the next one.
   */
  readonly openPrivate: () => Promise<ReadModel>;
  /** Collections of it that mean nothing elsewhere. */
  readonly leftOut: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
}

export interface How {
  readonly now: () => string;
  /** 0 for no bound. */
  readonly bytesPerSecond: number;
  /** How many backups stay; left out: all. */
  readonly keep?: number;
  readonly segmentBytes?: number;
  /** Hears how far the log was read, from where the last backup ended. */
  readonly onProgress?: (done: Position, all: Position) => void;
  readonly signal?: AbortSignal;
}

export interface Taken {
  readonly backup: Backup;
  readonly bytes: number;
  /** Facts that no backup before had. */
  readonly newFacts: number;
  /** Segments that were there already. */
  readonly reused: number;
  /** Backups that were removed because there are newer ones. */
  readonly removed: readonly Backup[];
  /** Files that cannot be read as backups: nobody knows what they need, so it stays. */
  readonly damaged: readonly string[];
}

/**
 * Backs up a ledger while it goes on. What is in no backup yet is read from the log and kept in segments, then names and
 * keys, and last the file that makes a backup of them. Cut off anywhere, the backups before are what they were, and the
 * next run goes on behind the last whole segment. Two at once do the same work twice. Throws BackupFailure.
 */
export async function takeBackup(source: Source, dir: string, how: How): Promise<Taken> {
  try {
    const folder = await BackupFolder.open(dir);
    await folder.requireFor(source.ledger);
    return await new Taking(source, folder, how).run();
  } catch (error) {
    throw inWords(error, dir);
  }
}

/** How many characters are read between one look at the pace and the next. */
const STEP = 64 * 1024;

class Taking {
  private readonly pace: Pace;
  private readonly limit: number;

  constructor(
    private readonly source: Source,
    private readonly folder: BackupFolder,
    private readonly how: How,
  ) {
    this.pace = new Pace(how.bytesPerSecond, how.signal);
    this.limit = how.segmentBytes ?? SEGMENT_BYTES;
  }

  private get of() {
    return { ledger: this.source.ledger, epoch: this.source.log.epoch };
  }

  async run(): Promise<Taken> {
    const { ledger, log, settings } = this.source;
    const begunAt = this.how.now();
    const { backups } = await this.folder.list();
    const before = backups.findLast(({ epoch }) => epoch === log.epoch);
    const head = await log.head();
    if (before) await this.requireContinued(before, head);
    const segments = [...(await this.wholeOf(before)), ...(await this.unnamed(before))];
    const reused = segments.length;
    const last = await this.readOn(segments, head, before);
    const model = await this.source.openPrivate();
    let privateData: Backup['privateData'];
    try {
      privateData = await keepPrivate(this.folder, ledger, model, this.source.leftOut, this.pace);
    } finally {
      await model.close();
    }
    await this.requireAll(segments);
    const { before: facts } = tipOf(segments);
    const number = (backups.at(-1)?.number ?? 0) + 1;
    const made = { number, ledger, epoch: log.epoch, begunAt, madeAt: this.how.now(), facts, last };
    await this.folder.add({ ...made, segments, privateData, settings });
    const { backups: now, damaged } = await this.folder.list();
    const backup = now.find((one) => one.number === number && one.epoch === log.epoch) as Backup;
    return {
      ...{ backup, bytes: bytesOf(backup), reused },
      newFacts: facts - (before?.facts ?? 0),
      removed: await prune(this.folder, backup, this.how),
      damaged: damaged.map(({ file }) => file),
    };
  }

  /** A log that is not what was backed up, and goes on: nothing of it may take the place of what was. */
  private async requireContinued(before: Backup, head: Position): Promise<void> {
    const { last, number } = before;
    if (head >= last.position && (await this.stands(last))) return;
    const what = head < last.position ? 'ends before' : 'holds another fact at the end of';
    throw new BackupFailure(
      'backup.other-history',
      `The log ${what} backup ${number}: somebody has put back its files, or they were changed.`,
      'Positions in it are not what they were for whoever follows the feed. Stop the service, and use `ledger restore`.',
    );
  }

  private async stands({ stream, revision, id, position }: Place): Promise<boolean> {
    const [fact] = await this.source.log.read(stream, { from: revision });
    return fact?.id === id && fact.position === position;
  }

  /** The whole segments of the backup before. One that is gone is written again from the log. */
  private async wholeOf(before: Backup | undefined): Promise<readonly Segment[]> {
    const whole = before?.segments.filter((segment) => segment.whole) ?? [];
    let tip = beginning;
    for (const segment of whole) {
      if (!(await this.folder.has(segment))) await this.writeAgain(segment, tip);
      tip = behind(segment);
    }
    return whole;
  }

  private async writeAgain(segment: Segment, tip: Tip): Promise<void> {
    const lines: string[] = [];
    for await (const { text } of this.lines(segment.after, segment.upTo)) lines.push(text);
    const again = segmentOf(this.of, tip, { ...segment, lines });
    if (again.segment.sha256 !== segment.sha256) {
      throw new BackupFailure(
        'backup.other-history',
        `The log is not what was backed up: ${segment.file} is missing, and what it was made of is not there.`,
        'Run `ledger verify`, and keep the backups that there are.',
      );
    }
    await this.folder.keep(segment.file, again.text);
  }

  /** Whole segments that a run which was cut off has left behind. */
  private async unnamed(before: Backup | undefined): Promise<readonly Segment[]> {
    const found: Segment[] = [];
    const names = await this.folder.names(folderOf(this.source.log.epoch));
    let tip = tipOf(before?.segments.filter(({ whole }) => whole) ?? []);
    for (;;) {
      const next = await this.next(tip, names);
      if (!next) return found;
      found.push(next);
      tip = behind(next);
    }
  }

  private async next(tip: Tip, names: readonly string[]): Promise<Segment | undefined> {
    const folder = folderOf(this.source.log.epoch);
    for (const name of names.filter((one) => one.startsWith(prefixOf(tip.before)))) {
      const text = await this.folder.text(`${folder}/${name}`);
      const read = readSegment(text);
      if (!read?.head.whole) continue;
      const { head, lines } = read;
      const same = segmentOf(this.of, tip, { lines, upTo: head.upTo, whole: true });
      const fact = JSON.parse(lines.at(-1) ?? 'null') as Recorded | null;
      const stands = fact && (await this.stands({ ...placeOf(fact), position: head.upTo }));
      if (same.text === text && same.segment.file === `${folder}/${name}` && stands) return same.segment;
    }
    return undefined;
  }

  /** Keeps what comes behind the segments that there are. Answers the last fact of all. */
  private async readOn(segments: Segment[], head: Position, before: Backup | undefined): Promise<Place> {
    const begun = tipOf(segments).after;
    let last: Recorded | undefined;
    const lines = this.lines(begun, head, (fact) => {
      last = fact;
    });
    for await (const piece of cut(lines, this.limit)) {
      const { segment, text } = segmentOf(this.of, tipOf(segments), piece);
      await this.folder.keep(segment.file, text);
      segments.push(segment);
      this.how.onProgress?.(piece.upTo - begun, head - begun);
    }
    if (last) return placeOf(last);
    const whole = segments.at(-1);
    if (before && before.facts === tipOf(segments).before) return before.last;
    const kept = whole && readSegment(await this.folder.text(whole.file));
    const fact = JSON.parse(kept?.lines.at(-1) ?? 'null') as Recorded | null;
    if (!whole || !fact) throw new TypeError('there is no fact to back up');
    return { ...placeOf(fact), position: whole.upTo };
  }

  private async *lines(
    after: Position,
    upTo: Position,
    heard = (_fact: Recorded): void => {},
  ): AsyncGenerator<Line, undefined> {
    let read = 0;
    for await (const fact of everyFact(this.source.log, after)) {
      if (fact.position > upTo) return undefined;
      const text = canonicalEntry(fact);
      heard(fact);
      read += text.length;
      if (read >= STEP) {
        await this.pace.took(read);
        read = 0;
      }
      yield { position: fact.position, text };
    }
    return undefined;
  }

  /** What the backup names is there: another run may have removed what this one found. */
  private async requireAll(segments: readonly Segment[]): Promise<void> {
    for (const segment of segments) {
      if (await this.folder.has(segment)) continue;
      throw new BackupFailure(
        'backup.disturbed',
        `${segment.file} went away while the backup was made.`,
        'Let one backup be made at a time in a folder, and do it again.',
      );
    }
  }
}

const tipOf = (segments: readonly Segment[]): Tip => {
  const last = segments.at(-1);
  return last ? behind(last) : beginning;
};
