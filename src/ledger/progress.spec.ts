import { describe, expect, test } from '@jest/globals';
import { Progress } from './progress.js';

/** Longer than any test may take: whoever waits that long is not let go. */
const EVER = 600_000;

describe('whoever waits until views have reached a position', () => {
  const begun = (): Progress => {
    const progress = new Progress();
    progress.note([
      { view: 'inventory', position: 7 },
      { view: 'places', position: 9 },
    ]);
    return progress;
  };

  test('waits for nothing where they have', async () => {
    expect(await begun().until(['inventory', 'places'], 7, EVER)).toBe(true);
  });

  test('waits for the last of them', async () => {
    const progress = begun();
    const waiting = progress.until(['inventory', 'places'], 9, EVER);
    progress.note([{ view: 'places', position: 12 }]);
    progress.note([{ view: 'inventory', position: 9 }]);
    expect(await waiting).toBe(true);
  });

  test('is told when it took too long', async () => {
    expect(await begun().until(['inventory'], 8, 1)).toBe(false);
  });

  test('is let go when it is given up, now or before', async () => {
    const givenUp = new AbortController();
    const waiting = begun().until(['inventory'], 8, EVER, givenUp.signal);
    givenUp.abort();
    expect(await waiting).toBe(false);
    expect(await begun().until(['inventory'], 8, EVER, givenUp.signal)).toBe(false);
    expect(await begun().until(['inventory'], 7, EVER, givenUp.signal)).toBe(true);
  });
});
