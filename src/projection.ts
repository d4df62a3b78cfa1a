import { Worker } from 'node:worker_threads';
import type { LogReader } from '@ledger/event-store';
import { Projector, type ReadModel, type ViewProgress } from '@ledger/read-model';
import { views } from './areas.js';
import type { Config } from './config.js';
import type { Progress } from './ledger/progress.js';

/** Whoever writes the views. */
export interface Projection {
  /** There is more in the log. */
  notify(): void;
  rebuild(view: string): Promise<void>;
  stop(): Promise<void>;
}

/** What the thread that writes the views is told, and what it tells. */
export type ToWorker = { readonly ask: 'notify' } | { readonly ask: 'stop' } | { readonly ask: 'rebuild'; readonly view: string; readonly id: number };
export type FromWorker =
  | { readonly tell: 'progress'; readonly progress: readonly ViewProgress[] }
  | { readonly tell: 'rebuilt'; readonly id: number; readonly error?: string };

/** Writes the views in this thread: where the log is in memory, and in tests. */
export async function projectHere(log: LogReader, model: ReadModel, progress: Progress, onFailure: (error: unknown) => void): Promise<Projection> {
  const projector = await Projector.open(views, model, log, (reached) => progress.note(reached));
  const running = projector.start();
  running.catch(onFailure);
  return {
    notify: () => {},
    rebuild: (view) => projector.rebuild(view),
    stop: () => projector.stop(),
  };
}

/** Writes the views in a thread of its own, so that answering never waits for them. */
export async function projectInWorker(config: Config, progress: Progress, onFailure: (error: unknown) => void): Promise<Projection> {
  const worker = new Worker(new URL('./projection.worker.js', import.meta.url), { workerData: config });
  const asked = new Map<number, PromiseWithResolvers<void>>();
  let count = 0;
  const started = Promise.withResolvers<void>();
  const send = (message: ToWorker) => worker.postMessage(message);
  worker.on('message', (message: FromWorker) => {
    if (message.tell === 'progress') {
      progress.note(message.progress);
      started.resolve();
      return;
    }
    const { resolve, reject } = asked.get(message.id) ?? Promise.withResolvers<void>();
    asked.delete(message.id);
    if (message.error === undefined) resolve();
    else reject(new Error(message.error));
  });
  worker.on('error', (error) => {
    started.reject(error);
    onFailure(error);
  });
  await started.promise;
  return {
    notify: () => send({ ask: 'notify' }),
    rebuild: (view) => {
      count += 1;
      const id = count;
      const answer = Promise.withResolvers<void>();
      asked.set(id, answer);
      send({ ask: 'rebuild', view, id });
      return answer.promise;
    },
    stop: async () => {
      const ended = new Promise((resolve) => worker.once('exit', resolve));
      send({ ask: 'stop' });
      await ended;
    },
  };
}

