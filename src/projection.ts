import { Worker } from 'node:worker_threads';
import { type LogReader, Unavailable } from '@ledger/event-store';
import type { Position } from '@ledger/kernel';
import { Damaged, Projector, type ReadModel, Unreachable, type ViewProgress } from '@ledger/read-model';
import { views } from './areas.js';
import type { Config } from './config.js';
import type { Progress } from './ledger/progress.js';

/** Hears how far views that are built again have come. */
type OnPage = (position: Position) => void;

/** Whoever writes the views. */
export interface Projection {
  /** The log ends here now. */
  notify(head: Position): void;
  rebuild(views: readonly string[], onPage: OnPage): Promise<void>;
  /** Rejects where the views or the log cannot be reached, or another node writes the views now. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** What the thread that writes the views is told, and what it tells. */
export type ToWorker =
  | { readonly ask: 'notify' }
  | { readonly ask: 'stop' }
  | { readonly ask: 'rebuild'; readonly views: readonly string[]; readonly id: number };
export type FromWorker =
  | { readonly tell: 'progress'; readonly progress: readonly ViewProgress[] }
  | { readonly tell: 'rebuilding'; readonly id: number; readonly position: Position }
  | { readonly tell: 'rebuilt'; readonly id: number; readonly error?: string };

/** Writes the views in this thread. */
export async function projectHere(log: LogReader, model: ReadModel, progress: Progress): Promise<Projection> {
  const projector = await Projector.open(views, model, log, (reached) => progress.note(reached));
  return {
    notify: () => {},
    rebuild: (names, onPage) => projector.rebuild(names, onPage),
    ended: projector.start(),
    stop: () => projector.stop(),
  };
}

/** Writes the views in a thread of its own, so that answering never waits for them. */
export async function projectInWorker(config: Config, progress: Progress): Promise<Projection> {
  const worker = new Worker(new URL('./projection.worker.js', import.meta.url), { workerData: config });
  const asked = new Map<number, PromiseWithResolvers<void> & { readonly onPage: OnPage }>();
  let count = 0;
  // To wake another thread costs as much as a commit: while it is told already, it is not told again. It is told only of
  // what it has not read, for nothing else is answered with progress.
  let [head, reached, told] = [0, 0, false];
  const started = Promise.withResolvers<void>();
  const send = (message: ToWorker) => worker.postMessage(message);
  const wake = () => {
    if (told || reached >= head) return;
    told = true;
    send({ ask: 'notify' });
  };
  worker.on('message', (message: FromWorker) => {
    if (message.tell === 'progress') {
      progress.note(message.progress);
      started.resolve();
      reached = Math.max(...message.progress.map(({ position }) => position));
      told = false;
      wake();
      return;
    }
    const rebuild = asked.get(message.id);
    if (message.tell === 'rebuilding') {
      rebuild?.onPage(message.position);
      return;
    }
    asked.delete(message.id);
    if (message.error === undefined) rebuild?.resolve();
    else rebuild?.reject(new Error(message.error));
  });
  const ended = Promise.withResolvers<void>();
  worker.once('error', (thrown) => {
    const error = asThrown(thrown);
    started.reject(error);
    ended.reject(error);
  });
  worker.once('exit', () => ended.resolve());
  await started.promise;
  return {
    notify: (position) => {
      head = position;
      wake();
    },
    rebuild: (names, onPage) => {
      count += 1;
      const id = count;
      const answer = Promise.withResolvers<void>();
      asked.set(id, { ...answer, onPage });
      send({ ask: 'rebuild', views: names, id });
      return answer.promise;
    },
    ended: ended.promise,
    stop: () => {
      send({ ask: 'stop' });
      return ended.promise;
    },
  };
}

/** What a thread threw comes here as a copy that has its name, and not its class. */
function asThrown(copy: unknown): unknown {
  const { name, message } = copy as Error;
  const [, where = '', what = ''] = /^(.*?): (.*)$/s.exec(message) ?? [];
  if (name === 'Damaged') return new Damaged(where, what, { cause: copy });
  if (name === 'Unreachable') return new Unreachable(message, { cause: copy });
  if (name === 'Unavailable') return new Unavailable('not-stored', message, { cause: copy });
  return copy;
}
