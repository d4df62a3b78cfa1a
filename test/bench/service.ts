import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Child } from './child.js';
import { Connection } from './connection.js';

const LOOK_MS = 2;

/** The service as `npm start` runs it, on a data folder that has an administrator. */
export class Service {
  private constructor(
    readonly process: Child,
    readonly base: string,
    readonly key: string,
    /** Milliseconds from the start of the process until it was ready. */
    readonly readyAfter: number,
  ) {}

  static async start(dir: string): Promise<Service> {
    const began = performance.now();
    const child = await Child.start(['dist/src/main.js'], /listens on (http:\/\/[^ ]+)/, {
      ...{ DATA_DIR: dir, HOST: '127.0.0.1', PORT: '0', RATE_LIMIT: '0', LOG_LEVEL: 'warn' },
    });
    const base = child.told[1] as string;
    while (!(await fetch(`${base}/health/ready`)).ok) await setTimeout(LOOK_MS);
    const key = readFileSync(join(dir, 'admin.key'), 'utf8').trim();
    return new Service(child, base, key, performance.now() - began);
  }

  connect(): Connection {
    return new Connection(this.base, this.key);
  }

  kill(): Promise<void> {
    return this.process.kill();
  }
}
