import { existsSync } from 'node:fs';
import { addDays, dayOf } from '@ledger/kernel';
import pino from 'pino';
import type { Config } from '../config.js';
import { openLogReader } from '../drivers.js';
import { type House, openHouse } from '../house.js';
import { type SiteFact, siteStream } from '../site/site.events.js';
import { exampleOf, ledgerOf } from './example/name.js';
import { type Plan, plan, type Recipe } from './example/plan/plan.js';
import { OtherwiseRecorded, Run, ToldClock } from './example/run.js';
import { Sights } from './example/sights.js';
import { tell } from './example/told.js';
import { Failure } from './failure.js';
import { serviceRuns } from './service.js';
import type { Meter, Teller } from './teller.js';

export interface ExampleOptions {
  readonly seed?: number;
  readonly scale?: string;
  readonly until?: string;
}

/** Where the university stands, unless the site's time zone is said. */
const TIME_ZONE = 'Europe/Berlin';
/** How far back the university lets people enter what happened. */
const BACKDATING_DAYS = 30;
/** How often the number of facts is shown. */
const SHOWN = 250;

/** Fills an empty data folder with a year that is made up, or goes on where an earlier run was cut off. */
export async function makeExample(config: Config, options: ExampleOptions, teller: Teller): Promise<void> {
  if (await serviceRuns(config)) {
    throw new Failure(
      `A service runs on ${config.dataDir}. An example is told by a clock of its own, so it is made without one.`,
      'Name an empty folder in DATA_DIR; where an example was begun in this one, stop the service.',
    );
  }
  const recipe = (await begun(config, options)) ?? fresh(config, options);
  const made = plan(recipe);
  const clock = new ToldClock(made.begins);
  let founding: Meter | undefined;
  const house = await openHouse(
    { ...config, timeZone: recipe.timeZone, backdatingDays: BACKDATING_DAYS },
    pino({ level: 'error' }, pino.destination(2)),
    {
      clock,
      name: { ledger: ledgerOf(recipe), example: exampleOf(recipe) },
      onProgress: (loaded, all) => {
        founding ??= teller.meter('catalogue');
        founding.reach(loaded, all);
      },
      onFailure: (error) => {
        process.stderr.write(`The ledger cannot go on: ${String(error)}\n`);
        process.exit(1);
      },
    },
  );
  founding?.end();
  try {
    await fill(house, clock, made, recipe, teller);
  } finally {
    await house.close();
  }
}

async function fill(
  house: House,
  clock: ToldClock,
  made: Plan,
  recipe: Recipe,
  teller: Teller,
): Promise<void> {
  const meter = teller.meter('example');
  const began = performance.now();
  const before = await house.store.head();
  const run = new Run(house, clock);
  const sights = new Sights(run.cast);
  let shown = 0;
  const show = (facts: number) => {
    if (facts < shown + SHOWN && facts < made.size.facts) return;
    shown = facts;
    meter.reach(facts, made.size.facts);
  };
  await run.go(sights.watching(made.moments()), show).catch((error: unknown) => {
    throw error instanceof OtherwiseRecorded ? beyond(house.config) : error;
  });
  const head = await house.store.head();
  await house.progress.settled(head);
  meter.end();
  const seconds = (performance.now() - began) / 1_000;
  const making = { recipe, size: made.size, recorded: head - before, seconds, sight: sights.all };
  const { value, lines } = await tell(house, making);
  teller.result(value, lines);
}

/** The recipe of what stands in the folder; undefined where there is nothing. Refuses any other ledger. */
async function begun(config: Config, options: ExampleOptions): Promise<Recipe | undefined> {
  const { eventStore } = config;
  if (eventStore.kind !== 'sqlite') {
    throw new Failure(
      'An example is made in a file.',
      'Leave EVENT_STORE_URL out, and copy the log with `ledger migrate --to` afterwards.',
    );
  }
  if (!existsSync(eventStore.file)) return undefined;
  const log = openLogReader(config);
  const [first] = ((await log?.read(siteStream)) ?? []) as unknown as readonly SiteFact[];
  const head = await log?.head();
  await log?.close();
  if (head === 0) return undefined;
  if (first?.type !== 'SiteFounded' || !first.data.example) {
    throw new Failure(
      `There is a ledger in ${eventStore.file} already.`,
      'An example is made in an empty folder: name one in DATA_DIR, such as DATA_DIR=example.',
    );
  }
  const { example, ledger, timeZone } = first.data;
  const recipe = { seed: example.seed, scale: Number(example.scale), until: example.until, timeZone };
  const asked = { ...example, ...options };
  if (asked.seed !== example.seed || asked.scale !== example.scale || asked.until !== example.until) {
    throw new Failure(
      `Another example was begun in ${config.dataDir}: seed ${example.seed}, scale ${example.scale}, until ${example.until}.`,
      'Leave the options out to go on with it, or name an empty folder in DATA_DIR.',
    );
  }
  if (ledgerOf(recipe) !== ledger) {
    throw new Failure(
      `The example in ${config.dataDir} was begun by another version of the ledger.`,
      'Nobody can go on with it: name an empty folder in DATA_DIR.',
    );
  }
  return recipe;
}

function fresh({ timeZone = TIME_ZONE }: Config, { seed = 1, scale = '1', until }: ExampleOptions): Recipe {
  const yesterday = dayOf(addDays(new Date().toISOString(), -1), timeZone);
  if (until !== undefined && until > yesterday)
    throw new Failure(`${until} is not over.`, `Name a day up to yesterday, ${yesterday}.`);
  return { seed, scale: Number(scale), until: until ?? yesterday, timeZone };
}

const beyond = ({ dataDir }: Config) =>
  new Failure(
    `Somebody has recorded in the ledger in ${dataDir} before the year was whole.`,
    'It cannot be gone on with: name an empty folder in DATA_DIR.',
  );
