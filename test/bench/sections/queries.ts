import { bottles } from '../bottles.js';
import type { Connection } from '../connection.js';
import { Durations } from '../durations.js';
import { load, type Rate } from '../load.js';
import { Service } from '../service.js';

const SECONDS = 20;
const WRITERS = 16;
const COMMANDS_PER_SECOND = 500;
/** How many bottles and rooms are looked at to know what to ask for. Codes are drawn at random: so are the first ones. */
const LOOKED_AT = 200;
const MONTHS = 24;

export interface Query {
  readonly name: string;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

export interface Queries {
  readonly written: Rate;
  readonly queries: readonly Query[];
}

interface Item {
  readonly code: string;
  readonly substance: { readonly id: string; readonly name: string };
  readonly place?: { readonly id: string };
  readonly holder?: { readonly id: string };
  readonly unit?: { readonly id: string };
  readonly lot?: string;
}

/** Named questions to the inventory, each asked for other things every time, while commands are written. */
export async function queries(dir: string): Promise<Queries> {
  const service = await Service.start(dir);
  const { base, key } = service;
  const reader = service.connect();
  try {
    const asked = Object.entries(await questions(reader)).map(([name, paths]) => ({
      ...{ name, paths },
      took: new Durations(),
    }));
    const codes = await bottles(reader, WRITERS);
    const writing = load({ base, key, codes, clients: WRITERS, seconds: SECONDS, rate: COMMANDS_PER_SECOND });
    const until = performance.now() + SECONDS * 1_000;
    for (let n = 0; performance.now() < until; n += 1) {
      for (const { paths, took } of asked) await took.of(() => reader.get(paths[n % paths.length] as string));
    }
    return {
      written: await writing,
      queries: asked.map(({ name, took }) => ({ name, p50: took.at(50), p99: took.at(99) })),
    };
  } finally {
    reader.close();
    await service.kill();
  }
}

/** What is asked, each for as many things as there are to ask for. */
async function questions(reader: Connection): Promise<Readonly<Record<string, readonly string[]>>> {
  const list = async <T>(path: string) =>
    (await reader.get<{ items: T[] }>(`${path}&limit=${LOOKED_AT}`)).items;
  const all = await list<Item>('/v1/bottles?state=stored');
  const issued = await list<Item>('/v1/bottles?state=issued');
  const rooms = await list<{ id: string }>('/v1/places?kind=room');
  const of = (filter: string, values: readonly (string | undefined)[]) =>
    [...new Set(values)]
      .filter((value) => value !== undefined)
      .map((value) => `/v1/bottles?${filter}=${encodeURIComponent(value)}`);
  return {
    'one bottle': all.map(({ code }) => `/v1/bottles/${code}`),
    'all, by pages': all.map(() => '/v1/bottles?limit=100'),
    'of a substance': of(
      'substance',
      all.map(({ substance }) => substance.id),
    ),
    'by a part of the name': of(
      'q',
      all.map(({ substance }) => substance.name.slice(0, 5)),
    ),
    'on a shelf': of(
      'place',
      all.map(({ place }) => place?.id),
    ),
    'in a room and below': of(
      'place',
      rooms.map(({ id }) => id),
    ),
    'of a unit': of(
      'ownerUnit',
      all.map(({ unit }) => unit?.id),
    ),
    'held by a person': of(
      'holder',
      issued.map(({ holder }) => holder?.id),
    ),
    'of a lot': of(
      'lot',
      all.map(({ lot }) => lot),
    ),
    'good only until a day': of('expiresBefore', days()),
  };
}

/** The first days of the months to come. */
function days(): string[] {
  const now = new Date();
  return Array.from({ length: MONTHS }, (_, month) =>
    new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + month, 1)).toISOString().slice(0, 10),
  );
}
