import { mkdirSync } from 'node:fs';
import { Unavailable } from '@ledger/event-store';
import { idOf, type Position } from '@ledger/kernel';
import { ALONE, collectionOf, Damaged, every, living } from '@ledger/read-model';
import type { Logger } from 'pino';
import { AccessService } from './access/access.service.js';
import { Attempts } from './access/attempts.js';
import { Vault } from './access/vault.js';
import { deciders, reactions, views } from './areas.js';
import { Backups, backUpHere, backUpInWorker } from './backups.js';
import { type InventoryDocument, inventoryView } from './bottle/views/inventory.view.js';
import type { Config } from './config.js';
import { Conflicts } from './conflicts.js';
import { openLease, openLog, openPrivateStore, openReadModel, threadable } from './drivers.js';
import { Duty } from './duty.js';
import { watch } from './health/gauges.js';
import { Metrics } from './health/metrics.js';
import { Readiness } from './health/readiness.js';
import { Stopping } from './http/stopping.js';
import { Belonging } from './ledger/belonging.js';
import { type Clock, SystemClock } from './ledger/clock.js';
import { type Errand, Follower, REACTIONS_CHECKPOINT } from './ledger/follower.js';
import { Growth } from './ledger/growth.js';
import { Ledger } from './ledger/ledger.js';
import { Listener } from './ledger/listener.js';
import { Lives } from './ledger/lives.js';
import { Progress } from './ledger/progress.js';
import type { SiteSettings } from './ledger/tokens.js';
import { type ReceiptDocument, receiptsView } from './ledger/views/receipts.view.js';
import { Names } from './people/names.js';
import { projectHere, projectInWorker } from './projection.js';
import { Founding, type Name } from './site/founding.js';
import { type Catalogue, readCatalogue } from './substance/catalogue.js';
import { openViews } from './views.js';

/** How long a command waits for a view that it must ask. */
const PATIENCE_MS = 5_000;

export interface HouseOptions {
  /** The substances that it is founded with; left out, those that come with the ledger. */
  readonly catalogue?: Catalogue;
  readonly onProgress?: (loaded: number, all: number) => void;
  /** The log or the views cannot go on: the process must end. */
  readonly onFailure?: (error: unknown) => void;
  /** Views are written, and backups made, in this thread. */
  readonly oneThread?: boolean;
  /** What time it is; left out: what the machine's clock says. */
  readonly clock?: Clock;
  /** What a ledger that is founded now is called; left out: as no other is. */
  readonly name?: Name;
}

/** Everything that runs, without HTTP: the log, the ledger, the views, and who may do what. */
export async function openHouse(config: Config, logger: Logger, options: HouseOptions = {}) {
  const { onProgress = () => {}, onFailure = () => {}, oneThread = false } = options;
  const { clock = new SystemClock(), name } = options;
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const progress = new Progress();
  const growth = new Growth();
  const metrics = new Metrics();
  let duty: Duty | undefined;
  const store = await openLog(config, (head) => duty?.notify(head));
  if ('failed' in store) (store.failed as Promise<Error>).then(onFailure);
  // Whoever reads first makes the file; a read model in memory is written where it is read.
  const { model, damaged } = await openViews(config, logger, onFailure);
  const belonging = new Belonging(model, store.epoch);
  if (config.eventStore.kind !== 'memory')
    await belonging.requireWhole(views.map(collectionOf), () => store.head());
  const hidden = await openPrivateStore(config);
  const lives = new Lives(store, deciders);
  const vault = new Vault(hidden);
  const names = new Names(hidden);
  const attempts = new Attempts(hidden);
  await attempts.open();
  const access = new AccessService(lives, vault, () => clock.now());
  const inventory = model.collection<InventoryDocument>(collectionOf(inventoryView));
  const standing = (place: string) => living(every({ 'state.place': place, ended: false }));
  /** Waits until a view, or the log as this process hears it, has come so far; for whoever has nobody waiting. */
  const awaited = async (view: string, position: Position, givenUp: AbortSignal) => {
    while (!(await progress.until([view], position, PATIENCE_MS, givenUp))) givenUp.throwIfAborted();
  };
  const site: { timeZone: string } = { timeZone: config.timeZone ?? 'UTC' };
  const ledger = new Ledger(store, lives, reactions, {
    access,
    tally: metrics,
    now: () => clock.now(),
    backdatingDays: config.backdatingDays,
    get timeZone() {
      return site.timeZone;
    },
    findReceipt: async (commandId) =>
      (await model.collection<ReceiptDocument>(collectionOf(receiptsView)).findOne({ _id: commandId })) ??
      undefined,
    bottlesIn: async (place) => {
      if (!(await progress.until([inventoryView.name], await store.head(), PATIENCE_MS)))
        throw new Unavailable('not-stored', 'the inventory is behind the log');
      return inventory.countDocuments(standing(place));
    },
  });
  const conflicts = new Conflicts({
    ...{ store, ledger },
    heard: (position, signal) => awaited('log', position, signal),
    bottlesIn: async (place, upTo, signal) => {
      await awaited(inventoryView.name, upTo, signal);
      const bottles = await inventory
        .find(standing(place), { sort: { _id: 1 }, projection: { _id: 1 } })
        .toArray();
      return bottles.map(({ _id }) => _id);
    },
  });
  const following: Errand = {
    name: REACTIONS_CHECKPOINT,
    types: [...reactions.flatMap(({ handles }) => handles), 'NameErased'],
    complete: async (fact) => {
      // The log says that a name was erased: so it is, also where a crash came between.
      if (fact.type === 'NameErased') await names.erase(idOf(fact.stream));
      await ledger.complete(fact);
    },
  };
  const errands = [following, conflicts.errand];
  const leasing = await openLease(config);
  const expected = [
    ...views.map(({ name }) => name),
    ...(leasing.lease === ALONE ? [REACTIONS_CHECKPOINT] : []),
  ];
  progress.note(expected.map((view) => ({ view, position: 0 })));
  const listener = new Listener(store, lives, progress, growth);
  await listener.start(onFailure);
  const inWorker = !oneThread && threadable(config);
  duty = new Duty({
    ...{ lease: leasing.lease, progress, logger },
    onFailure: (error) => (error instanceof Damaged ? damaged(error) : onFailure(error)),
    made: belonging,
    project: async ({ fence }) => {
      const written = config.readModel.kind === 'mongodb' ? await openReadModel(config, { fence }) : model;
      const close = async () => (written === model ? undefined : written.close());
      try {
        await new Belonging(written, store.epoch).claim(views.map(collectionOf));
        await new Belonging(hidden, store.epoch).claim(errands.map(({ name }) => name));
        if (inWorker) return await projectInWorker(config, progress);
        const projection = await projectHere(store, written, progress);
        return { ...projection, stop: () => projection.stop().finally(close) };
      } catch (error) {
        await close();
        throw error;
      }
    },
    follow: (signal) =>
      Promise.all(errands.map((one) => new Follower(one, store, hidden, progress, logger).follow(signal))),
  });
  const founding = new Founding(ledger, config, name);
  const settings: SiteSettings = await founding.site();
  site.timeZone = settings.timeZone;
  const administrator = await founding.administrator(vault, names);
  if (config.adminKey !== undefined && (await vault.credentialOf(config.adminKey)) === undefined)
    logger.warn('ADMIN_KEY opens nothing here: the first administrator of this ledger had another key');
  await founding.catalogue(options.catalogue ?? (await readCatalogue()), onProgress);
  await progress.settled(await store.head());
  const onDuty = duty;
  const stopping = new Stopping();
  const readiness = new Readiness(progress, growth, stopping.signal);
  watch(metrics.registry, { readiness, growth, duty: onDuty, ledger, dataDir: config.dataDir });
  const backups = new Backups({
    ...{ config, epoch: store.epoch, clock, logger, stopping: stopping.signal },
    make: oneThread ? backUpHere : backUpInWorker,
    onLast: (madeAt) => metrics.backedUp(madeAt),
  });
  return {
    ...{
      config,
      logger,
      clock,
      progress,
      growth,
      readiness,
      stopping,
      metrics,
      store,
      model,
      hidden,
      lives,
      vault,
      names,
      access,
      attempts,
      ledger,
      administrator,
      backups,
    },
    site: settings,
    duty: onDuty,
    close: async () => {
      await attempts.write();
      await backups.stop();
      await onDuty.stop();
      await listener.stop();
      await store.close();
      await Promise.all([leasing.close(), model.close(), hidden.close()]);
    },
  };
}

export type House = Awaited<ReturnType<typeof openHouse>>;
