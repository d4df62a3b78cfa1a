import type { AllStreamResolvedEvent, AllStreamSubscription } from '@eventstore/db-client';
import { PAGE } from '../port.js';
import { NoAnswer } from './failures.js';

/** Gathers what a subscription brings, a page at most, until somebody takes it. */
export class Inbox {
  #events: AllStreamResolvedEvent[] = [];
  #ended: Error | undefined;
  #stir = () => {};

  constructor(private readonly subscription: AllStreamSubscription) {
    subscription
      .on('data', (event: AllStreamResolvedEvent) => {
        this.#events.push(event);
        if (this.#events.length >= PAGE) subscription.pause();
        this.#stir();
      })
      .on('error', (error) => this.#end(error))
      .on('end', () => this.#end(new NoAnswer('the subscription ended')));
  }

  /** What has come; nothing after `ms` without news, or at the signal. Throws what ended the subscription. */
  async take(ms: number, signal: AbortSignal): Promise<readonly AllStreamResolvedEvent[]> {
    if (this.#events.length === 0) await this.#stirred(ms, signal);
    const events = this.#events;
    if (events.length === 0 && this.#ended) throw this.#ended;
    this.#events = [];
    this.subscription.resume();
    return events;
  }

  cancel(): void {
    // A subscription that has no call any more cannot be cancelled, and need not be.
    this.subscription.unsubscribe().catch(() => {});
  }

  #stirred(ms: number, signal: AbortSignal): Promise<void> {
    if (this.#ended || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const stir = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', stir);
        this.#stir = () => {};
        resolve();
      };
      const timer = setTimeout(stir, ms);
      signal.addEventListener('abort', stir);
      this.#stir = stir;
    });
  }

  #end(reason: Error): void {
    this.#ended ??= reason;
    this.#stir();
  }
}
