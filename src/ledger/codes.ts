import { codedKinds } from '@ledger/kernel';
import { codeOf } from './ids.js';
import type { Intent } from './intent.js';
import type { Lives } from './lives.js';

/** Draws codes that nothing has yet. The same command always draws the same ones, so that a retry names the same things. */
export class FreshCodes {
  constructor(private readonly lives: Lives) {}

  /** The stream a command is about: the one it names, or one that begins with it. */
  async streamOf({ stream, commandId }: Intent): Promise<string> {
    if (typeof stream === 'string') return stream;
    if (stream.code !== undefined) return `${stream.begin}-${stream.code}`;
    if (!codedKinds.includes(stream.begin)) return `${stream.begin}-${commandId}`;
    return `${stream.begin}-${await this.draw(commandId, 0)}`;
  }

  /** `count` codes beside the one that the command's own stream may have. */
  async drawn(commandId: string, count: number): Promise<readonly string[]> {
    return Promise.all(Array.from({ length: count }, (_, n) => this.draw(commandId, n + 1)));
  }

  private async draw(commandId: string, n: number): Promise<string> {
    for (let attempt = 0; ; attempt += 1) {
      const code = codeOf(commandId, n, attempt);
      if (!(await this.taken(code, commandId))) return code;
    }
  }

  private async taken(code: string, commandId: string): Promise<boolean> {
    for (const category of codedKinds) {
      const { revision, commands } = await this.lives.load(`${category}-${code}`);
      if (revision >= 0 && !commands.has(commandId)) return true;
    }
    return false;
  }
}
