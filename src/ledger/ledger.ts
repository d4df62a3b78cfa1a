import { setTimeout as sleep } from 'node:timers/promises';
import { type EventStore, RevisionConflict } from '@ledger/event-store';
import { type Entry, idOf, type Position, type Reaction, type Recorded } from '@ledger/kernel';
import { Cascade } from './cascade.js';
import { FreshCodes } from './codes.js';
import { decide, type Question } from './decision.js';
import { followUpIdOf, hashOf } from './ids.js';
import type { Intent } from './intent.js';
import { type FindReceipt, Keys } from './keys.js';
import { ledgerRefusals } from './ledger.refusals.js';
import { type Done, type Life, lived } from './life.js';
import type { Lives } from './lives.js';
import { Occupancy } from './occupancy.js';
import type { Outcome } from './outcome.js';
import { type Body, Questions, type Surroundings } from './questions.js';
import { becameOf, failedBy, type Tally } from './tally.js';
import { Turns } from './turns.js';

interface Decided {
  readonly entries: readonly Entry[];
  /** Settles with the position of the last fact; left out for a dry run. */
  readonly durable?: Promise<Position>;
}

/** How often a command is decided when other processes record on its stream too. */
const ATTEMPTS = 9;
/** The longest pause before the second attempt; twice as long before each one after, so that nodes let each other by. */
const PAUSE_MS = 10;
/** How many commands wait for one stream: whoever asks more of it must not keep those who ask something else. */
const MOST_WAITING = 128;

/** Takes commands, one at a time for each stream, and answers when what follows from them is durable. */
export class Ledger {
  private readonly turns = new Turns();
  private readonly occupancy = new Occupancy();
  private readonly keys: Keys;
  private readonly codes: FreshCodes;
  private readonly questions: Questions;
  private readonly cascade: Cascade;
  private readonly tally: Tally;

  constructor(
    private readonly store: EventStore,
    readonly lives: Lives,
    reactions: readonly Reaction[],
    around: Surroundings & { readonly findReceipt: FindReceipt; readonly tally: Tally },
  ) {
    this.tally = around.tally;
    this.keys = new Keys(around.findReceipt);
    this.codes = new FreshCodes(lives);
    this.questions = new Questions(store, lives, this.codes, around);
    this.cascade = new Cascade(
      reactions,
      (name, command, intent) => this.execute(name, command, intent),
      async ({ stream, commandId }) => (await lives.load(stream)).commands.get(commandId),
    );
  }

  /**
   * Throws a Refusal, or an error of the event store. `onDecided` hears when the facts are on their way to the log: what
   * is asked from then on is decided after this, and recorded behind it.
   */
  async execute(name: string, command: Body, intent: Intent, onDecided = () => {}): Promise<Outcome> {
    try {
      const outcome = await this.claimed(name, command, intent, onDecided);
      this.tally.commanded(name, becameOf(outcome, intent));
      return outcome;
    } catch (error) {
      this.tally.commanded(name, failedBy(error));
      throw error;
    }
  }

  private async claimed(
    name: string,
    command: Body,
    intent: Intent,
    onDecided: () => void,
  ): Promise<Outcome> {
    const stream = await this.codes.streamOf(intent);
    const other = await this.questions.elsewhere(name, command, intent, stream);
    if (other) {
      const { expectedRevision: _ofTheFirst, ...asked } = intent;
      return this.claimed(other.command, other.body, { ...asked, stream: other.stream }, onDecided);
    }
    const claim = intent.repeatable ? await this.keys.claim(intent, stream) : undefined;
    try {
      const outcome = await this.persist(name, command, intent, stream, onDecided);
      if (!intent.dryRun) claim?.accept();
      return outcome;
    } finally {
      claim?.release();
    }
  }

  /** The streams of a command that came with a key of late, accepted or running. */
  streamsOf(commandId: string): readonly string[] {
    return this.keys.streamsOf(commandId);
  }

  /** The receipt of a command that was accepted in a stream. */
  async receipt(stream: string, commandId: string): Promise<Outcome | undefined> {
    const done = (await this.lives.load(stream)).commands.get(commandId);
    return done && this.again(stream, done);
  }

  /** How many commands that follow from facts are under way. */
  get following(): number {
    return this.cascade.running;
  }

  /** Finishes what follows from a fact; what was finished before changes nothing. */
  complete(fact: Entry): Promise<void> {
    return this.cascade.finish(fact);
  }

  /** Decides again where another process was first. */
  private async persist(
    name: string,
    command: Body,
    intent: Intent,
    stream: string,
    onDecided: () => void,
  ): Promise<Outcome> {
    for (let attempt = 1; ; attempt += 1) {
      const { entered, counted } = await this.questions.places(name, command, stream);
      const leave = await this.occupancy.pass(entered, counted);
      try {
        const decided = await this.inTurn(name, command, intent, stream);
        onDecided();
        return await this.answer(stream, decided);
      } catch (error) {
        if (!(error instanceof RevisionConflict)) throw error;
        this.lives.forget(stream);
        if (attempt === ATTEMPTS) throw ledgerRefusals('revision.contended');
      } finally {
        leave();
      }
      await sleep(Math.random() * PAUSE_MS * 2 ** (attempt - 1));
    }
  }

  /** Decided when everything asked of this stream before has been; that may still be on its way to the log. */
  private inTurn(name: string, command: Body, intent: Intent, stream: string): Promise<Decided | Done> {
    // What follows from facts is never sent away.
    const asked = intent.permission !== undefined;
    if (asked && this.turns.waiting(stream) >= MOST_WAITING) throw ledgerRefusals('ledger.overloaded');
    return this.turns.take(stream, () => this.decided(name, command, intent, stream));
  }

  private async decided(
    name: string,
    command: Body,
    intent: Intent,
    stream: string,
  ): Promise<Decided | Done> {
    const life = await this.lives.load(stream);
    const done = life.commands.get(intent.commandId);
    if (done && done.hash !== intent.commandHash) throw ledgerRefusals('command.reused');
    if (done) return done;
    const question = await this.questions.of(name, command, intent, stream, life);
    const { entries, state } = decide(question);
    if (question.history) await this.checkAftermath(question, state);
    await this.reserve(question, entries);
    if (intent.dryRun) return { entries };
    const durable = this.append(stream, life, entries);
    durable.catch(() => this.lives.forget(stream));
    this.lives.keep(stream, lived(life, entries, state, durable));
    return { entries, durable };
  }

  /** Where others append too, what was decided on facts that are still under way fails with them. */
  private async append(stream: string, { revision, durable }: Life, entries: readonly Entry[]) {
    const settled = this.tally.appending();
    try {
      if (this.store.shared) await durable;
      return (await this.store.append(stream, revision, entries)).last;
    } finally {
      settled();
    }
  }

  private async checkAftermath({ decider: { aftermath }, life }: Question, after: unknown): Promise<void> {
    if (!aftermath) return;
    const { look } = await this.lives.lookUp(() => aftermath.needs(after));
    aftermath.check(life.state, after, look);
  }

  /** Names that must be free are reserved before the facts that use them are recorded. */
  private async reserve({ decider, intent, stream }: Question, entries: readonly Entry[]): Promise<void> {
    const { id, meta } = entries[0] as Entry;
    const { actor, credential, dryRun = false } = intent;
    const reservations = decider.reserves?.(entries, idOf(stream)) ?? [];
    const reserveAll = async (trial: boolean) => {
      for (const [n, reservation] of reservations.entries()) {
        await this.execute(reservation.command, reservation.body, {
          ...{ actor, credential, stream: reservation.stream, repeatable: false, dryRun: trial },
          commandId: followUpIdOf(intent.commandId, n),
          commandHash: hashOf(reservation),
          cause: { fact: id, recordedAt: meta.recordedAt },
        });
      }
    };
    // One that is taken must not leave the others reserved for nothing.
    await reserveAll(true);
    if (!dryRun) await reserveAll(false);
  }

  private async answer(stream: string, decided: Decided | Done): Promise<Outcome> {
    if ('hash' in decided) return this.again(stream, decided);
    const { entries, durable } = decided;
    const outcome = { stream, entries, replayed: false, followers: [], pending: [] };
    return durable ? this.followed({ ...outcome, position: await durable }) : { ...outcome, position: 0 };
  }

  /** The receipt of a command that was accepted before: the same facts, and the same that followed. */
  private async again(stream: string, { first, count, durable }: Done): Promise<Outcome> {
    await durable;
    const entries = (await this.store.read(stream, { from: first })).slice(0, count);
    const position = (entries.at(-1) as Recorded).position;
    return this.followed({ stream, entries, position, replayed: true, followers: [], pending: [] });
  }

  private async followed(outcome: Outcome): Promise<Outcome> {
    const { followers, pending } = await this.cascade.run(outcome.entries);
    const position = followers.reduce(
      (highest, follower) => Math.max(highest, follower.position),
      outcome.position,
    );
    return { ...outcome, position, followers, pending };
  }
}
