import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { effective, fold, idOf, quantityIn } from '@ledger/kernel';
import type { BottleEntry } from '../../src/bottle/bottle.events.js';
import { type Bottle, bottleFolding, phaseOf } from '../../src/bottle/bottle.state.js';
import { Child } from './child.js';
import { Kept, must } from './kept.js';
import { type Acknowledged, Load, look, type Receipt, receiptsOf, send } from './load.js';

const CRASHES = Number(process.env.CRASHES ?? '5');
const HANDS = 32;
/** How many bottles, receipts and families are looked at over HTTP after each crash; in the end, all are. */
const SAMPLE = 40;

const dir = mkdtempSync(join(tmpdir(), 'chemledger-crash-'));
let child: Child;
afterAll(async () => {
  await child.kill();
  rmSync(dir, { recursive: true, force: true });
});

const kept = new Kept(join(dir, 'ledger.db'));
const figures = {
  crashes: 0,
  duringStart: 0,
  acknowledged: 0,
  resent: 0,
  recorded: 0,
  pending: 0,
  slowestStart: 0,
};

test(
  `${CRASHES} crashes under load lose nothing, tear nothing and do nothing twice`,
  async () => {
    child = Child.spawn(dir);
    let base = await child.url();
    const load = new Load(await places(base));
    for (let crash = 1; crash <= CRASHES; crash += 1) {
      const from = load.acknowledged.length;
      const working = load.run(base, HANDS);
      await delay(100 + Math.random() * 900);
      await child.kill();
      await working;
      expect(child.errors).toEqual([]);
      if (crash % 4 === 0) await crashWhileStarting();
      const begun = performance.now();
      child = Child.spawn(dir);
      base = await child.url();
      figures.slowestStart = Math.max(figures.slowestStart, performance.now() - begun);
      const grown = await afterCrash(base, load.acknowledged.slice(from));
      await resend(base, load);
      await views(base, some([...grown].filter((stream) => stream.startsWith('bottle-'))));
      figures.crashes = crash;
    }
    await kept.readOn();
    for (const one of load.acknowledged) kept.holds(one);
    for (const stream of kept.streams.keys()) kept.finished(stream);
    await everything(base);
    expect(await child.stop()).toBe(0);
    expect(child.errors).toEqual([]);
    await kept.readAgain();
    figures.acknowledged = load.acknowledged.length;
    process.stderr.write(
      `crash test: ${JSON.stringify({ ...figures, refused: load.refused, facts: kept.size })}\n`,
    );
    expect(load.acknowledged.length).toBeGreaterThan(CRASHES);
  },
  CRASHES * 30_000 + 60_000,
);

async function places(base: string): Promise<readonly string[]> {
  const opened = await Promise.all(
    ['North', 'South', 'East'].map((name) =>
      send(base, { path: '/v1/places', body: { name, kind: 'cupboard' } }),
    ),
  );
  return opened.map(({ body }) => (body as { id: string }).id);
}

/** Somewhere between opening the log and listening. */
async function crashWhileStarting(): Promise<void> {
  const starting = Child.spawn(dir);
  await delay(200 + Math.random() * 500);
  await starting.kill();
  figures.duringStart += 1;
}

/** What was acknowledged is there; what was begun is finished before anybody is answered. */
async function afterCrash(base: string, acknowledged: readonly Acknowledged[]): Promise<ReadonlySet<string>> {
  const grown = await kept.readOn();
  for (const one of acknowledged) kept.holds(one);
  for (const stream of grown) kept.finished(stream);
  for (const { command, status, body } of some(acknowledged)) {
    if (status === 202) figures.pending += 1;
    if (command.key === undefined || status === 202) continue;
    const told = receiptsOf({ body });
    if (told.length === 0) continue;
    const found = receiptsOf({ body: await look(base, `/v1/commands/${command.key}`) });
    expect(new Set(found.map(lineOf))).toEqual(new Set(told.map(lineOf)));
  }
  return grown;
}

const lineOf = (receipt: Receipt): string => JSON.stringify(receipt);

/** Whoever was left without an answer asks again, and again: one effect, one receipt. */
async function resend(base: string, load: Load): Promise<void> {
  const doubtful = load.doubtful;
  load.doubtful = [];
  await Promise.all(
    doubtful.map(async (command) => {
      const recorded = kept.byReason.has(command.key ?? '');
      const [first, again] = [await send(base, command), await send(base, command)];
      if (recorded) {
        must(first.status < 300, `${command.path} was recorded, and is refused when it is sent again`);
        if (!command.path.startsWith('/v1/places')) expect(first.replayed).toBe(true);
        figures.recorded += 1;
      }
      expect(withoutIds(again.body)).toEqual(withoutIds(first.body));
      load.heard(command, first);
      figures.resent += 1;
    }),
  );
}

/** Every refusal has a number of its own. */
const withoutIds = (body: object): unknown =>
  JSON.parse(JSON.stringify(body), (name, value) => (name === 'requestId' ? undefined : value));

interface Shown {
  readonly code: string;
  readonly state: string;
  readonly place?: { readonly id: string };
  readonly content: object;
  readonly revision: number;
  readonly parent?: string;
}

/** Bottles and families as they are shown, against a fold of the log. */
async function views(base: string, streams: readonly string[]): Promise<void> {
  await kept.readOn();
  const after = await head(base);
  await Promise.all(
    streams.map(async (stream) => {
      const code = idOf(stream);
      matches(await look<Shown>(base, `/v1/bottles/${code}?after=${after}`));
      const family = await look<{ children: { code: string }[] }>(
        base,
        `/v1/bottles/${code}/lineage?after=${after}`,
      );
      expect(family.children.map((child) => child.code).sort()).toEqual([...kept.childrenOf(stream)].sort());
    }),
  );
}

/** All items of a list, page by page. */
async function* all<Item>(base: string, first: string): AsyncGenerator<Item> {
  for (let path: string | undefined = first; path; ) {
    const page: { items: Item[]; next?: string } = await look(base, path);
    yield* page.items;
    path = page.next && `${first}&cursor=${page.next}`;
  }
}

async function everything(base: string): Promise<void> {
  const shown = new Map<string, Shown>();
  const after = await head(base);
  for await (const bottle of all<Shown>(base, `/v1/bottles?limit=500&after=${after}`))
    shown.set(bottle.code, bottle);
  expect([...shown.keys()].sort()).toEqual([...kept.bottles].sort());
  for (const bottle of shown.values()) matches(bottle);
  const now = new Date().toISOString();
  const standing = new Map<string, string[]>();
  for (const { code, place } of shown.values()) {
    if (place) standing.set(place.id, [...(standing.get(place.id) ?? []), code]);
  }
  for (const [place, codes] of standing) {
    const held: string[] = [];
    for await (const { code } of all<Shown>(
      base,
      `/v1/places/${place}/bottles?limit=500&at=${now}&knownAt=${now}`,
    ))
      held.push(code);
    expect(held).toEqual(codes.sort());
  }
  for (const code of kept.bottles) {
    for (const child of kept.childrenOf(`bottle-${code}`)) expect(shown.get(child)?.parent).toBe(code);
  }
}

function matches(shown: Shown): void {
  const entries = kept.streams.get(`bottle-${shown.code}`) ?? [];
  const { state } = fold(bottleFolding, effective(entries) as BottleEntry[], true);
  const revision = entries.length - 1;
  if (state === 'annulled') {
    expect(shown).toMatchObject({ state, revision });
    return;
  }
  const bottle = state as Bottle;
  expect({
    state: shown.state,
    place: shown.place?.id,
    content: shown.content,
    revision: shown.revision,
  }).toEqual({
    state: phaseOf(bottle),
    place: bottle.place,
    content: quantityIn(bottle.content),
    revision,
  });
}

const head = async (base: string): Promise<string> =>
  (await look<{ head: string }>(base, '/health/ready')).head;

const some = <T>(things: readonly T[]): readonly T[] =>
  things.length <= SAMPLE
    ? things
    : Array.from({ length: SAMPLE }, () => things[Math.floor(Math.random() * things.length)] as T);
