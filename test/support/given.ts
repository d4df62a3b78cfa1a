import { expect } from '@jest/globals';
import {
  type Decider,
  type Entry,
  type Fact,
  idOf,
  type Meta,
  Refusal,
  type RefusalKind,
} from '@ledger/kernel';
import { type Decision, decide, needsHistory } from '../../src/ledger/decision.js';
import { type Life, lifeOf, unborn } from '../../src/ledger/life.js';
import { type AnyDecider, Lookup } from '../../src/ledger/lives.js';
import { entriesOf, minute, type Told } from './told.js';

/** Who asks, when it happened, and what is known around. The clock stands a minute after the last fact. */
export interface Around {
  readonly actor?: string;
  readonly occurredAt?: string;
  readonly day?: string;
  readonly codes?: readonly string[];
  /** How many bottles stand in a place. */
  readonly bottles?: Readonly<Record<string, number>>;
}

/** States of other streams, by stream. A decision sees those that its decider says it needs. */
export type Others = Readonly<Record<string, unknown>>;

/**
 * The history of a stream, a command, and what the ledger makes of it:
 * `given(bottleDecider, 'bottle-A', [received]).when('OpenBottle', {}).records(opened)`.
 */
export function given<S, F extends Fact, C extends object>(
  decider: Decider<S, F, C>,
  stream: string,
  facts: readonly Told<F>[],
  others: Others = {},
) {
  const entries = entriesOf(stream, facts);
  const any = decider as unknown as AnyDecider;
  const life = entries.length > 0 ? lifeOf(any, entries) : unborn(any);
  return {
    state: life.state as S,
    when: <Name extends keyof C & string>(name: Name, command: C[Name], around: Around = {}) =>
      new Answer<S, F>(() => decided(any, stream, entries, life, others, name, command as object, around)),
  };
}

class Answer<S, F extends Fact> {
  constructor(private readonly run: () => Decision) {}

  get entries(): readonly Entry<F>[] {
    return this.run().entries as readonly Entry<F>[];
  }

  get state(): S {
    return this.run().state as S;
  }

  /** Exactly these facts. */
  records(...facts: readonly F[]): this {
    expect(this.entries.map(({ type, v, data }) => ({ type, v, data }))).toEqual(facts);
    return this;
  }

  /** What the state holds then, among other things. */
  leaving(state: Partial<Exclude<S, string>> | (S & string)): this {
    if (typeof state === 'string') expect(this.state).toBe(state);
    else expect(this.state).toMatchObject(state);
    return this;
  }

  refuses(code: string, kind?: RefusalKind): Refusal {
    const refusal = this.refusal();
    expect(refusal.code).toBe(code);
    if (kind) expect(refusal.spec.kind).toBe(kind);
    return refusal;
  }

  private refusal(): Refusal {
    try {
      this.run();
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
    throw new Error('nothing was refused');
  }
}

function decided(
  decider: AnyDecider,
  stream: string,
  entries: readonly Entry[],
  life: Life,
  others: Others,
  name: string,
  command: object,
  { actor = 'p-clerk', codes = [], bottles = {}, ...around }: Around,
): Decision {
  const recordedAt = minute(entries.length);
  const times = { recordedAt, occurredAt: around.occurredAt ?? recordedAt };
  return decide({
    ...{ decider, name, command, stream, life, times },
    lookup: lookedUp(decider, stream, command, life, others),
    intent: {
      actor,
      credential: 'k-1',
      stream,
      permission: '',
      repeatable: false,
      commandId: COMMAND,
      commandHash: 'h',
    },
    ...(needsHistory(decider, life, name, times) && { history: entries }),
    context: {
      day: around.day ?? times.occurredAt.slice(0, 10),
      bottlesIn: (place) => bottles[place] ?? 0,
      code(n) {
        const wanted = decider.codes?.[name]?.(command) ?? 0;
        if (n >= wanted) throw new RangeError(`${name} wants ${wanted} codes`);
        return codes[n] ?? `code-${n}`;
      },
    },
  });
}

const COMMAND = '5b1f2c3a-0d4e-4f6a-8b7c-9d0e1f2a3b4c';

function lookedUp(
  decider: AnyDecider,
  stream: string,
  command: object,
  { state }: Life,
  others: Others,
): Lookup {
  const lookup = new Lookup();
  for (;;) {
    const wanted = decider.needs?.(command, state, lookup.look, idOf(stream)) ?? [];
    const missing = wanted.filter(({ stream }) => !lookup.lives.has(stream));
    if (missing.length === 0) return lookup;
    for (const { stream } of missing) lookup.lives.set(stream, standing(others[stream]));
  }
}

/** A stream that folds to a state, or one that has not begun. */
export const standing = (state: unknown): Life => ({
  state,
  revision: state === undefined ? -1 : 0,
  latest: minute(0),
  recorded: minute(0),
  commands: new Map(),
});

/** Facts of an actor. */
export const by = <F extends Fact>(actor: string, fact: F): Told<F> => ({ ...fact, meta: { actor } });

/** Facts that happened then. */
export const at = <F extends Fact>(occurredAt: string, fact: F, meta: Partial<Meta> = {}): Told<F> => ({
  ...fact,
  meta: { ...meta, occurredAt },
});
