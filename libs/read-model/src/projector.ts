import { setTimeout as sleep } from 'node:timers/promises';
import { type LogReader, PAGE } from '@ledger/event-store';
import type { Position, Recorded, View } from '@ledger/kernel';
import type { ReadModel } from './port.js';
import { collectionOf, type Pause, ViewRunner } from './runner.js';

const LONGEST_REST_MS = 10;

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
    this.running = this.read();
    return this.running;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Builds a view from the whole log beside the one that is read, and puts it in its place. Also ends a pause. */
  async rebuild(name: string, onPage: (position: Position) => void = () => {}): Promise<void> {
    const n = this.runners.findIndex(({ view }) => view.name === name);
    const { view } = this.runners[n] ?? {};
    if (!view) throw new RangeError(`there is no view ${name}`);
    const beside = this.model.beside(collectionOf(view));
    await this.model.drop(beside);
    const runner = await ViewRunner.open(view, this.model, this.log, beside);
    while (await this.takePage(runner)) onPage(runner.position);
    await this.alone(async () => {
      while (await this.takePage(runner)) onPage(runner.position);
      if (runner.pause) throw new Error(`${name} stops at fact ${runner.pause.fact}: ${runner.pause.error}`);
      await this.model.rename(beside, collectionOf(view));
      this.runners[n] = await ViewRunner.open(view, this.model, this.log);
    });
    this.onProgress(this.progress);
  }

  private async takePage(runner: ViewRunner): Promise<boolean> {
    const page = await this.log.readAll({ after: runner.position });
    await runner.take(page);
    return page.length > 0 && !runner.pause;
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
