import { describe, expect, test } from '@jest/globals';
import { exampleOf, ledgerOf } from './name.js';
import type { Recipe } from './plan/plan.js';

const recipe: Recipe = { seed: 1, scale: 0.5, until: '2026-08-31', timeZone: 'Europe/Berlin' };

describe('the name of an example', () => {
  test('is that of its recipe, all of it', () => {
    expect(ledgerOf({ ...recipe })).toBe(ledgerOf(recipe));
    const others: readonly Partial<Recipe>[] = [
      { seed: 2 },
      { scale: 5 },
      { until: '2026-08-30' },
      { timeZone: 'UTC' },
    ];
    const names = [recipe, ...others.map((other) => ({ ...recipe, ...other }))].map(ledgerOf);
    expect(new Set(names).size).toBe(names.length);
  });

  test('says what it was made from', () => {
    expect(exampleOf(recipe)).toEqual({ seed: 1, scale: '0.5', until: '2026-08-31' });
  });
});
