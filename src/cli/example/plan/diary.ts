import { type Body, type CommandName, factsOf, type Moment, Ref, type Step } from './step.js';

/** What a step says beside who asks. */
export interface Saying {
  readonly ask: CommandName;
  readonly of: Ref | string;
  readonly body?: Body;
  readonly others?: readonly Ref[];
}

/** Who set the ledger up. */
export const administrator = new Ref('person', 0);

/** Collects what is asked in the course of a day, in whatever order it is thought of. */
export class Diary {
  /** How many facts all that was asked so far leads to. */
  facts = 0;
  private steps = 0;
  private day: Moment[] = [];

  /** The step, by which what follows from it can be named. */
  tell(at: number, by: Ref, saying: Saying): Step {
    const step = this.step(by, saying);
    this.day.push({ at, steps: [step] });
    return step;
  }

  /** Asked at the same instant, of different things. */
  together(at: number, by: Ref, sayings: readonly Saying[]): readonly Step[] {
    const steps = sayings.map((saying) => this.step(by, saying));
    this.day.push({ at, steps });
    return steps;
  }

  /** The day as it went. Bottles that are registered at the same instant come off one list. */
  close(): readonly Moment[] {
    const day: Moment[] = [];
    for (const moment of this.day.sort((a, b) => a.at - b.at)) {
      const before = day.at(-1);
      if (before?.at === moment.at && registers(before) && registers(moment)) {
        day[day.length - 1] = { at: moment.at, steps: [...before.steps, ...moment.steps] };
      } else day.push(moment);
    }
    this.day = [];
    return day;
  }

  private step(by: Ref, { ask, of, body = {}, others }: Saying): Step {
    const step = { n: this.steps, by, ask, of, body, ...(others && { others }) };
    this.steps += 1;
    this.facts += factsOf(step);
    return step;
  }
}

const registers = ({ steps }: Moment): boolean => steps.every(({ ask }) => ask === 'RegisterBottle');
