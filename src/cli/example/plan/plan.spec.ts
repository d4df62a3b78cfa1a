import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { dayOf } from '@ledger/kernel';
import fc from 'fast-check';
import { plan, type Recipe } from './plan.js';
import { commands, factsOf, Ref, type Step, type Told } from './step.js';
import { sizeAt } from './university.js';

const recipe: Recipe = { seed: 1, scale: 0.1, until: '2026-08-31', timeZone: 'Europe/Berlin' };

const recipes = fc.record({
  seed: fc.integer({ min: 0, max: 0xffffffff }),
  scale: fc.integer({ min: 10, max: 40 }).map((hundredths) => hundredths / 100),
  until: fc
    .integer({ min: 0, max: 10_000 })
    .map((day) => new Date(Date.UTC(2000, 0, 1) + day * 86_400_000).toISOString().slice(0, 10)),
  timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Shanghai', 'America/Los_Angeles'),
});

const momentsOf = (of: Recipe) => [...plan(of).moments()];
const digest = (of: Recipe) =>
  createHash('sha256')
    .update(JSON.stringify(momentsOf(of)))
    .digest('hex');

/** Everything that a step names, but what begins with it. */
function* named(told: Told): Generator<Ref> {
  if (told instanceof Ref) yield told;
  else if (typeof told === 'object') for (const inner of Object.values(told) as Told[]) yield* named(inner);
}

const keyOf = ({ kind, n }: Ref) => `${kind} ${n}`;
const BEGINNING = ['AddUnit', 'OpenPlace', 'AddPerson', 'IssueCredential', 'RegisterBottle'];
const begun = ({ ask, of, others = [] }: Step): readonly Ref[] => [
  ...(BEGINNING.includes(ask) && of instanceof Ref ? [of] : []),
  ...others,
];

describe('a plan', () => {
  test('is the same for the same recipe, and another for another seed', () => {
    expect(digest(recipe)).toBe(digest(recipe));
    expect(digest({ ...recipe, seed: 2 })).not.toBe(digest(recipe));
  });

  /** Where this changes, EDITION in name.ts has to: an example that was begun cannot be gone on with. */
  test('is the same on every machine, and from one version to the next', () => {
    expect(digest(recipe)).toBe('fbeb62df558533e0f187026f35c4d5759a35d6ea25d8935e370e15d66ffc16b5');
  });

  test('has as many facts, bottles, rooms and people as its size says', () => {
    fc.assert(
      fc.property(recipes, (of) => {
        const { size } = plan(of);
        expect(size).toEqual(sizeAt(of.scale));
        const counted = { facts: 0, bottles: 0, rooms: 0, people: 0 };
        for (const step of momentsOf(of).flatMap(({ steps }) => steps)) {
          counted.facts += factsOf(step);
          counted.bottles += begun(step).filter(({ kind }) => kind === 'bottle').length;
          if (step.ask === 'OpenPlace' && step.body.kind === 'room') counted.rooms += 1;
          if (step.ask === 'AddPerson') counted.people += 1;
        }
        // The first of many that are registered is what the command is asked of, and among the others too.
        const many = momentsOf(of).flatMap(({ steps }) =>
          steps.filter(({ ask, others }) => ask === 'RegisterBottle' && others),
        );
        expect({ ...counted, bottles: counted.bottles - many.length }).toEqual(size);
      }),
      { numRuns: 12 },
    );
  });

  test('goes forward in time, from the founding to the evening of the last day', () => {
    fc.assert(
      fc.property(recipes, (of) => {
        const times = [plan(of).begins, ...momentsOf(of).map(({ at }) => at)];
        expect(times.filter((at, n) => at < (times[n - 1] ?? 0))).toEqual([]);
        const last = new Date(times.at(-1) as number).toISOString();
        expect(dayOf(last, of.timeZone) <= of.until).toBe(true);
      }),
      { numRuns: 8 },
    );
  });

  test('names only what has begun before, and asks one thing at a time of each', () => {
    fc.assert(
      fc.property(recipes, (of) => {
        const known = new Set(['person 0', 'credential 0']);
        const numbers = new Set<number>();
        const unknown: string[] = [];
        const twice: string[] = [];
        for (const { steps } of momentsOf(of)) {
          const asked = steps.map(({ of: what }) => (what instanceof Ref ? keyOf(what) : what));
          if (new Set(asked).size < asked.length) twice.push(asked.join());
          for (const step of steps) {
            const begins = begun(step).map(keyOf);
            const mentioned = [step.by, ...named(step.body), ...(step.of instanceof Ref ? [step.of] : [])];
            const strange = mentioned.map(keyOf).filter((key) => !known.has(key) && !begins.includes(key));
            unknown.push(...strange.map((key) => `${step.ask} ${key}`));
            for (const key of begins) known.add(key);
            if (numbers.has(step.n)) twice.push(String(step.n));
            numbers.add(step.n);
          }
        }
        expect({ unknown, twice }).toEqual({ unknown: [], twice: [] });
      }),
      { numRuns: 6 },
    );
  });

  test('tells of everything that a university does with its bottles', () => {
    const asked = new Set(
      momentsOf({ ...recipe, scale: 2 }).flatMap(({ steps }) => steps.map(({ ask }) => ask)),
    );
    expect([...asked].sort()).toEqual(Object.keys(commands).sort());
  });

  test('is quiet at weekends and over the holidays, and quieter in August than in May', () => {
    const facts: Record<string, number> = {};
    for (const { at, steps } of momentsOf({ ...recipe, scale: 0.5, until: '2026-12-31', timeZone: 'UTC' })) {
      const date = new Date(at).toISOString().slice(0, 10);
      facts[date] = (facts[date] ?? 0) + steps.reduce((sum, step) => sum + factsOf(step), 0);
    }
    const of = (pattern: RegExp) =>
      Object.entries(facts).reduce((sum, [date, count]) => sum + (pattern.test(date) ? count : 0), 0);
    expect(of(/-08-/) * 1.5).toBeLessThan(of(/-05-/));
    const weekends = Object.keys(facts).filter((date) => [0, 6].includes(new Date(date).getUTCDay()));
    const atWeekends = weekends.reduce((sum, date) => sum + (facts[date] ?? 0), 0);
    expect(atWeekends * 20).toBeLessThan(of(/./));
    expect(facts['2026-12-25'] ?? 0).toBeLessThan(6);
  });
});
