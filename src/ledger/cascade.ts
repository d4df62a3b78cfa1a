import type { Entry, FollowUp, Reaction } from '@ledger/kernel';
import { followUpIdOf, hashOf } from './ids.js';
import type { Intent } from './intent.js';
import type { Done } from './life.js';
import type { Outcome } from './outcome.js';

/** How long an answer waits for what follows in other streams. */
const PATIENCE_MS = 2_000;
/** While so many followers are under way, no more are begun than those of one command. */
const MOST_UNDER_WAY = 2_000;

/** What followed in time, and the streams where it has not yet. */
interface Followed {
  readonly followers: readonly Outcome[];
  readonly pending: readonly string[];
}

type FindDone = (intent: Intent & { readonly stream: string }) => Promise<Done | undefined>;
type Execute = (name: string, command: object, intent: Intent) => Promise<Outcome>;

/** Carries a fact's consequences into other streams. Each follower has an id of its own, so that twice is once. */
export class Cascade {
  private readonly handled: ReadonlySet<string>;
  private underWay = 0;
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly reactions: readonly Reaction[],
    private readonly execute: Execute,
    private readonly done: FindDone,
  ) {
    // A follower is named by its place among what follows from a fact: two reactions would shift each other's.
    const handled = reactions.flatMap(({ handles }) => handles);
    const twice = handled.find((type, n) => handled.indexOf(type) !== n);
    if (twice) throw new TypeError(`two reactions handle ${twice}`);
    this.handled = new Set(handled);
  }

  /**
   * All that follows from the facts, as far as it is finished within two seconds; the rest goes on by itself. What could
   * not even be begun, because too much else follows, is left to whoever follows the log.
   */
  async run(entries: readonly Entry[]): Promise<Followed> {
    if (!entries.some(({ type }) => this.handled.has(type))) return { followers: [], pending: [] };
    const patience = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => patience.resolve(undefined), PATIENCE_MS);
    try {
      // What follows from a follower is part of what is under way: it never waits for that to end.
      const patient = entries.every(({ meta }) => meta.causedBy === undefined);
      while (patient && this.underWay >= MOST_UNDER_WAY) {
        if (!(await this.less(patience.promise))) return { followers: [], pending: this.streamsOf(entries) };
      }
      const started = entries.flatMap((entry) => this.follow(entry));
      const finished = await Promise.all(
        started.map(({ outcome }) => Promise.race([outcome, patience.promise])),
      );
      return {
        followers: finished.filter((outcome) => outcome !== undefined),
        pending: started.flatMap(({ stream }, n) => (finished[n] ? [] : [stream])),
      };
    } finally {
      clearTimeout(timer);
    }
  }

  /** How many followers are under way. */
  get running(): number {
    return this.underWay;
  }

  /** Waits until less is under way; false where patience ended first. */
  private async less(patience: Promise<undefined>): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<true>();
    const wake = () => resolve(true);
    this.waiting.add(wake);
    const woken = await Promise.race([promise, patience]);
    this.waiting.delete(wake);
    return woken ?? false;
  }

  private ended(): void {
    this.underWay -= 1;
    if (this.underWay < MOST_UNDER_WAY) for (const wake of this.waiting) wake();
  }

  /** Waits for everything that follows from a fact, however long it takes. What has been done is passed over. */
  async finish(entry: Entry): Promise<void> {
    await Promise.all(
      this.intended(entry).map(async ({ name, body, intent }) => {
        const done = await this.done(intent);
        return done ? done.durable : this.execute(name, body, intent);
      }),
    );
  }

  private follow(entry: Entry): { readonly stream: string; readonly outcome: Promise<Outcome> }[] {
    return this.intended(entry).map(({ name, body, intent }) => {
      this.underWay += 1;
      const outcome = this.execute(name, body, intent);
      const ended = () => this.ended();
      outcome.then(ended, ended);
      return { stream: intent.stream, outcome };
    });
  }

  private streamsOf(entries: readonly Entry[]): readonly string[] {
    return entries.flatMap((entry) => followUps(this.reactions, entry)).map(({ stream }) => stream);
  }

  private intended(entry: Entry) {
    const { actor, credential, recordedAt, occurredAt, occurredPrecision } = entry.meta;
    return followUps(this.reactions, entry).map(({ command, stream, body, when }, n) => ({
      name: command,
      body,
      intent: {
        ...{ actor, credential, stream, repeatable: false },
        commandId: followUpIdOf(entry.id, n),
        commandHash: hashOf({ command, stream, body }),
        cause: {
          fact: entry.id,
          recordedAt,
          ...(when !== 'now' && { occurredAt, ...(occurredPrecision && { occurredPrecision }) }),
        },
      },
    }));
  }
}

/** What follows from a fact. The nth has the command id `followUpIdOf(fact id, n)`. */
export function followUps(reactions: readonly Reaction[], entry: Entry): readonly FollowUp[] {
  return reactions
    .filter(({ handles }) => handles.includes(entry.type))
    .flatMap((reaction) => reaction.react(entry));
}
