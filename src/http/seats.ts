import type { Refusal } from '@ledger/kernel';
import { StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ledgerRefusals } from '../ledger/ledger.refusals.js';
import { httpRefusals } from './http.refusals.js';

/** As many at once and no more. Whoever finds no seat is sent away, so that those who have one are served soon. */
export class Row {
  private sitting = 0;

  constructor(
    readonly size: number,
    private readonly refusal: Refusal,
  ) {}

  get taken(): number {
    return this.sitting;
  }

  /** Why somebody would be sent away now; undefined where there is a seat. */
  get full(): Refusal | undefined {
    return this.sitting < this.size ? undefined : this.refusal;
  }

  /** Answers how to get up again, which may be said more than once. Refuses where every seat is taken. */
  take(): () => void {
    const { full } = this;
    if (full) throw full;
    this.sitting += 1;
    let seated = true;
    return () => {
      if (seated) this.sitting -= 1;
      seated = false;
    };
  }

  /** Does something in a seat. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    const leave = this.take();
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** The same for an answer: where that is sent bit by bit, the seat is taken until all of it is gone. */
  async answering<T>({ raw }: FastifyReply, work: () => Promise<T>): Promise<T> {
    const leave = this.take();
    let sending = false;
    try {
      const answer = await work();
      sending = answer instanceof StreamableFile && !raw.closed;
      if (sending) raw.once('close', leave);
      return answer;
    } finally {
      if (!sending) leave();
    }
  }
}

/** How much is done at once over HTTP. */
export class Seats {
  /** Requests that record: more than a node's log takes on in some ten milliseconds only makes everybody wait. */
  readonly commands = new Row(256, ledgerRefusals('ledger.overloaded'));
  /** Reads, those that wait for a position or are still being sent among them. */
  readonly reads = new Row(512, httpRefusals('read.overloaded'));
  /** Readers of the feed, who may stay for as long as they like. */
  readonly feed = new Row(256, httpRefusals('read.overloaded'));
}
