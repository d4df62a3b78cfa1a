import type { Connection } from './connection.js';

/** How many bottles and rooms are looked at to know what to ask for. Codes are drawn at random: so are the first ones. */
const LOOKED_AT = 200;
const DAYS = 90;
const DAY_MS = 86_400_000;

interface Item {
  readonly code: string;
  readonly substance: { readonly id: string; readonly name: string };
  readonly place?: { readonly id: string };
  readonly holder?: { readonly id: string };
  readonly unit?: { readonly id: string };
  readonly lot?: string;
}

/** What is asked, each for as many things as there are to ask for. */
export async function questions(reader: Connection): Promise<Readonly<Record<string, readonly string[]>>> {
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
    'the first hundred of all': all.map(() => '/v1/bottles?limit=100'),
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

/** The days to come. */
function days(): string[] {
  const today = Date.now();
  return Array.from({ length: DAYS }, (_, n) => new Date(today + n * DAY_MS).toISOString().slice(0, 10));
}
