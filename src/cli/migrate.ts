import { type EventStore, everyFact } from '@ledger/event-store';
import type { Environment } from '../config.files.js';
import { type Config, type EventStoreUrl, type ReadModelUrl, readConfig } from '../config.js';
import { openLog, withScratch } from '../drivers.js';
import { siteStream } from '../site/site.events.js';
import { Failure } from './failure.js';
import { answers } from './migrate/answers.js';
import { copy, count, type Held, held, OtherHistory } from './migrate/copying.js';
import { movePrivate } from './migrate/private.js';
import { requireLedger } from './service.js';
import { counted, type Teller } from './teller.js';

export interface Move {
  readonly from: EventStoreUrl;
  readonly to: EventStoreUrl;
  /** Where views will be kept: names and hashes of keys, which are in no log, go there too. */
  readonly readModel?: ReadModelUrl;
}

export interface MoveOptions {
  readonly to: string;
  readonly from?: string;
  readonly readModel?: string;
}

/** Throws BadConfig. */
export function moveOf(env: Environment, { to, from, readModel }: MoveOptions): Move {
  const at = (name: 'EVENT_STORE_URL' | 'READ_MODEL_URL', told?: string) =>
    readConfig(told === undefined ? env : { ...env, ...setting(name, told) });
  return {
    ...{ from: at('EVENT_STORE_URL', from).eventStore, to: at('EVENT_STORE_URL', to).eventStore },
    ...(readModel !== undefined && { readModel: at('READ_MODEL_URL', readModel).readModel }),
  };
}

/** A URL, or `@` and the file that holds it: everybody on a machine can read what stands on a command line. */
const setting = (name: string, told: string): Environment =>
  told.startsWith('@')
    ? { [name]: undefined, [`${name}_FILE`]: told.slice(1) }
    : { [name]: told, [`${name}_FILE`]: undefined };

/**
 * Copies a log to where there is none, or goes on where an earlier copy was cut off, and compares both afterwards.
 * Nobody may write to either meanwhile: a file is locked, and of a server it is noticed.
 */
export async function migrate(config: Config, { from, to, readModel }: Move, teller: Teller): Promise<void> {
  requireLedger({ ...config, eventStore: from });
  if (to.kind === 'memory')
    throw new Failure('memory: keeps nothing.', 'Name a store that keeps what it is told.');
  if (place(from) === place(to))
    throw new Failure('That is where the ledger is.', 'Name another store in --to.');
  const source = await openLog({ ...config, eventStore: from }, () => {});
  try {
    const target = await openLog({ ...config, eventStore: to }, () => {});
    try {
      const before = await heldAlready(source, target);
      const kept = readModel ? await movePrivate(config, { ...config, readModel }) : 0;
      await move(config, source, target, before, kept, teller);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

const place = (url: EventStoreUrl): string =>
  url.kind === 'sqlite' ? url.file : url.kind === 'memory' ? 'memory:' : url.url;

async function move(
  config: Config,
  source: EventStore,
  target: EventStore,
  before: Held,
  kept: number,
  teller: Teller,
): Promise<void> {
  const head = await source.head();
  const all = await count(source);
  const copying = teller.meter('copy');
  let done = before.facts;
  await copy(everyFact(source, before.upTo), target, (facts) => {
    done += facts;
    copying.reach(done, all);
  });
  copying.end();
  const comparing = teller.meter('compare');
  const after = await held(source, target, (nth) => comparing.reach(nth, all)).catch(gone);
  comparing.end();
  if ((await source.head()) !== head || after.facts !== all) {
    throw new Failure(
      'Somebody recorded in the ledger while it was copied.',
      'Stop every node of the service and do it again: it goes on where it is.',
    );
  }
  const viewed = await compareAnswers(config, source, target, all, teller);
  teller.result(
    {
      ...{ facts: all, streams: after.streams, views: viewed, copied: all - before.facts, kept },
      epoch: { from: source.epoch, to: target.epoch },
    },
    [
      `Copied ${counted(all - before.facts, 'fact')}; ${counted(before.facts, 'fact')} had been copied before.`,
      `Both logs hold the same ${counted(all, 'fact')} in ${counted(after.streams, 'stream')}, byte for byte and in the same order.`,
      `All ${counted(viewed, 'view')} tell the same of both.`,
      ...(kept > 0 ? [`Copied names and hashes of keys: ${counted(kept, 'document')}.`] : []),
      'Name the new one in EVENT_STORE_URL before the service starts again; it builds its views anew.',
      `Positions are others there (${target.epoch}, not ${source.epoch}): whoever follows the feed is answered 410 once, and goes on by afterId.`,
    ],
  );
}

/** Answers how many views there are, all of which tell the same of both logs. */
async function compareAnswers(
  config: Config,
  source: EventStore,
  target: EventStore,
  all: number,
  teller: Teller,
): Promise<number> {
  const folding = teller.meter('views');
  let folded = 0;
  const told = (log: EventStore) =>
    withScratch(config, (model) =>
      answers(log, model, (facts) => {
        folded += facts;
        folding.reach(folded, 2 * all);
      }),
    );
  const [here, there] = [await told(source), await told(target)];
  folding.end();
  const others = [...here].filter(([view, digest]) => there.get(view) !== digest).map(([view]) => view);
  if (others.length === 0) return here.size;
  throw new Failure(
    `The views ${others.join(', ')} tell something else of the copy, though it holds the same facts.`,
    'Do not move. This is a bug of the ledger: report it.',
  );
}

/** What an earlier copy has there. Refuses a store with anything else in it. */
async function heldAlready(source: EventStore, target: EventStore): Promise<Held> {
  // The first fact of a ledger names it.
  const [[ours], [theirs]] = await Promise.all([source.read(siteStream), target.read(siteStream)]);
  if (!ours) throw new Failure('There is no ledger in the log to copy.', 'Name another in --from.');
  if (theirs && theirs.id !== ours.id) throw another();
  return held(source, target).catch(gone);
}

const another = () =>
  new Failure(
    'Another ledger is kept there.',
    'Name a store without a ledger, or with an earlier copy of this one.',
  );

function gone(error: unknown): never {
  if (!(error instanceof OtherHistory)) throw error;
  throw new Failure(
    `The ledger went on by itself there: ${error.message}.`,
    'What was recorded there is not here. Go on with that one, or copy to a store without a ledger.',
  );
}
