import { existsSync } from 'node:fs';
import { collectDefaultMetrics } from 'prom-client';
import { readConfig } from './config.js';
import { openConsole } from './console.js';
import { openHouse } from './house.js';
import { makeLogger, standardOutput } from './logger.js';
import { createServer } from './server.js';
import { type Running, stop } from './stop.js';
import { nextAfter } from './unstarted.js';

/** How many connections may wait to be taken up: a burst is answered, not cut off. The system may allow fewer. */
const BACKLOG = 4_096;

/** How long the service goes on answering when it cannot go on. */
const LAST_WORDS_MS = 200;

/** Starts the HTTP service and says how to use it. */
export async function start(): Promise<void> {
  const config = readConfig(process.env);
  const logger = makeLogger(config.logLevel, standardOutput());
  const house = await openHouse(config, logger, {
    onProgress: (loaded, all) => logger.info({ loaded, all }, 'loading the catalogue of substances'),
    onFailure: (error) => {
      logger.fatal({ err: error, next: nextAfter(error) }, 'the ledger cannot go on');
      // Who waits for an answer is told that there is none.
      setTimeout(() => process.exit(1), LAST_WORDS_MS);
    },
  });
  if (config.metrics !== 'off') collectDefaultMetrics({ register: house.metrics.registry });
  const app = await createServer(house);
  await app.listen({ port: config.port, host: config.host, backlog: BACKLOG });
  const local = await openConsole(house, app).catch((error: unknown) => {
    logger.warn({ err: error }, 'the command line cannot reach this service');
    return undefined;
  });
  house.backups.start();
  const url = await app.getUrl();
  if (house.site.example) console.log('This ledger is an example: nobody and nothing in it is real.');
  const { keyFile, firstTime } = house.administrator;
  console.log(`Chemledger listens on ${url} (the interface is described at ${url}/docs)`);
  if (keyFile && existsSync(keyFile)) {
    console.log(
      `${firstTime ? 'The first administrator was made. Their' : "The first administrator's"} key is in ${keyFile}. Try it:`,
    );
    console.log(
      `curl -H "Authorization: Bearer $(cat '${keyFile}')" '${url}/v1/substances?q=acetone&limit=1'`,
    );
  }
  stopOnSignal({ house, app, local });
}

/** The first signal ends the service in order, a second one at once: nothing that was answered is lost by that either. */
function stopOnSignal(running: Running): void {
  const { logger } = running.house;
  let stopping = false;
  const heard = async (signal: NodeJS.Signals) => {
    if (stopping) {
      logger.warn({ signal }, 'told twice: ending at once');
      process.exit(1);
    }
    stopping = true;
    logger.info({ signal }, 'stopping');
    process.exit((await stop(running)) ? 0 : 1);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void heard(signal));
}
