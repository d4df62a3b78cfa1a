import type { OnModuleDestroy } from '@nestjs/common';

/** That the service is about to end, for whoever would hold it up. */
export class Stopping implements OnModuleDestroy {
  private readonly controller = new AbortController();

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  begin(): void {
    this.controller.abort();
  }

  /** At the latest when the application is closed. */
  onModuleDestroy(): void {
    this.begin();
  }
}
