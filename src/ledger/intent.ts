/** The person who asks, and the key, terminal or import they ask through. */
export interface Asker {
  readonly actor: string;
  readonly credential: string;
}

/** What comes with a command beside its body: who, from where, about which stream, and how it is told from others. */
export interface Intent extends Asker {
  /** The stream it is about: by name, or by the category in which a stream begins, with the code given or a fresh one. */
  readonly stream: string | { readonly begin: string; readonly code?: string };
  /** What the asker must be allowed; left out, nobody asked: it follows from a fact, or the service does it by itself. */
  readonly permission?: string;
  readonly commandId: string;
  /** SHA-256 of the canonical method, path and body. */
  readonly commandHash: string;
  /** Whether the asker chose the command id, so that it may come again. */
  readonly repeatable: boolean;
  readonly expectedRevision?: number;
  readonly dryRun?: boolean;
  /** The fact that this command follows from. */
  readonly cause?: Cause;
}

export interface Cause {
  readonly fact: string;
  readonly recordedAt: string;
  /** When the follower happened; left out: when it is recorded. */
  readonly occurredAt?: string;
  readonly occurredPrecision?: 'day' | 'minute';
}

const intents = new WeakMap<object, Intent>();

/** The body of a command stays what was sent; its intent is kept beside it. */
export function withIntent<C extends object>(command: C, intent: Intent): C {
  intents.set(command, intent);
  return command;
}

export function intentOf(command: object): Intent {
  const intent = intents.get(command);
  if (!intent) throw new TypeError(`${command.constructor.name} was sent without an intent`);
  return intent;
}
