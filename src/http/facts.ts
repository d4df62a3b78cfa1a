import { annulledIn, type Entry, type FactCorrected, present, type Recorded } from '@ledger/kernel';
import type { Columns } from './lists.js';
import type { Positions } from './positions.js';

/** One line that says what a fact means to people. */
export type Summary = (fact: Entry) => string;

/** A fact as the interface answers it. */
export interface FactRead {
  readonly id: string;
  readonly type: string;
  readonly revision: number;
  readonly position: string;
  readonly data: object;
  readonly actor: string;
  readonly credential: string;
  readonly occurredAt: string;
  readonly occurredPrecision?: 'day' | 'minute';
  readonly recordedAt: string;
  readonly commandId: string;
  readonly causedBy?: string;
  readonly reason?: string;
  readonly evidence?: Entry['meta']['evidence'];
  readonly basis?: Entry['meta']['basis'];
  readonly summary: string;
  /** Ids of what corrected or annulled it, and what counts now. */
  readonly repaired?: Repaired;
}

export interface Repaired {
  readonly correctedBy?: readonly string[];
  readonly annulledBy?: string;
  /** The corrected fields as they count now. */
  readonly now?: object;
}

/** Columns of a history as CSV. */
export const factColumns: Columns<FactRead> = {
  revision: ({ revision }) => String(revision),
  occurred_at: ({ occurredAt }) => occurredAt,
  occurred_precision: ({ occurredPrecision }) => occurredPrecision,
  recorded_at: ({ recordedAt }) => recordedAt,
  type: ({ type }) => type,
  summary: ({ summary }) => summary,
  reason: ({ reason }) => reason,
  actor: ({ actor }) => actor,
  corrected_by: ({ repaired }) => repaired?.correctedBy?.join(' '),
  annulled_by: ({ repaired }) => repaired?.annulledBy,
  id: ({ id }) => id,
};

/** Shows facts of any stream. */
export class Facts {
  constructor(
    private readonly positions: Positions,
    private readonly summaries: Readonly<Record<string, Summary>>,
  ) {}

  show(fact: Recorded, repaired?: Repaired): FactRead {
    const {
      actor,
      credential,
      occurredAt,
      occurredPrecision,
      recordedAt,
      commandId,
      causedBy,
      reason,
      evidence,
      basis,
    } = fact.meta;
    return {
      id: fact.id,
      type: fact.type,
      revision: fact.revision,
      position: this.positions.token(fact.position),
      data: fact.data,
      actor,
      credential,
      occurredAt,
      ...present({ occurredPrecision }),
      recordedAt,
      commandId,
      ...present({ causedBy, reason, evidence, basis }),
      summary: this.summary(fact),
      ...present({ repaired }),
    };
  }

  /** A whole stream in the order of recording, with each fact's repairs beside it. */
  history(facts: readonly Recorded[]): readonly FactRead[] {
    const repairs = repairsOf(facts);
    return facts.map((fact) => this.show(fact, repairs.get(fact.id)));
  }

  private summary(fact: Recorded): string {
    const say = this.summaries[fact.stream.slice(0, fact.stream.indexOf('-'))];
    return say ? say(fact) : inWords(fact.type);
  }
}

/** `PlaceRenamed` -> `Place renamed` */
const inWords = (type: string): string =>
  type.replace(/(?<!^)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function repairsOf(facts: readonly Recorded[]): ReadonlyMap<string, Repaired> {
  const annulled = annulledIn(facts);
  const repairs = new Map<string, Repaired>();
  for (const { id, type, data } of facts) {
    if (annulled.has(id)) continue;
    if (type === 'FactCorrected') {
      const { fact, now } = data as FactCorrected['data'];
      const before = repairs.get(fact);
      const correctedBy = [...(before?.correctedBy ?? []), id];
      repairs.set(fact, { ...before, correctedBy, now: { ...before?.now, ...now } });
    }
    if (type === 'FactAnnulled') {
      const { fact } = data as { fact: string };
      repairs.set(fact, { ...repairs.get(fact), annulledBy: id });
    }
  }
  return repairs;
}
