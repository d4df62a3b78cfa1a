import type { Cast } from './cast.js';
import { type Moment, Ref, type Step } from './plan/step.js';

/** What is worth looking at. */
export interface Sight {
  /** A bottle with an entry that was corrected, one that others were filled from, one with a late entry, one that was lost. */
  readonly corrected?: string;
  readonly split?: string;
  readonly late?: string;
  /** When what is told in the late entry happened. */
  readonly lateAt?: string;
  readonly lot?: string;
  readonly lost?: string;
  readonly researcher?: string;
}

/** Remembers, while a plan goes by, where something worth looking at happens. */
export class Sights {
  private readonly refs = new Map<keyof Sight, Ref | string>();

  constructor(private readonly cast: Cast) {}

  *watching(moments: Iterable<Moment>): Generator<Moment> {
    for (const moment of moments) {
      for (const step of moment.steps) this.look(step);
      yield moment;
    }
  }

  /** Once everything has been cast. */
  get all(): Sight {
    return Object.fromEntries(
      Array.from(this.refs, ([what, ref]) => [what, ref instanceof Ref ? this.cast.id(ref) : ref]),
    );
  }

  private look({ ask, of, by, body }: Step): void {
    if (ask === 'CorrectFact' && 'quantity' in (body.with as object)) this.refs.set('corrected', of);
    if (ask === 'SplitBottle') this.refs.set('split', of);
    if (ask === 'WriteOffBottle') this.refs.set('lost', of);
    if (ask === 'UseBottle' && body.occurredPrecision === 'minute') {
      this.refs.set('late', of);
      this.refs.set('lateAt', String(body.occurredAt));
      if (by.n > 0) this.refs.set('researcher', by);
    }
    const [, lot] = /lot (\S+)$/.exec(String(body.reason)) ?? [];
    if (ask === 'QuarantineBottle' && lot !== undefined) this.refs.set('lot', lot);
  }
}
