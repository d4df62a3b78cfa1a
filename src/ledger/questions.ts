import type { EventStore } from '@ledger/event-store';
import { dayOf, idOf, type Subject } from '@ledger/kernel';
import type { FreshCodes } from './codes.js';
import { needsHistory, type Question, type Told } from './decision.js';
import type { Asker, Intent } from './intent.js';
import { ledgerRefusals } from './ledger.refusals.js';
import type { Life } from './life.js';
import type { Lives } from './lives.js';
import { type Times, type ToldTime, timesOf, tooFarBack } from './times.js';

export type Body = object & Told & ToldTime;

/** Whether a person's roles allow something to everything that is touched. */
export interface Access {
  covers(asker: Asker, permission: string, subjects: readonly Subject[]): Promise<boolean>;
}

/** What the ledger is told by the house around it. */
export interface Surroundings {
  readonly access: Access;
  /** How many bottles stand in a place, counting all that has been recorded. */
  readonly bottlesIn: (place: string) => Promise<number>;
  /** The clock: a canonical instant. */
  readonly now: () => string;
  readonly timeZone: string;
  readonly backdatingDays: number;
}

/** Gathers what a decision needs to know. Refuses what the asker may not ask. */
export class Questions {
  constructor(
    private readonly store: EventStore,
    private readonly lives: Lives,
    private readonly codes: FreshCodes,
    private readonly around: Surroundings,
  ) {}

  /** Places that bottles are put into by a command, and places whose bottles it counts. */
  async places(
    name: string,
    command: Body,
    stream: string,
  ): Promise<{ entered: readonly string[]; counted: readonly string[] }> {
    const { enters, vacant } = this.lives.decider(stream);
    if (!enters?.[name] && !vacant?.[name]) return { entered: [], counted: [] };
    const { state } = await this.lives.load(stream);
    return {
      entered: enters?.[name]?.(command, state) ?? [],
      counted: vacant?.[name]?.(command, state, idOf(stream)) ?? [],
    };
  }

  async of(name: string, command: Body, intent: Intent, stream: string, life: Life): Promise<Question> {
    const decider = this.lives.decider(stream);
    const lookup = await this.lives.lookUp(
      (look) => decider.needs?.(command, life.state, look, idOf(stream)) ?? [],
    );
    const times = this.timesOf(command, intent, life);
    if (intent.permission !== undefined) {
      await this.authorise(
        intent,
        intent.permission,
        decider.subjects(life.state, idOf(stream), command),
        times,
      );
    }
    const codes = await this.codes.drawn(intent.commandId, decider.codes?.[name]?.(command) ?? 0);
    const bottles = await this.bottlesIn(decider.vacant?.[name]?.(command, life.state, idOf(stream)) ?? []);
    return {
      ...{ decider, name, command, intent, stream, life, lookup, times },
      ...(needsHistory(life, name, times) && { history: await this.settledHistory(stream, life) }),
      context: {
        day: dayOf(times.occurredAt, this.around.timeZone),
        bottlesIn: (place) => bottles.get(place) ?? 0,
        code: (n) => codes[n] as string,
      },
    };
  }

  private timesOf(command: ToldTime, { cause }: Intent, life: Life): Times {
    const recordedAt = [this.around.now(), life.recorded, cause?.recordedAt ?? ''].reduce((a, b) =>
      a > b ? a : b,
    );
    if (!cause) return timesOf(command, recordedAt, this.around.timeZone);
    const { occurredAt = recordedAt, occurredPrecision } = cause;
    return { occurredAt, recordedAt, ...(occurredPrecision && { occurredPrecision }) };
  }

  private async authorise(
    asker: Asker,
    permission: string,
    subjects: readonly Subject[],
    times: Times,
  ): Promise<void> {
    const { access, backdatingDays } = this.around;
    if (!(await access.covers(asker, permission, subjects))) {
      throw ledgerRefusals('access.forbidden', { permission });
    }
    if (tooFarBack(times, backdatingDays) && !(await access.covers(asker, 'ledger:backdate', subjects))) {
      throw ledgerRefusals('time.too-far-back', { days: backdatingDays });
    }
  }

  private async bottlesIn(places: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const place of places) counts.set(place, await this.around.bottlesIn(place));
    return counts;
  }

  /** The stream's facts with those that were on their way to the log. */
  private async settledHistory(stream: string, life: Life) {
    await Promise.all(Array.from(life.commands.values(), ({ durable }) => durable));
    return this.store.read(stream);
  }
}
