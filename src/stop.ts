import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { House } from './house.js';

/*
 * All of it together is less than ten seconds, after which supervisors lose their patience.
 */
/** How long connections are still taken up, so that whoever has one is told that it ends with the next answer. */
const GRACE_MS = 500;
const LOOK_MS = 20;
/** How long requests that were taken up may take to be answered. */
const FINISH_MS = 5_500;
/** How long the log and the views may take to be closed. */
const CLOSE_MS = 3_000;

export interface Running {
  readonly house: House;
  readonly app: NestFastifyApplication;
  /** Where the command line reaches the service. */
  readonly local: { close(): Promise<void> } | undefined;
}

/**
 * Ends the service in order: says that it is not ready, and to whoever asks that the connection ends with the answer;
 * lets readers of the feed go; takes up no more connections, finishes what was taken up, flushes and closes. Answers
 * whether everything could be closed.
 */
export async function stop({ house, app, local }: Running): Promise<boolean> {
  const { logger, stopping } = house;
  stopping.begin();
  await quiet(app.getHttpServer());
  const finished = await within(FINISH_MS, Promise.all([local?.close(), app.close()]));
  if (!finished) logger.warn('requests were not finished in time, and are cut off');
  const closed = await within(CLOSE_MS, house.close());
  if (!closed) logger.error('the databases could not be closed in time; nothing that was answered is lost');
  return closed;
}

/** Waits until nobody is connected, or the grace is over. */
async function quiet(server: Server): Promise<void> {
  const connections = promisify(server.getConnections.bind(server));
  const until = performance.now() + GRACE_MS;
  while (performance.now() < until && (await connections()) > 0) await sleep(LOOK_MS);
}

const within = (ms: number, work: Promise<unknown>): Promise<boolean> =>
  Promise.race([work.then(() => true), sleep(ms, false)]);
