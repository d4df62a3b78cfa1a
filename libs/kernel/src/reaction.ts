import type { Entry } from './fact.js';

/** A command that follows from a fact. Its name and body are those of an area's command class. */
export interface FollowUp {
  readonly command: string;
  readonly stream: string;
  readonly body: object;
  /** When it happened: when the fact did (unless said otherwise), or when it is recorded. */
  readonly when?: 'then' | 'now';
}

/** Turns a fact into commands for other streams. They must not be refusable: twice is once, and none is lost. */
export interface Reaction {
  readonly name: string;
  readonly handles: readonly string[];
  react(fact: Entry): readonly FollowUp[];
}
