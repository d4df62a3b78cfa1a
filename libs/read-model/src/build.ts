import { type LogReader, PAGE } from '@ledger/event-store';
import type { Position, Recorded, View } from '@ledger/kernel';
import { concerns, documentsOf, Unfoldable } from './part.js';
import type { Building, ReadModel, ViewDoc } from './port.js';
import { collectionOf, indexesOf, isOfDocuments, ViewRunner } from './runner.js';

/** How many documents are stored at once. */
const AT_ONCE = 1_000;

/** A log that can be read by streams. */
type LogOfStreams = LogReader & Required<Pick<LogReader, 'streams'>>;

export const hasStreams = (log: LogReader): log is LogOfStreams => log.streams !== undefined;

/** What a view cannot be built over. */
export class Unbuildable extends Error {
  override readonly name = 'Unbuildable';
}

export interface Build {
  readonly views: readonly View[];
  readonly model: ReadModel;
  readonly log: LogReader;
  /** How far it has come, as if the log were read in its order. */
  readonly onPage: (position: Position) => void;
  readonly signal: AbortSignal;
}

/** Builds views from the whole log, each beside the one that is read. Answers which cannot be built, and why. */
export async function build(asked: Build): Promise<ReadonlyMap<View, Unbuildable>> {
  const { views, model, log } = asked;
  for (const view of views) await model.drop(model.beside(collectionOf(view)));
  return hasStreams(log) ? byStreams({ ...asked, log }) : inOrder(asked);
}

/** A stream after the other, each whole: nothing is looked up, and every document is written once. */
async function byStreams({ views, model, log, onPage, signal }: Build & { readonly log: LogOfStreams }) {
  const upTo = await log.head();
  const sites = await Promise.all(views.map((view) => Site.begin(view, model)));
  let read = 0;
  let told = 0;
  for await (const facts of log.streams(upTo)) {
    signal.throwIfAborted();
    for (const site of sites) {
      site.take(facts);
      if (site.laden) await site.unload();
    }
    read += facts.length;
    if (read < told + PAGE) continue;
    told = read;
    onPage(read);
  }
  onPage(upTo);
  for (const site of sites) await site.finish(upTo);
  return new Map(sites.flatMap(({ view, failure }) => (failure ? [[view, failure]] : [])));
}

/** One view that is being built. */
class Site {
  failure: Unbuildable | undefined;
  private readonly docs: ViewDoc[] = [];

  private constructor(
    readonly view: View,
    private readonly building: Building,
  ) {}

  static async begin(view: View, model: ReadModel): Promise<Site> {
    return new Site(view, await model.build(model.beside(collectionOf(view)), indexesOf(view)));
  }

  /** Takes all facts of a stream. */
  take(facts: readonly Recorded[]): void {
    if (this.failure || !concerns(this.view, facts[0] as Recorded)) return;
    try {
      this.docs.push(...documentsOf(this.view, facts));
    } catch (error) {
      this.fail(error);
    }
  }

  /** Whether there is enough to be stored. */
  get laden(): boolean {
    return this.docs.length >= AT_ONCE;
  }

  async unload(): Promise<void> {
    if (this.failure) return;
    await this.building.add(this.docs.splice(0)).catch((error) => this.fail(error));
  }

  async finish(upTo: Position): Promise<void> {
    await this.unload();
    if (this.failure) return;
    await this.building.finish(upTo).catch((error) => this.fail(error));
  }

  private fail(error: unknown): void {
    if (error instanceof Unfoldable) this.failure = stops(this.view, error.fact.id, error.message);
    else if (isOfDocuments(error)) this.failure = new Unbuildable(`${this.view.name}: ${error}`);
    else throw error;
  }
}

async function inOrder({ views, model, log, onPage, signal }: Build) {
  const open = (view: View) => ViewRunner.open(view, model, log, model.beside(collectionOf(view)));
  const runners = await Promise.all(views.map(open));
  for (;;) {
    signal.throwIfAborted();
    const after = Math.max(...runners.map(({ position }) => position));
    const page = await log.readAll({ after });
    for (const runner of runners) await runner.take(page);
    onPage(after);
    if (page.length === 0 || runners.every(({ pause }) => pause)) break;
  }
  return new Map(
    runners.flatMap(({ view, pause }) => (pause ? [[view, stops(view, pause.fact, pause.error)]] : [])),
  );
}

export const stops = ({ name }: View, fact: string, error: string): Unbuildable =>
  new Unbuildable(`${name} stops at fact ${fact}: ${error}`);
