import { type Meter, Teller } from '../../src/cli/teller.js';

/** Keeps what the command line answers. */
export class Ear<Answer extends object = object> extends Teller {
  heard: Answer | undefined;
  lines: readonly string[] = [];

  constructor() {
    super(true);
  }

  override result(value: object, lines: readonly string[]): void {
    this.heard = value as Answer;
    this.lines = lines;
  }

  override meter(): Meter {
    return { reach() {}, end() {} };
  }
}
