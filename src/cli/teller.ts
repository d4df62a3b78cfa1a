import { SingleBar } from 'cli-progress';
import type { Failure } from './failure.js';

/** Shows how far something is. */
export interface Meter {
  reach(done: number, all: number): void;
  end(): void;
}

const number = new Intl.NumberFormat('en');
export const counted = (n: number, thing: string): string =>
  `${number.format(n)} ${thing}${n === 1 ? '' : 's'}`;

export const megabytes = (bytes: number): string => `${number.format(Math.ceil(bytes / 1_000_000))} MB`;

/** Says things: results on the standard output, as one line of JSON for machines, and all else beside it. */
export class Teller {
  constructor(readonly json: boolean) {}

  result(value: object, lines: readonly string[]): void {
    process.stdout.write(`${this.json ? JSON.stringify(value) : lines.join('\n')}\n`);
  }

  failure({ code, message, hint }: Failure): void {
    if (this.json) process.stdout.write(`${JSON.stringify({ error: { code, message, hint } })}\n`);
    else process.stderr.write(`${message}\n${hint}\n`);
  }

  /** A bar on a terminal, and elsewhere a line for each tenth. */
  meter(what: string, unit = 'facts'): Meter {
    return process.stderr.isTTY ? bar(what, unit) : lines(what, unit);
  }
}

function bar(what: string, unit: string): Meter {
  const format = `${what} {bar} {percentage} % · {value} of {total} ${unit}`;
  const drawn = new SingleBar({ format, stream: process.stderr, hideCursor: true, barsize: 30, fps: 5 });
  drawn.start(1, 0);
  return {
    reach(done, all) {
      drawn.setTotal(all);
      drawn.update(done);
    },
    end: () => drawn.stop(),
  };
}

function lines(what: string, unit: string): Meter {
  let tenths = 0;
  return {
    reach(done, all) {
      const reached = Math.floor((done * 10) / Math.max(all, 1));
      if (reached <= tenths) return;
      tenths = reached;
      process.stderr.write(`${what}: ${number.format(done)} of ${number.format(all)} ${unit}\n`);
    },
    end() {},
  };
}
