import { codeOf, commandIdOf, factIdOf, hashOf } from '../../ledger/ids.js';
import type { Intent } from '../../ledger/intent.js';
import {
  type Body,
  commands,
  FactOf,
  type Named,
  Ref,
  type RefKind,
  type Step,
  type Told,
} from './plan/step.js';

/** A step as the ledger is asked. */
export interface Asked {
  readonly name: string;
  readonly body: object;
  readonly intent: Intent;
}

/** Whoever works at the command line. */
const CONSOLE = 'console';

/** Steps whose command begins a stream with a code of its own. */
const BEGINNING: readonly string[] = [
  'AddUnit',
  'OpenPlace',
  'AddPerson',
  'IssueCredential',
  'RegisterBottle',
];

/**
 * Gives everything in a plan its id. Codes and ids derive from the ledger's name and a step's number as they do in the
 * ledger, so that they are known before anything is asked.
 */
export class Cast {
  private readonly codes: Record<RefKind, string[]>;
  private readonly taken = new Set<string>();

  /** @param administrator their id */
  constructor(
    private readonly ledger: string,
    administrator: string,
  ) {
    this.codes = { unit: [], place: [], person: [administrator], credential: [CONSOLE], bottle: [] };
  }

  /** Steps are cast once each, in the order of the plan. */
  of({ n, by, ask, of, others = [], body }: Step): Asked {
    const [category, permission] = commands[ask];
    const { actor, commandId } = this.commandOf({ n, by });
    const many = ask === 'RegisterBottle' && others.length > 0;
    for (const [nth, other] of others.entries()) this.codes.bottle[other.n] = this.draw(commandId, nth + 1);
    const begins = BEGINNING.includes(ask) && !many && of instanceof Ref;
    if (begins) this.codes[of.kind][of.n] = this.draw(commandId, 0);
    const stream = this.streamOf({ ask, of });
    const told = this.told(body) as object;
    return {
      name: ask,
      body: told,
      intent: {
        ...{ actor, credential: this.codes.credential[by.n] ?? CONSOLE, commandId, repeatable: false },
        stream: many ? { begin: 'registration' } : begins ? { begin: category } : stream,
        ...(permission && { permission }),
        commandHash: hashOf({ command: ask, stream, body: told }),
      },
    };
  }

  /** The command of a step that begins with nothing but itself, and the stream that its facts are in. */
  recorded(step: Named): { readonly commandId: string; readonly stream: string } {
    return { commandId: this.commandOf(step).commandId, stream: this.streamOf(step) };
  }

  /** The id of something whose step has been cast. */
  id({ kind, n }: Ref): string {
    const id = this.codes[kind][n];
    if (id === undefined) throw new Error(`${kind} ${n} has no id yet`);
    return id;
  }

  private told(told: Told): unknown {
    if (told instanceof Ref) return this.id(told);
    if (told instanceof FactOf) return this.fact(told);
    if (Array.isArray(told)) return told.map((one) => this.told(one));
    if (typeof told !== 'object') return told;
    return Object.fromEntries(Object.entries(told as Body).map(([name, value]) => [name, this.told(value)]));
  }

  private commandOf({ n, by }: Pick<Step, 'n' | 'by'>) {
    const actor = this.id(by);
    return { actor, commandId: commandIdOf(this.ledger, actor, `example ${n}`) };
  }

  private streamOf({ ask, of }: Pick<Step, 'ask' | 'of'>): string {
    return `${commands[ask][0]}-${typeof of === 'string' ? of : this.id(of)}`;
  }

  private fact({ step }: FactOf): string {
    const { commandId, stream } = this.recorded(step);
    return factIdOf(commandId, stream, 0);
  }

  /** One that is taken is drawn again, as the ledger does. */
  private draw(commandId: string, nth: number): string {
    for (let attempt = 0; ; attempt += 1) {
      const code = codeOf(commandId, nth, attempt);
      if (this.taken.has(code)) continue;
      this.taken.add(code);
      return code;
    }
  }
}
