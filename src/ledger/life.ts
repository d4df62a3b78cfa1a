import { type Entry, effective, type Fact, type Folding, fold, isRepair } from '@ledger/kernel';

/** A command that was accepted: which facts of the stream are its, and when they are durable. */
export interface Done {
  readonly hash: string;
  readonly first: number;
  readonly count: number;
  /** Settles when the facts are durable; rejects where they could not be stored. Left out: they are. */
  readonly durable?: Promise<unknown>;
}

/** A stream as far as it has been decided, with what is still on its way to the log. */
export interface Life {
  readonly state: unknown;
  /** -1 before the first fact. */
  readonly revision: number;
  /** The latest `occurredAt` of a fact, and the last `recordedAt`; empty before the first fact. */
  readonly latest: string;
  readonly recorded: string;
  /** Settles when the last facts are durable; left out: they are. */
  readonly durable?: Promise<unknown>;
  /** Every command accepted in this stream, by its id. Shared by all later moments of the same life. */
  readonly commands: Map<string, Done>;
}

type AnyFolding = Folding<unknown, Fact>;

export function unborn(folding: AnyFolding): Life {
  return { state: folding.initial, revision: -1, latest: '', recorded: '', commands: new Map() };
}

/** The life that a stream's facts, in the order of recording, fold to. */
export function lifeOf(folding: AnyFolding, entries: readonly Entry[]): Life {
  let life = unborn(folding);
  for (const entry of entries) life = noted(life, entry);
  return { ...life, state: fold(folding, effective(entries), entries.length > 0).state };
}

/** Whether facts that happened then can simply be folded onto the state. */
export const isNext = (life: Life, facts: readonly Fact[], occurredAt: string): boolean =>
  occurredAt >= life.latest && !facts.some(isRepair);

/** Everything about the life but its state, after one more fact. */
function noted(life: Life, { revision, meta }: Entry, durable?: Promise<unknown>): Life {
  const { commands } = life;
  const done = commands.get(meta.commandId);
  commands.set(meta.commandId, {
    hash: meta.commandHash,
    first: done?.first ?? revision,
    count: (done?.count ?? 0) + 1,
    ...(durable && { durable }),
  });
  const latest = meta.occurredAt > life.latest ? meta.occurredAt : life.latest;
  return { ...life, revision, latest, recorded: meta.recordedAt };
}

/** The life after new facts, which are on their way to the log. */
export function lived(
  life: Life,
  entries: readonly Entry[],
  state: unknown,
  durable: Promise<unknown>,
): Life {
  let next = life;
  for (const entry of entries) next = noted(next, entry, durable);
  return { ...next, state, durable };
}
