import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Facts of an example at scale 1. */
const FACTS = 25_000;

/** Example ledgers of many sizes, each made once in a run, and copies of them that are written to. */
export class Ledgers {
  private readonly work = mkdtempSync(join(tmpdir(), 'chemledger-bench-'));
  private readonly examples: string;

  /** @param kept a folder where the examples stay for another run of the same program; left out, they go with this one */
  constructor(kept?: string) {
    this.examples = kept ?? join(this.work, 'examples');
  }

  /** Does something with a copy in a data folder that is gone afterwards. */
  async copied<T>(facts: number, work: (dir: string) => Promise<T>): Promise<T> {
    const dir = mkdtempSync(join(this.work, 'ledger-'));
    try {
      cpSync(this.example(facts), dir, { recursive: true });
      return await work(dir);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  }

  dispose(): void {
    rmSync(this.work, { recursive: true, force: true });
  }

  /** Made by the program itself; where that was cut off, it goes on. */
  private example(facts: number): string {
    const dir = join(this.examples, String(facts));
    const made = join(dir, 'made');
    if (existsSync(made)) return dir;
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const scale = String(facts / FACTS);
    const { status } = spawnSync(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'dist/src/cli.js', 'example', '--scale', scale],
      { env: { ...process.env, DATA_DIR: dir }, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    if (status !== 0) throw new Error(`the example of ${facts} facts was not made`);
    mkdirSync(made);
    return dir;
  }
}
