import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Backup, backupText, type Kept, type Named, nameOf, readBackup, readName } from './backup.js';
import { BackupFailure, inWords } from './failure.js';
import { readSegment } from './segment.js';

const BACKUPS = 'backups';
const SEGMENTS = 'segments';
export const PRIVATE = 'private';
const UNFINISHED = '.part';

/** What lies about at the top of a file system that is otherwise empty. */
const NOBODYS = ['lost+found', '.DS_Store', '.snapshot', '@eaDir'];

/** What is found among the backups of a folder. */
export interface Listed {
  /** In the order they were made. */
  readonly backups: readonly Backup[];
  /** Files that should be backups and cannot be read as such, with what their names say. */
  readonly damaged: readonly { readonly file: string; readonly named: Named | undefined }[];
}

/**
 * A folder with the backups of one ledger. A file in it never changes: it is written beside, synced, and then given its
 * name, so that what has a name is whole.
 */
export class BackupFolder {
  private constructor(
    readonly dir: string,
    /** On which disk it was when it was opened, and which of its files it is. */
    private readonly place: { readonly dev: number; readonly ino: number },
  ) {}

  /** Throws BackupFailure where there is no such folder. */
  static async open(dir: string): Promise<BackupFolder> {
    const found = await stat(dir).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw inWords(error, dir);
    });
    if (found?.isDirectory()) return new BackupFolder(dir, found);
    // Never made here: it would be made in the place of a disk that is not mounted.
    throw gone(dir);
  }

  /** Throws BackupFailure where the folder holds backups of another ledger, or anything else. */
  async requireFor(ledger: string): Promise<void> {
    const others = (await this.names('')).filter((name) => !isOurs(name));
    if (others.length > 0) {
      throw new BackupFailure(
        'backup.not-empty',
        `There are other things in ${this.dir}: ${others.slice(0, 3).join(', ')}.`,
        'Name a folder that is empty, or one with backups of this ledger.',
      );
    }
    for (const other of await this.ledgers()) {
      if (other === ledger) continue;
      throw new BackupFailure(
        'backup.other-ledger',
        `The backups in ${this.dir} are of the ledger ${other}, and this one is ${ledger}.`,
        'Name a folder of its own for each ledger.',
      );
    }
  }

  async list(): Promise<Listed> {
    const names = (await this.names(BACKUPS)).filter((name) => name.endsWith('.json'));
    const read = await Promise.all(
      names.map(async (name) => ({ name, backup: readBackup(await this.text(`${BACKUPS}/${name}`)) })),
    );
    const backups = read.flatMap(({ backup }) => (backup ? [backup] : []));
    backups.sort((a, b) => a.number - b.number || (a.madeAt < b.madeAt ? -1 : 1));
    const damaged = read.filter(({ backup }) => !backup);
    return {
      backups,
      damaged: damaged.map(({ name }) => ({ file: `${BACKUPS}/${name}`, named: readName(name) })),
    };
  }

  /** The last backup of a log, by its name alone. */
  async last(epoch: string): Promise<Named | undefined> {
    const named = (await this.names(BACKUPS)).map(readName).filter((one) => one?.epoch === epoch);
    return named.sort((a, b) => (a?.number ?? 0) - (b?.number ?? 0)).at(-1);
  }

  /** Names in one of its folders; none where that is not there. */
  async names(folder: string): Promise<readonly string[]> {
    return (await this.none(readdir(join(this.dir, folder)))) ?? [];
  }

  async text(file: string): Promise<string> {
    return this.told(readFile(join(this.dir, file), 'utf8'));
  }

  /** The bytes of a file; undefined where it is not there. */
  async bytes(file: string): Promise<Buffer | undefined> {
    return this.none(readFile(join(this.dir, file)));
  }

  /** Whether a file is there, at the size it was written with. */
  async has({ file, bytes }: Pick<Kept, 'file' | 'bytes'>): Promise<boolean> {
    return (await this.none(stat(join(this.dir, file))))?.size === bytes;
  }

  /** Keeps a text under a name. What has the name already is the same text, unless its size tells otherwise. */
  async keep(file: string, text: string): Promise<void> {
    if (await this.has({ file, bytes: Buffer.byteLength(text) })) return;
    await this.write(dirname(file), basename(file), async (handle) => {
      await handle.writeFile(text);
      return file;
    });
  }

  /** Writes a file that is named when it is written. */
  async write(folder: string, called: string, fill: (handle: FileHandle) => Promise<string>): Promise<void> {
    await this.make(folder);
    // Processes on two machines may have the same number.
    const part = join(this.dir, folder, `.${called}.${randomBytes(6).toString('hex')}${UNFINISHED}`);
    try {
      const handle = await open(part, 'wx', 0o600);
      let file: string;
      try {
        file = await fill(handle);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(part, join(this.dir, file));
      await this.sync(folder);
    } catch (error) {
      await rm(part, { force: true }).catch(() => {});
      throw error;
    }
  }

  async add(backup: Omit<Backup, 'format'>): Promise<void> {
    await this.keep(`${BACKUPS}/${nameOf(backup)}`, backupText(backup));
  }

  async forget(backup: Backup): Promise<void> {
    await this.remove(`${BACKUPS}/${nameOf(backup)}`);
    await this.sync(BACKUPS);
  }

  async remove(file: string): Promise<void> {
    await rm(join(this.dir, file), { force: true });
  }

  /** Files of segments and private data, and what was not finished, with the time they were last written. */
  async files(): Promise<readonly { readonly file: string; readonly writtenAt: number }[]> {
    const epochs = (await this.names(SEGMENTS)).map((epoch) => `${SEGMENTS}/${epoch}`);
    const found: { file: string; writtenAt: number }[] = [];
    for (const folder of [...epochs, PRIVATE, BACKUPS]) {
      for (const name of await this.names(folder)) {
        if (folder === BACKUPS && !name.endsWith(UNFINISHED)) continue;
        const file = `${folder}/${name}`;
        const known = await this.none(stat(join(this.dir, file)));
        if (known) found.push({ file, writtenAt: known.mtimeMs });
      }
    }
    return found;
  }

  /** The ledgers that anything in it is of. */
  private async ledgers(): Promise<ReadonlySet<string>> {
    const found = new Set((await this.list()).backups.map(({ ledger }) => ledger));
    for (const epoch of await this.names(SEGMENTS)) {
      const [first] = (await this.names(`${SEGMENTS}/${epoch}`)).filter((name) => name.endsWith('.jsonl'));
      const segment = first && readSegment(await this.text(`${SEGMENTS}/${epoch}/${first}`));
      if (segment) found.add(segment.head.ledger);
    }
    return found;
  }

  /** Undefined where there is no such file. */
  private async none<T>(asked: Promise<T>): Promise<T | undefined> {
    return this.told(
      asked.catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      }),
    );
  }

  private told<T>(asked: Promise<T>): Promise<T> {
    return asked.catch((error: unknown) => {
      throw inWords(error, this.dir);
    });
  }

  /** Makes a folder in this one. Where its disk has gone meanwhile, nothing is made in its place. */
  private async make(folder: string): Promise<void> {
    const above = dirname(folder);
    if (above !== '.') await this.make(above);
    try {
      const { dev, ino } = await stat(this.dir);
      if (dev !== this.place.dev || ino !== this.place.ino) throw gone(this.dir);
      await mkdir(join(this.dir, folder), { mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
      throw error;
    }
    await this.sync(above);
  }

  /** A name is on the disk when its folder is. Some file systems of networks do not sync folders, and say so. */
  private async sync(folder: string): Promise<void> {
    const handle = await open(join(this.dir, folder), 'r');
    try {
      await handle.sync();
    } catch (error) {
      if (!['EINVAL', 'ENOTSUP', 'EPERM'].includes(String((error as NodeJS.ErrnoException).code)))
        throw error;
    } finally {
      await handle.close();
    }
  }
}

const gone = (dir: string): BackupFailure =>
  new BackupFailure(
    'backup.no-folder',
    `There is no folder ${dir}.`,
    'See that its disk is mounted; for a first backup make the folder.',
  );

const isOurs = (name: string): boolean => [BACKUPS, SEGMENTS, PRIVATE, ...NOBODYS].includes(name);
