import { addDays, type Entry, type Fact, type Meta, type Recorded } from '@ledger/kernel';

/** A fact as a spec tells it: what is not said of who and when is filled in. */
export type Told<F extends Fact = Fact> = F & { readonly meta?: Partial<Meta> };

const START = '2026-03-02T08:00:00.000Z';

/** So many minutes after the first fact of every spec. */
export const minute = (n: number): string => addDays(START, n / (24 * 60));

/** The id that the nth fact of a stream gets. */
export const nth = (stream: string, n: number): string => `${stream}/${n}`;

/** Facts in their places of a stream: one a minute, each by a command of its own. */
export const entriesOf = <F extends Fact>(stream: string, facts: readonly Told<F>[]): Entry<F>[] =>
  facts.map((fact, revision) => {
    const occurredAt = fact.meta?.occurredAt ?? minute(revision);
    return {
      ...fact,
      id: nth(stream, revision),
      stream,
      revision,
      meta: {
        actor: 'p-clerk',
        credential: 'k-1',
        commandId: `command of ${nth(stream, revision)}`,
        commandHash: 'h',
        recordedAt: fact.meta?.recordedAt ?? minute(revision),
        ...fact.meta,
        occurredAt,
      },
    };
  });

/** The same at positions of a log that holds nothing else. */
export const recordedOf = <F extends Fact>(stream: string, facts: readonly Told<F>[]): Recorded<F>[] =>
  entriesOf(stream, facts).map((entry) => ({ ...entry, position: entry.revision + 1 }));
