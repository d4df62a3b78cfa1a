import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { readConfig } from '../../src/config.js';
import { type House, openHouse } from '../../src/house.js';
import { type Clock, SystemClock } from '../../src/ledger/clock.js';
import { makeLogger } from '../../src/logger.js';
import { createServer } from '../../src/server.js';
import { shortCatalogue } from './catalogue.js';
import { Client } from './client.js';
import { Described } from './described.js';
import { bothStores, type Engines, enginesFor, type Stores } from './engines.js';

export { bothStores, type Stores };

/** The level of a line in the log that tells of a bug. */
const ERROR = 50;

export const ADMIN_KEY = 'test-key-of-the-first-administrator-0123456';

interface Running {
  readonly house: House;
  readonly app: NestFastifyApplication;
  readonly described: Described;
}

/** The whole service in this process, on real adapters, as HTTP sees it. */
export class Service {
  /** Bugs that the service met: what it logged as an error, and what made it give up. */
  readonly failures: unknown[] = [];
  /** Everything it logged. */
  readonly logged: string[] = [];

  private constructor(
    readonly dir: string,
    private readonly engines: Engines,
    private readonly env: Readonly<Record<string, string>>,
    private readonly clock: Clock,
    private running: Running | undefined,
  ) {}

  static async open(
    stores: Stores = 'memory',
    env: Readonly<Record<string, string>> = {},
    clock: Clock = new SystemClock(),
  ): Promise<Service> {
    const dir = mkdtempSync(join(tmpdir(), 'chemledger-'));
    const service = new Service(dir, await enginesFor(stores), env, clock, undefined);
    await service.start();
    return service;
  }

  get house(): House {
    return this.up.house;
  }

  get app(): NestFastifyApplication {
    return this.up.app;
  }

  private get up(): Running {
    if (!this.running) throw new TypeError('the service does not run');
    return this.running;
  }

  get port(): number {
    return (this.app.getHttpServer().address() as AddressInfo).port;
  }

  /** The first administrator. */
  get admin(): Client {
    return this.as(ADMIN_KEY);
  }

  as(key?: string): Client {
    return new Client(this.app.getHttpServer(), this.up.described, key);
  }

  /** Where the log ends: tells whether anything was recorded. */
  head(): Promise<number> {
    return this.house.store.head();
  }

  /** Ends the service and starts it again on what it kept. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async close(): Promise<void> {
    await this.stop();
    await this.engines.stop();
    rmSync(this.dir, { recursive: true, force: true });
  }

  private async start(): Promise<void> {
    const log = {
      write: (line: string) => {
        this.logged.push(line);
        if (JSON.parse(line).level >= ERROR) this.failures.push(JSON.parse(line));
      },
    };
    const config = readConfig({
      DATA_DIR: this.dir,
      ...this.engines.settings,
      ADMIN_KEY,
      RATE_LIMIT: '0',
      LOG_LEVEL: 'error',
      ...this.env,
    });
    const onFailure = (error: unknown) => void this.failures.push(error);
    const house = await openHouse(config, makeLogger(config.logLevel, log), {
      ...{ oneThread: true, onFailure, clock: this.clock, catalogue: await shortCatalogue() },
    });
    const app = await createServer(house);
    await app.listen(0, '127.0.0.1');
    const document = await fetch(`${await app.getUrl()}/openapi.json`);
    this.running = { house, app, described: new Described((await document.json()) as OpenAPIObject) };
  }

  private async stop(): Promise<void> {
    await this.running?.app.close();
    await this.running?.house.close();
    this.running = undefined;
  }
}
