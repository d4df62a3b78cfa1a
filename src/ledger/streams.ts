import type { EventStore } from '@ledger/event-store';
import type { Recorded } from '@ledger/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { EVENT_STORE } from './tokens.js';

/** Single streams, read from the log itself. */
@Injectable()
export class Streams {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  /** Everything recorded in a stream, in the order of recording. */
  history(stream: string): Promise<readonly Recorded[]> {
    return this.store.read(stream);
  }
}
