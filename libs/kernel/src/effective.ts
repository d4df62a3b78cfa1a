import type { Folding } from './decider.js';
import type { Entry, Fact, Json } from './fact.js';
import { Impossible, type Refusal } from './refusal.js';

/** The fields of a fact's data that a correction changes. `null` stands for an optional field that is not there. */
export type Changes = Readonly<Record<string, Json>>;

/** A fact of another stream that tells of the same thing, and is taken back with it. */
export interface Twin {
  readonly stream: string;
  readonly fact: string;
}

/** These two repair other facts of their stream. They never reach `evolve`: the effective history has them applied. */
export type FactCorrected = Fact<'FactCorrected', { fact: string; was: Changes; now: Changes }>;
export type FactAnnulled = Fact<'FactAnnulled', { fact: string; twin?: Twin }>;
export type Repair = FactCorrected | FactAnnulled;

export const isRepair = (fact: Fact): fact is Repair =>
  fact.type === 'FactCorrected' || fact.type === 'FactAnnulled';

/** (`occurredAt`, `revision`): the order in which things happened, as far as the ledger was told. */
const byTime = (a: Entry, b: Entry): number =>
  a.meta.occurredAt < b.meta.occurredAt
    ? -1
    : a.meta.occurredAt > b.meta.occurredAt
      ? 1
      : a.revision - b.revision;

/**
 * The effective history of a stream: its facts with corrections and annulments applied, in the order of time.
 * A repair is in force unless a later repair in force annuls it; of several corrections of a field the last counts.
 */
export function effective<E extends Entry>(entries: readonly E[]): E[] {
  const annulled = annulledIn(entries);
  const changes = new Map<string, Changes>();
  for (const { type, id, data } of entries) {
    if (type !== 'FactCorrected' || annulled.has(id)) continue;
    const { fact, now } = data as FactCorrected['data'];
    changes.set(fact, { ...changes.get(fact), ...now });
  }
  return entries
    .filter((entry) => !isRepair(entry) && !annulled.has(entry.id))
    .map((entry) => corrected(entry, changes.get(entry.id)))
    .sort(byTime);
}

/** The ids of what is annulled, repairs among it. */
export function annulledIn(entries: readonly Entry[]): ReadonlySet<string> {
  const annulled = new Set<string>();
  for (const { type, id, data } of entries.toReversed()) {
    if (type === 'FactAnnulled' && !annulled.has(id)) annulled.add((data as FactAnnulled['data']).fact);
  }
  return annulled;
}

function corrected<E extends Entry>(entry: E, changes: Changes | undefined): E {
  if (!changes) return entry;
  const data = Object.entries({ ...entry.data, ...changes }).filter(([, value]) => value !== null);
  return { ...entry, data: Object.fromEntries(data) };
}

/** A fact that cannot follow the ones before it, and why. */
export interface Break {
  readonly entry: Entry;
  readonly refusal: Refusal;
}

/**
 * Folds an effective history. A fact that cannot follow is passed over and named in `broken`; all after it are still
 * tried. An empty history folds to `annulled` where the stream had facts once.
 */
export function fold<State, F extends Fact>(
  folding: Folding<State, F>,
  history: readonly Entry<F>[],
  begun = true,
): { state: State; broken: readonly Break[] } {
  let state = folding.initial;
  const broken: Break[] = [];
  if (history.length === 0 && begun && folding.annulled !== undefined) state = folding.annulled;
  for (const entry of history) {
    try {
      state = folding.evolve(state, entry);
    } catch (error) {
      if (!(error instanceof Impossible)) throw error;
      broken.push({ entry, refusal: error.refusal });
    }
  }
  return { state, broken };
}
