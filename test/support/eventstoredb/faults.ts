import type { Expected } from './log.js';

/**
 * What happens to one append: stored and never answered; stored and answered after so many milliseconds; stored and
 * answered as if something else had been; the connection drops before it is stored, or after.
 */
export type AppendFault = 'lose' | 'contradict' | 'drop-before' | 'drop-after' | { readonly late: number };

/** An append as it reached the server, to be stored or recognised. */
export interface Arrived {
  readonly stream: string;
  readonly expected: Expected;
  readonly ids: readonly string[];
}

/** Switches by which the double misbehaves as servers and networks do. All are off at first. */
export class Faults {
  /** The server is up and answers everything with "Server Is Not Ready". */
  starting = false;
  /** Live subscriptions stay open and bring nothing more. */
  stuckSubscriptions = false;
  /** Asked at every append that no scripted fault is left for. */
  ofAppend: (append: Arrived) => AppendFault | undefined = () => undefined;
  /** The appends that reached the server and were not refused, in their order. */
  readonly arrived: Arrived[] = [];
  /** Where the subscriptions to all of the log were to go on behind, in their order; undefined for its beginning. */
  readonly followed: (bigint | undefined)[] = [];
  readonly #script: AppendFault[] = [];
  #asleep: { readonly until: Promise<void>; readonly wake: () => void } | undefined;

  /** The next `times` appends meet this. */
  next(fault: AppendFault, times = 1): void {
    this.#script.push(...Array.from({ length: times }, () => fault));
  }

  meet(append: Arrived): AppendFault | undefined {
    this.arrived.push(append);
    return this.#script.shift() ?? this.ofAppend(append);
  }

  /** How many scripted faults have not been met yet. */
  get left(): number {
    return this.#script.length;
  }

  /** The server takes everything and answers nothing, with all connections open. */
  silence(): void {
    if (this.#asleep) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#asleep = { until: promise, wake: resolve };
  }

  /** It goes on with all it was asked meanwhile. */
  wake(): void {
    this.#asleep?.wake();
    this.#asleep = undefined;
  }

  async awake(): Promise<void> {
    while (this.#asleep) await this.#asleep.until;
  }
}
