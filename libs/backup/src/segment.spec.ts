import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  beginning,
  behind,
  cut,
  type Line,
  readSegment,
  type Segment,
  segmentOf,
  type Tip,
} from './segment.js';

const OF = { ledger: 'a-ledger', epoch: '0123abcd' };

/** A log of texts with letters of one, two, three and four bytes, at positions that need not be dense. */
const logs: fc.Arbitrary<readonly Line[]> = fc
  .array(
    fc.record({
      step: fc.integer({ min: 1, max: 400 }),
      text: fc.string({ unit: 'grapheme', minLength: 0, maxLength: 40 }),
    }),
    { maxLength: 80 },
  )
  .map((steps) => {
    let position = 0;
    return steps.map(({ step, text }) => {
      position += step;
      return { position, text: JSON.stringify({ text }) };
    });
  });
const limits = fc.integer({ min: 1, max: 300 });

async function* each(lines: readonly Line[]): AsyncGenerator<Line> {
  yield* lines;
}

interface Cut {
  readonly segment: Segment;
  readonly text: string;
}

/** What a run makes of a log that it knows this far, and the whole segments that there are already. */
async function run(lines: readonly Line[], known: readonly Cut[], limit: number): Promise<readonly Cut[]> {
  const made = known.filter(({ segment }) => segment.whole);
  const tip = (): Tip => {
    const last = made.at(-1);
    return last ? behind(last.segment) : beginning;
  };
  for await (const piece of cut(each(lines.slice(tip().before)), limit))
    made.push(segmentOf(OF, tip(), piece));
  return made;
}

describe('segments of a log', () => {
  it('are the same however often a backup is made of it as it grows', async () => {
    await fc.assert(
      fc.asyncProperty(logs, limits, fc.array(fc.nat(80)), async (log, limit, stops) => {
        const atOnce = await run(log, [], limit);
        let grown: readonly Cut[] = [];
        for (const stop of [...stops].sort((a, b) => a - b))
          grown = await run(log.slice(0, stop), grown, limit);
        expect(await run(log, grown, limit)).toEqual(atOnce);
      }),
    );
  });

  it('hold every fact once, in order, and say what they hold', async () => {
    await fc.assert(
      fc.asyncProperty(logs, limits, async (log, limit) => {
        const made = await run(log, [], limit);
        const read = made.map(({ text }) => readSegment(text));
        expect(read.flatMap((one) => one?.lines ?? ['none'])).toEqual(log.map(({ text }) => text));
        let tip = beginning;
        for (const [n, { segment, text }] of made.entries()) {
          expect(read[n]?.head).toMatchObject({ ...OF, ...tip, facts: segment.facts, upTo: segment.upTo });
          expect(segment.bytes).toBe(Buffer.byteLength(text));
          expect(segment.upTo).toBe(log[segment.before + segment.facts - 1]?.position);
          expect(segment.whole || n === made.length - 1).toBe(true);
          tip = behind(segment);
        }
        expect(tip.before).toBe(log.length);
      }),
    );
  });

  it('are whole as soon as they have the size, and never a fact later', async () => {
    await fc.assert(
      fc.asyncProperty(logs, limits, async (log, limit) => {
        for (const { segment, text } of await run(log, [], limit)) {
          const lines = readSegment(text)?.lines ?? [];
          const size = (some: readonly string[]) =>
            some.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
          expect(size(lines) >= limit).toBe(segment.whole);
          expect(size(lines.slice(0, -1))).toBeLessThan(limit);
        }
      }),
    );
  });

  it('cannot be read when anything of them is missing', async () => {
    const lines = ['{"n":1}', '{"n":2}'].map((text, n) => ({ position: n + 1, text }));
    const [{ text = '' } = {}] = await run(lines, [], 1_000);
    expect(readSegment(text)?.lines).toEqual(['{"n":1}', '{"n":2}']);
    for (let length = 0; length < text.length; length += 1)
      expect(readSegment(text.slice(0, length))).toBeUndefined();
    expect(readSegment(`${text}\n`)).toBeUndefined();
  });
});
