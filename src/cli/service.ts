import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import pino from 'pino';
import type { Config } from '../config.js';
import { consolePath, openConsole } from '../console.js';
import { openHouse } from '../house.js';
import type { Problem } from '../http/problem.js';
import { makeLogger } from '../logger.js';
import { createServer } from '../server.js';
import { Failure } from './failure.js';

/** The service of a data folder, asked through the socket in it. */
export class Service {
  constructor(private readonly path: string) {}

  /** The answer to a request. Throws a Failure with what the service says where it refuses. */
  async ask<Answer>(method: 'GET' | 'POST', path: string, body?: object): Promise<Answer> {
    const { status, answer } = await this.send(method, path, body);
    if (status < 400) return answer as Answer;
    const { code, detail, hint } = answer as Problem;
    throw new Failure(`${detail}.`, hint, code);
  }

  /** The answer, whatever its status. */
  async send(
    method: 'GET' | 'POST',
    path: string,
    body?: object,
  ): Promise<{ readonly status: number; readonly answer: unknown }> {
    const sent = body && JSON.stringify(body);
    const headers = sent === undefined ? {} : { 'content-type': 'application/json' };
    const answered = Promise.withResolvers<{ status: number; answer: unknown }>();
    const asking = request({ socketPath: this.path, method, path, headers, agent: false }, (response) => {
      const read = async () => ({
        status: response.statusCode ?? 0,
        answer: JSON.parse(await text(response)) as unknown,
      });
      read().then(answered.resolve, answered.reject);
    });
    asking.once('error', answered.reject);
    asking.end(sent);
    return answered.promise;
  }
}

/** Refuses a configuration under which there is no ledger on this machine. */
export function requireLedger({ eventStore }: Config): void {
  if (eventStore.kind === 'memory') {
    throw new Failure(
      'EVENT_STORE_URL=memory: keeps nothing that could be worked on.',
      'Name a store that keeps what it is told.',
    );
  }
  if (eventStore.kind === 'eventstoredb' || existsSync(eventStore.file)) return;
  throw new Failure(
    `There is no ledger at ${eventStore.file}.`,
    'Name its folder in DATA_DIR, or begin one with npm start.',
  );
}

/** Whether a service runs on a data folder. */
export const serviceRuns = (config: Config): Promise<boolean> => answers(new Service(consolePath(config)));

/** Does something with the service of a data folder: the one that runs, or one that is opened for this and closed again. */
export async function withService<T>(config: Config, work: (service: Service) => Promise<T>): Promise<T> {
  requireLedger(config);
  const service = new Service(consolePath(config));
  if (await answers(service)) return work(service);
  const house = await openHouse(config, makeLogger('error', pino.destination(2)), {
    onFailure: (error) => {
      process.stderr.write(`The ledger cannot go on: ${String(error)}\n`);
      process.exit(1);
    },
  });
  const app = await createServer(house);
  const opened = await openConsole(house, app);
  try {
    return await work(service);
  } finally {
    await opened?.close();
    await app.close();
    await house.close();
  }
}

const NOBODY = ['ENOENT', 'ECONNREFUSED'];

/** Whether a service answers. A socket that nobody listens on is left over. */
async function answers(service: Service): Promise<boolean> {
  try {
    await service.ask('GET', '/health/live');
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (NOBODY.includes(String(error.code))) return false;
    if (error.code === 'EACCES') {
      throw new Failure(
        'The service that runs belongs to another user.',
        'Ask as the user who owns the data folder.',
      );
    }
    throw error;
  }
}
