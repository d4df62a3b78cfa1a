import { parentPort, workerData } from 'node:worker_threads';
import { backUpHere } from './backups.js';
import type { Config } from './config.js';

/** The thread that makes one backup. It reads everything by itself, and ends. */

const port = parentPort;
const { config, dir } = workerData as { readonly config: Config; readonly dir: string };
if (!port) throw new TypeError('this runs as a worker');

const stopping = new AbortController();
port.on('message', () => stopping.abort());
port.postMessage(await backUpHere(config, dir, stopping.signal));
port.close();
