import { setTimeout as sleep } from 'node:timers/promises';
import { type LogReader, PAGE } from '@ledger/event-store';
import type { Position, Recorded, View } from '@ledger/kernel';
import { build, hasStreams, stops, Unbuildable } from './build.js';
import type { ReadModel } from './port.js';
import { collectionOf, type Pause, ViewRunner } from './runner.js';

const LONGEST_REST_MS = 10;
/** So many facts are sooner read by streams than in their order. */
const LONG = 10_000;

export interface ViewProgress {
  readonly view: string;
  readonly position: Position;
  readonly pause?: Pause;
}

/** Reads the log once and feeds every view in its order. Each view has its own checkpoint. */
export class Projector {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly runners: ViewRunner[],
    private readonly model: ReadModel,
    private readonly log: LogReader,
    private readonly onProgress: (progress: readonly ViewProgress[]) => void,
  ) {}

  static async open(
    views: readonly View[],
    model: ReadModel,
    log: LogReader,
    onProgress: (progress: readonly ViewProgress[]) => void,
  ): Promise<Projector> {
    const runners = await Promise.all(views.map((view) => ViewRunner.open(view, model, log)));
    return new Projector(runners, model, log, onProgress);
  }

  get progress(): readonly ViewProgress[] {
    return this.runners.map(({ view, position, pause }) => ({
      view: view.name,
      position,
      ...(pause && { pause }),
    }));
  }

  /** Starts reading where the view that is furthest behind stands. The promise ends when the projector is stopped. */
  start(): Promise<void> {
    this.onProgress(this.progress);
    this.running = this.follow();
    return this.running;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /**
   * Builds views from the whole log beside those that are read, and puts them in their place; also ends a pause. Throws
   * Unbuildable over the first that cannot be built: it stays as it was.
   */
  async rebuild(names: readonly string[], onPage: (position: Position) => void = () => {}): Promise<void> {
    const views = names.map((name) => this.view(name));
    const { model, log } = this;
    const failed = new Map(await build({ views, model, log, onPage, signal: this.stopping.signal }));
    for (const view of views.filter((one) => !failed.has(one))) {
      const failure = await this.replace(view);
      if (failure) failed.set(view, failure);
    }
    for (const view of failed.keys()) await model.drop(model.beside(collectionOf(view)));
    this.onProgress(this.progress);
    for (const failure of failed.values()) throw failure;
  }

  private view(name: string): View {
    const runner = this.runners.find(({ view }) => view.name === name);
    if (!runner) throw new RangeError(`there is no view ${name}`);
    return runner.view;
  }

  /** What was built beside catches up, and is read from now on. */
  private async replace(view: View): Promise<Unbuildable | undefined> {
    const { model, log } = this;
    const beside = model.beside(collectionOf(view));
    const runner = await ViewRunner.open(view, model, log, beside);
    while (await this.takePage(runner));
    return this.alone(async () => {
      while (await this.takePage(runner));
      if (runner.pause) return stops(view, runner.pause.fact, runner.pause.error);
      await model.rename(beside, collectionOf(view));
      const n = this.runners.findIndex((one) => one.view === view);
      this.runners[n] = await ViewRunner.open(view, model, log);
      return undefined;
    });
  }

  private async takePage(runner: ViewRunner): Promise<boolean> {
    const page = await this.log.readAll({ after: runner.position });
    await runner.take(page);
    return page.length > 0 && !runner.pause;
  }

  private async follow(): Promise<void> {
    try {
      await this.buildMissing();
    } catch (error) {
      if (this.stopping.signal.aborted) return;
      throw error;
    }
    await this.read();
  }

  /** Views that have read nothing of a long log. One that cannot be built reads it, and pauses where it must. */
  private async buildMissing(): Promise<void> {
    const missing = this.runners.filter(({ position }) => position === 0).map(({ view }) => view.name);
    if (missing.length === 0 || !hasStreams(this.log) || (await this.log.head()) < LONG) return;
    await this.rebuild(missing).catch((error: unknown) => {
      if (!(error instanceof Unbuildable)) throw error;
    });
  }

  private async read(): Promise<void> {
    const after = Math.min(...this.runners.map(({ position }) => position));
    for await (const page of this.log.subscribe({ after, signal: this.stopping.signal })) {
      const begun = performance.now();
      await this.alone(() => this.take(page));
      this.onProgress(this.progress);
      // Who rests as long as he worked leaves half the time to others, and what comes meanwhile is written together.
      if (page.length < PAGE) await sleep(Math.min(performance.now() - begun, LONGEST_REST_MS));
    }
  }

  /** All views come along together, in one write; those that cannot be stored pause, and the others go on. */
  private async take(page: readonly Recorded[]): Promise<void> {
    const folded = await Promise.all(
      this.runners.map(async (runner) => ({ runner, made: await runner.fold(page) })),
    );
    const changed = folded.flatMap(({ runner, made }) => (made ? [{ runner, made }] : []));
    try {
      await this.model.projectAll(changed.map(({ made }) => made));
      for (const { runner, made } of changed) runner.settle(made);
    } catch {
      for (const { runner, made } of changed) await runner.store(made);
    }
  }

  private alone<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.turn.then(run, run);
    this.turn = turn.catch(() => {});
    return turn;
  }
}
