import type { EventStore } from '@ledger/event-store';
import type { Growth } from './growth.js';
import type { Lives } from './lives.js';
import type { Progress } from './progress.js';

/** Hears of every fact as it is recorded, here or by another process, and wakes whoever waits for more. */
export class Listener {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: EventStore,
    private readonly lives: Lives,
    private readonly progress: Progress,
    private readonly growth: Growth,
  ) {}

  /** What came before is of no interest. `onFailure` hears where the log ends. */
  async start(onFailure: (error: unknown) => void): Promise<void> {
    const head = await this.store.head();
    this.growth.begin(head);
    this.progress.note([{ view: 'log', position: head }]);
    this.running = this.listen(head).catch(onFailure);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async listen(after: number): Promise<void> {
    for await (const page of this.store.subscribe({ after, signal: this.stopping.signal })) {
      for (const fact of page) this.lives.heard(fact);
      const position = page.at(-1)?.position ?? after;
      this.growth.note(position, page.length);
      this.progress.note([{ view: 'log', position }]);
    }
  }
}
