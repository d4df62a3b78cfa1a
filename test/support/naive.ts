import type { Entry, Fact, Folding, Json } from '@ledger/kernel';

type Data = { fact?: string; now?: Record<string, Json> };
const dataOf = ({ data }: Entry) => data as Data;
const isKind = (type: string) => (entry: Entry) => entry.type === type;

/** Nothing that counts takes it back. */
function counts(entry: Entry, all: readonly Entry[]): boolean {
  return !all.some(
    (other) =>
      other.type === 'FactAnnulled' &&
      other.revision > entry.revision &&
      dataOf(other).fact === entry.id &&
      counts(other, all),
  );
}

function dataNow(entry: Entry, all: readonly Entry[]): object {
  let data: Record<string, Json> = { ...(entry.data as Record<string, Json>) };
  for (const repair of all.filter(isKind('FactCorrected'))) {
    if (dataOf(repair).fact !== entry.id || !counts(repair, all)) continue;
    for (const [field, value] of Object.entries(dataOf(repair).now ?? {})) {
      if (value !== null) data[field] = value;
      else {
        const { [field]: _gone, ...rest } = data;
        data = rest;
      }
    }
  }
  return data;
}

/** What happened, as it counts now: worked out fact by fact, the slow and plain way. */
export function naiveHistory<E extends Entry>(entries: readonly E[]): E[] {
  const history: E[] = [];
  for (const entry of entries) {
    if (entry.type === 'FactCorrected' || entry.type === 'FactAnnulled' || !counts(entry, entries)) continue;
    const told = { ...entry, data: dataNow(entry, entries) };
    const later = history.findIndex(({ meta }) => meta.occurredAt > entry.meta.occurredAt);
    history.splice(later < 0 ? history.length : later, 0, told);
  }
  return history;
}

/** The state that what happened leads to; the state of a stream that has been taken back where nothing counts. */
export function naiveState<S, F extends Fact>(folding: Folding<S, F>, entries: readonly Entry[]): S {
  const history = naiveHistory(entries);
  if (history.length === 0 && entries.length > 0 && folding.annulled !== undefined) return folding.annulled;
  let state = folding.initial;
  for (const entry of history) state = folding.evolve(state, entry as Entry<F>);
  return state;
}
