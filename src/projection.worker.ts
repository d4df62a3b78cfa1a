import { parentPort, workerData } from 'node:worker_threads';
import { Projector } from '@ledger/read-model';
import { views } from './areas.js';
import type { Config } from './config.js';
import { openLogReader, openReadModel } from './drivers.js';
import type { FromWorker, ToWorker } from './projection.js';

/** The thread that writes the views: it reads the log by itself, and is told only that there is more. */

const port = parentPort;
const config = workerData as Config;
const log = openLogReader(config);
if (!port || !log) throw new TypeError('this runs as a worker beside a log that threads can share');

const model = await openReadModel(config);
const tell = (message: FromWorker) => port.postMessage(message);
const projector = await Projector.open(views, model, log, (progress) => tell({ tell: 'progress', progress }));

port.on('message', async (message: ToWorker) => {
  if (message.ask === 'notify') log.notify();
  if (message.ask === 'rebuild') {
    const { views: names, id } = message;
    await projector
      .rebuild(names, (position) => tell({ tell: 'rebuilding', id, position }))
      .then(
        () => tell({ tell: 'rebuilt', id }),
        (error) => tell({ tell: 'rebuilt', id, error: String(error) }),
      );
  }
  if (message.ask === 'stop') {
    await projector.stop();
    await log.close();
    await model.close();
    port.close();
  }
});

await projector.start();
