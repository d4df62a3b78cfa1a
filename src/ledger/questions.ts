import { type EventStore, RevisionConflict } from '@ledger/event-store';
import { dayOf, type FollowUp, idOf, type Subject } from '@ledger/kernel';
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

  /**
   * Where another stream must decide: the command as it is asked there. What the asker expects of the stream they named,
   * and may ask of it, is looked at here; a command that was accepted before is the same again whatever came since.
   */
  async elsewhere(
    name: string,
    command: Body,
    intent: Intent,
    stream: string,
  ): Promise<FollowUp | undefined> {
    const decider = this.lives.decider(stream);
    const find = decider.elsewhere?.[name];
    if (!find) return undefined;
    const life = await this.lives.load(stream);
    const other = find(command, await this.store.read(stream));
    if (!other || (await this.lives.load(other.stream)).commands.has(intent.commandId)) return other;
    const times = this.timesOf(command, intent, life);
    await this.authorise(intent, decider.subjects(life.state, idOf(stream), command), times);
    requireRevision(intent, life);
    return other;
  }

  async of(name: string, command: Body, intent: Intent, stream: string, life: Life): Promise<Question> {
    const decider = this.lives.decider(stream);
    const lookup = await this.lives.lookUp(
      (look) => decider.needs?.(command, life.state, look, idOf(stream)) ?? [],
    );
    const times = this.timesOf(command, intent, life);
    await this.authorise(intent, decider.subjects(life.state, idOf(stream), command), times);
    // Not before: a revision tells of a thing that the asker may know nothing of.
    requireRevision(intent, life);
    const codes = await this.codes.drawn(intent.commandId, decider.codes?.[name]?.(command) ?? 0);
    const bottles = await this.bottlesIn(decider.vacant?.[name]?.(command, life.state, idOf(stream)) ?? []);
    return {
      ...{ decider, name, command, intent, stream, life, lookup, times },
      ...(needsHistory(decider, life, name, times) && { history: await this.settledHistory(stream, life) }),
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

  private async authorise(asker: Intent, subjects: readonly Subject[], times: Times): Promise<void> {
    const { access, backdatingDays } = this.around;
    const { permission } = asker;
    if (permission === undefined) return;
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

  /**
   * The stream's facts with those that were on their way to the log. Where another process has recorded more, what was
   * decided on this life would be wrong, and is decided again.
   */
  private async settledHistory(stream: string, { commands, revision }: Life) {
    await Promise.all(Array.from(commands.values(), ({ durable }) => durable));
    const history = await this.store.read(stream);
    const last = history.length - 1;
    if (last !== revision) throw new RevisionConflict(stream, revision, last);
    return history;
  }
}

/** Refuses revision.stale where the asker looked at the stream before somebody else recorded in it. */
function requireRevision({ expectedRevision }: Intent, { revision }: Life): void {
  if (expectedRevision !== undefined && expectedRevision !== revision) {
    throw ledgerRefusals('revision.stale', { revision });
  }
}
