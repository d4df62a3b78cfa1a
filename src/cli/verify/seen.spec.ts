import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SeenCommands, SeenPositions } from './seen.js';

describe('positions that were seen', () => {
  test('leave exactly the gaps between them', () => {
    const sparse = fc.uniqueArray(
      fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 32_700, max: 32_840 })),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(sparse, (positions) => {
        const seen = new SeenPositions();
        for (const position of positions) seen.add(position);
        const missing = [...seen.gaps()].flatMap(([from, to]) =>
          Array.from({ length: to - from + 1 }, (_, n) => from + n),
        );
        const all = Array.from({ length: Math.max(...positions) }, (_, n) => n + 1);
        expect(missing).toEqual(all.filter((position) => !positions.includes(position)));
      }),
      { numRuns: 50 },
    );
  });
});

describe('commands that were seen', () => {
  test('are found again at their positions, however many there are', () => {
    const seen = new SeenCommands();
    for (let n = 1; n <= 100_000; n += 1) seen.add(`command ${n}`, n);
    expect(seen.count).toBe(100_000);
    for (let n = 1; n <= 100_000; n += 7) expect(seen.find(`command ${n}`)).toEqual([n]);
    expect(seen.find('another')).toEqual([]);
  });

  test('are told with every place they were seen at', () => {
    const seen = new SeenCommands();
    seen.add('one', 3);
    seen.add('one', 9);
    expect(seen.find('one')).toEqual([3, 9]);
  });
});
