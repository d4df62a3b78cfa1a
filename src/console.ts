import { lstatSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, relative } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { actingFor, CONSOLE } from './access/console.js';
import type { Config } from './config.js';
import type { House } from './house.js';

/** The longest path that every system takes for a socket. */
const LONGEST_PATH = 103;

/**
 * Where a running service is reached by whoever owns its data folder. The path is told from the working folder where
 * that is shorter, for systems take short ones only.
 */
export function consolePath({ dataDir }: Config): string {
  const file = join(dataDir, 'ledger.sock');
  const short = relative(process.cwd(), file);
  return short.length < file.length ? short : file;
}

/**
 * Answers on a socket in the data folder that only its owner can open. What comes through it acts as the first
 * administrator, without a key. The caller holds the log's lock, so a socket that is there already is left over;
 * a log in memory has no lock, and no socket.
 */
export async function openConsole(
  { config, administrator }: House,
  app: NestFastifyApplication,
): Promise<{ close(): Promise<void> } | undefined> {
  if (config.eventStore.kind === 'memory') return undefined;
  const path = consolePath(config);
  if (path.length > LONGEST_PATH) throw new RangeError(`${path} is too long a path for a socket`);
  if (lstatSync(path, { throwIfNoEntry: false })?.isSocket()) rmSync(path);
  const fastify = app.getHttpAdapter().getInstance();
  await fastify.ready();
  const server = createServer((request, response) => {
    actingFor(request, { actor: administrator.person, credential: CONSOLE });
    fastify.routing(request, response);
  });
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  const mask = process.umask(0o177);
  server.listen(path, listening.resolve);
  process.umask(mask);
  await listening.promise;
  return {
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeIdleConnections();
      }),
  };
}
