import type { EventStore } from '@ledger/event-store';
import { categoryOf, type Decider, type Entry, type Fact, type Look, type StreamRef } from '@ledger/kernel';
import { LRUCache } from 'lru-cache';
import { type Life, lifeOf, unborn } from './life.js';

export type AnyDecider = Decider<unknown, Fact, Record<string, object>>;

/** How many streams are kept folded. What falls out is folded again from the log. */
const KEPT = 20_000;

/** The streams of the log, folded as they are asked for. */
export class Lives {
  private readonly cache = new LRUCache<string, Life>({ max: KEPT });
  private readonly loading = new Map<string, Promise<Life>>();

  constructor(
    private readonly store: EventStore,
    private readonly deciders: ReadonlyMap<string, AnyDecider>,
  ) {}

  decider(stream: string): AnyDecider {
    const decider = this.deciders.get(categoryOf(stream));
    if (!decider) throw new TypeError(`no decider for ${stream}`);
    return decider;
  }

  load(stream: string): Life | Promise<Life> {
    return this.cache.get(stream) ?? this.loading.get(stream) ?? this.loadFromLog(stream);
  }

  private loadFromLog(stream: string): Promise<Life> {
    const loading = this.store
      .read(stream)
      .then((entries) => {
        const life =
          entries.length > 0 ? lifeOf(this.decider(stream), entries) : unborn(this.decider(stream));
        // Streams that do not exist are not kept: scanners ask for any number of them.
        const overtaken = this.loading.get(stream) !== loading;
        if (life.revision >= 0 && !overtaken && !this.cache.has(stream)) this.cache.set(stream, life);
        return this.cache.get(stream) ?? life;
      })
      .finally(() => {
        if (this.loading.get(stream) === loading) this.loading.delete(stream);
      });
    this.loading.set(stream, loading);
    return loading;
  }

  keep(stream: string, life: Life): void {
    this.cache.set(stream, life);
  }

  /** Another process has recorded this: what is kept of its stream, or being read, is out of date. */
  heard({ stream, revision }: Entry): void {
    this.loading.delete(stream);
    const life = this.cache.get(stream);
    if (life && life.revision < revision) this.cache.delete(stream);
  }

  forget(stream: string): void {
    this.cache.delete(stream);
  }

  /** Looks up streams until `wanted` names no new ones; what was found can then be asked without waiting. */
  async lookUp(wanted: (look: Look) => readonly StreamRef<unknown>[]): Promise<Lookup> {
    const lookup = new Lookup();
    for (;;) {
      const missing = wanted(lookup.look).filter(({ stream }) => !lookup.lives.has(stream));
      if (missing.length === 0) return lookup;
      for (const { stream } of missing) lookup.lives.set(stream, await this.load(stream));
    }
  }
}

/** What a decision looked at: the states, and the revisions it relied on. */
export class Lookup {
  readonly lives = new Map<string, Life>();

  readonly look: Look = <State>({ stream }: StreamRef<State>) => {
    const life = this.lives.get(stream);
    return life && life.revision >= 0 ? (life.state as State) : undefined;
  };

  get basis(): readonly string[] {
    return [...this.lives]
      .filter(([, { revision }]) => revision >= 0)
      .map(([stream, life]) => `${stream}@${life.revision}`);
  }
}
