import type { Append, Appended } from './port.js';

/** As many facts of the largest size as a log in a file lets wait. */
const FACTS_UNDER_WAY = 256;

/** `appendAll` for a store that adds whatever it is given in the order of the calls. */
export async function* inTurn(
  append: (one: Append) => Promise<Appended>,
  appends: AsyncIterable<Append>,
): AsyncGenerator<Append, void, undefined> {
  const underWay: { readonly one: Append; readonly durable: Promise<Appended> }[] = [];
  let facts = 0;
  async function* settled(most: number): AsyncGenerator<Append> {
    for (let [oldest] = underWay; oldest && facts > most; [oldest] = underWay) {
      await oldest.durable;
      underWay.shift();
      facts -= oldest.one.entries.length;
      yield oldest.one;
    }
  }
  try {
    for await (const one of appends) {
      yield* settled(FACTS_UNDER_WAY - one.entries.length);
      const durable = append(one);
      // Whoever is first to fail is thrown; that others fail after it is no news.
      durable.catch(() => {});
      underWay.push({ one, durable });
      facts += one.entries.length;
    }
    yield* settled(0);
  } finally {
    await Promise.allSettled(underWay.map(({ durable }) => durable));
  }
}
