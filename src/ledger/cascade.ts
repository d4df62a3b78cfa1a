import type { Entry, FollowUp, Reaction } from '@ledger/kernel';
import { followUpIdOf, hashOf } from './ids.js';
import type { Intent } from './intent.js';
import type { Done } from './life.js';
import type { Outcome } from './outcome.js';

/** How long an answer waits for what follows in other streams. */
const PATIENCE_MS = 2_000;

type FindDone = (intent: Intent & { readonly stream: string }) => Promise<Done | undefined>;
type Execute = (name: string, command: object, intent: Intent) => Promise<Outcome>;

/** Carries a fact's consequences into other streams. Each follower has an id of its own, so that twice is once. */
export class Cascade {
  constructor(
    private readonly reactions: readonly Reaction[],
    private readonly execute: Execute,
    private readonly done: FindDone,
  ) {
    // A follower is named by its place among what follows from a fact: two reactions would shift each other's.
    const handled = reactions.flatMap(({ handles }) => handles);
    const twice = handled.find((type, n) => handled.indexOf(type) !== n);
    if (twice) throw new TypeError(`two reactions handle ${twice}`);
  }

  /** All that follows from the facts, as far as it is finished within two seconds; the rest goes on by itself. */
  async run(
    entries: readonly Entry[],
  ): Promise<{ followers: readonly Outcome[]; pending: readonly string[] }> {
    const started = entries.flatMap((entry) => this.follow(entry));
    if (started.length === 0) return { followers: [], pending: [] };
    const patience = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => patience.resolve(undefined), PATIENCE_MS);
    const finished = await Promise.all(
      started.map(({ outcome }) => Promise.race([outcome, patience.promise])),
    ).finally(() => clearTimeout(timer));
    return {
      followers: finished.filter((outcome) => outcome !== undefined),
      pending: started.flatMap(({ stream }, n) => (finished[n] ? [] : [stream])),
    };
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
    return this.intended(entry).map(({ name, body, intent }) => ({
      stream: intent.stream,
      outcome: this.execute(name, body, intent),
    }));
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
