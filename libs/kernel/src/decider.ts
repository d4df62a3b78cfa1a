import type { Entry, Fact } from './fact.js';
import type { FollowUp } from './reaction.js';

/** A stream that a decision looks at, with the type of the state it folds to. */
export interface StreamRef<State> {
  readonly stream: string;
  /** Never set: carries the type. */
  readonly state?: State;
}

/** Where something stands and to whom it belongs: what a role's scope is compared with. */
export interface Subject {
  readonly place?: string | undefined;
  readonly unit?: string | undefined;
}

export interface Context {
  /** Opaque id of the person who asks. */
  readonly actor: string;
  /** The id of the stream that is decided about, such as a bottle's code. */
  readonly id: string;
  /** The clock at recording, and when the asker says it happened: canonical instants. */
  readonly recordedAt: string;
  readonly occurredAt: string;
  /** The day of `occurredAt` where the site is: `YYYY-MM-DD`. */
  readonly day: string;
  readonly reason?: string | undefined;
  /** Everything recorded in this stream so far; only where one of `repairs` is decided, or a late entry. */
  readonly history: readonly Entry[];
  /** How many bottles stand in a place that `vacant` named. */
  bottlesIn(place: string): number;
  /** The nth fresh code that belongs to this command. */
  code(n: number): string;
  /** The state of a stream named by `needs`; undefined where no such stream has begun. */
  found<State>(ref: StreamRef<State>): State | undefined;
}

/** Reads the state of a stream that has been looked up already. */
export type Look = <State>(ref: StreamRef<State>) => State | undefined;

/** What can be asked, by the name of its command class. */
export type Commands = object;

type Decide<State, Asked, F extends Fact> = (state: State, command: Asked, context: Context) => readonly F[];

/** Folds facts into a state. */
export interface Folding<State, F extends Fact> {
  readonly category: string;
  readonly initial: State;
  /** The state of a stream whose every fact was annulled. */
  readonly annulled?: State;
  /** Throws `Impossible` where a fact cannot follow. Keeps the state it was given as it was. */
  evolve(state: State, fact: Entry<F>): State;
}

/** The rules of one kind of stream. Pure: everything it knows is handed in. */
export interface Decider<State, F extends Fact, C extends Commands = Commands> extends Folding<State, F> {
  /** One function for each command. Each answers with the facts that follow, at least one, or throws a `Refusal`. */
  readonly decide: { readonly [Name in keyof C]: Decide<State, C[Name], F> };
  /** The commands that change what counts of the facts told before: they are decided on all that is known. */
  readonly repairs?: readonly (keyof C)[];
  /**
   * The command with which another stream decides in place of this one, because it alone can find that it cannot live
   * with it. What is decided there leads back here by reaction.
   */
  readonly elsewhere?: {
    readonly [Name in keyof C]?: (command: C[Name], history: readonly Entry[]) => FollowUp | undefined;
  };
  /** Streams that must be looked up before deciding; asked again with what was found until it names nothing new. */
  needs?(command: C[keyof C], state: State, look: Look, id: string): readonly StreamRef<unknown>[];
  /**
   * What must hold of the state that a late entry or a repair leaves behind, such as that the place a bottle falls back
   * to is still open. `check` throws a `Refusal`.
   */
  readonly aftermath?: {
    needs(after: State): readonly StreamRef<unknown>[];
    check(before: State, after: State, found: Look): void;
  };
  /** What the command touches: a role must cover every one of them. None: only a role for everything will do. */
  subjects(state: State, id: string, command?: C[keyof C]): readonly Subject[];
  /** Commands on other streams that must be accepted before these facts are recorded: names to be reserved. */
  reserves?(facts: readonly F[], id: string): readonly FollowUp[];
  /** Places that bottles are put into. */
  readonly enters?: { readonly [Name in keyof C]?: (command: C[Name], state: State) => readonly string[] };
  /** Places whose bottles must be counted, and into which none is put until the facts are recorded. */
  readonly vacant?: {
    readonly [Name in keyof C]?: (command: C[Name], state: State, id: string) => readonly string[];
  };
  /** How many fresh codes a command wants. */
  readonly codes?: { readonly [Name in keyof C]?: (command: C[Name]) => number };
}
