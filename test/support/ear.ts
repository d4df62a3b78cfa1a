import { type Meter, Teller } from '../../src/cli/teller.js';

/** Keeps what a command answers. */
export class Ear extends Teller {
  heard: object | undefined;

  override result(value: object): void {
    this.heard = value;
  }

  override meter(): Meter {
    return { reach() {}, end() {} };
  }
}
