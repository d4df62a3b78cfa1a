import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { naiveHistory } from '../../../test/support/naive.js';
import { entriesOf, minute, nth, type Told } from '../../../test/support/told.js';
import type { Folding } from './decider.js';
import { annulledIn, effective, type FactAnnulled, type FactCorrected, fold } from './effective.js';
import type { Entry, Fact, Json } from './fact.js';
import { Impossible, refusals } from './refusal.js';

const STREAM = 'tank-1';
const id = (n: number) => nth(STREAM, n);

type TankFact =
  | Fact<'Filled', { readonly n: number; readonly note?: string }>
  | Fact<'Drawn', { readonly n: number; readonly note?: string }>
  | FactCorrected
  | FactAnnulled;

const tank = (type: 'Filled' | 'Drawn', n: number, at?: number, note?: string): Told<TankFact> => ({
  type,
  v: 1,
  data: { n, ...(note !== undefined && { note }) },
  ...(at !== undefined && { meta: { occurredAt: minute(at) } }),
});
const corrected = (fact: number, now: Record<string, Json>): Told<TankFact> => ({
  type: 'FactCorrected',
  v: 1,
  data: { fact: id(fact), was: {}, now },
});
const annulled = (fact: number): Told<TankFact> => ({ type: 'FactAnnulled', v: 1, data: { fact: id(fact) } });
const history = (...facts: Told<TankFact>[]) =>
  effective(entriesOf(STREAM, facts)).map(({ id, data }) => [id, data]);

describe('the effective history', () => {
  it('is in the order in which things happened, and of recording where that is the same', () =>
    expect(
      history(tank('Filled', 1, 5), tank('Filled', 2, 3), tank('Filled', 3, 5), tank('Filled', 4, 3)),
    ).toEqual([
      [id(1), { n: 2 }],
      [id(3), { n: 4 }],
      [id(0), { n: 1 }],
      [id(2), { n: 3 }],
    ]));

  it('takes the last word on every field, and null for its being taken away', () =>
    expect(
      history(
        tank('Filled', 1, 0, 'a'),
        corrected(0, { n: 2, note: 'b' }),
        corrected(0, { n: 3 }),
        tank('Drawn', 1, 9, 'c'),
        corrected(3, { note: null }),
      ),
    ).toEqual([
      [id(0), { n: 3, note: 'b' }],
      [id(3), { n: 1 }],
    ]));

  it('forgets what is annulled, and remembers it when that is annulled in turn', () => {
    const facts = [
      tank('Filled', 1),
      corrected(0, { n: 2 }),
      annulled(1),
      annulled(2),
      annulled(0),
      annulled(4),
    ];
    expect(history(...facts.slice(0, 2))).toEqual([[id(0), { n: 2 }]]);
    expect(history(...facts.slice(0, 3))).toEqual([[id(0), { n: 1 }]]);
    expect(history(...facts.slice(0, 4))).toEqual([[id(0), { n: 2 }]]);
    expect(history(...facts.slice(0, 5))).toEqual([]);
    expect(history(...facts)).toEqual([[id(0), { n: 2 }]]);
    expect([...annulledIn(entriesOf(STREAM, facts))].sort()).toEqual([id(2), id(4)]);
  });

  it('leaves the facts as they were told', () => {
    const entries = entriesOf(STREAM, [tank('Filled', 1), corrected(0, { n: 2 })]);
    const before = structuredClone(entries);
    effective(entries);
    expect(entries).toEqual(before);
  });

  it('is what working it out fact by fact gives, whatever is corrected and annulled in whatever order', () => {
    const told = fc.oneof(
      fc.record({ n: fc.nat(9), at: fc.nat(20), note: fc.option(fc.constant('x')) }),
      fc.record({
        of: fc.nat(),
        now: fc.dictionary(fc.constantFrom('n', 'note'), fc.oneof(fc.nat(9), fc.constant(null)), {
          minKeys: 1,
        }),
      }),
      fc.record({ of: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.array(told, { maxLength: 25, size: 'max' }), (all) => {
        const facts = all.map((one, n): Told<TankFact> => {
          if (n === 0 || 'at' in one) {
            return 'at' in one ? tank('Filled', one.n, one.at, one.note ?? undefined) : tank('Filled', 1);
          }
          // Repairs speak of earlier facts of any kind, repairs and what is annulled already among them.
          return 'now' in one ? corrected(one.of % n, one.now) : annulled(one.of % n);
        });
        const entries = entriesOf(STREAM, facts);
        expect(effective(entries)).toEqual(naiveHistory(entries));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('fold', () => {
  const refuse = refusals({ 'tank.dry': { kind: 'conflict', title: 'dry', hint: 'fill' } });
  const folding: Folding<number | 'annulled', TankFact> = {
    category: 'tank',
    initial: 0,
    annulled: 'annulled',
    evolve(level, { type, data }) {
      if (level === 'annulled' || !('n' in data)) throw new TypeError(`${type} is never folded`);
      if (type === 'Filled') return level + data.n;
      if (data.n > level) throw new Impossible(refuse('tank.dry', { n: data.n }));
      return level - data.n;
    },
  };
  const folded = (facts: Told<TankFact>[], begun?: boolean) =>
    fold(folding, effective(entriesOf(STREAM, facts)) as Entry<TankFact>[], begun);

  it('passes over what cannot follow, names it, and tries all after it', () => {
    const { state, broken } = folded([
      tank('Filled', 3),
      tank('Drawn', 5),
      tank('Drawn', 2),
      tank('Drawn', 2),
    ]);
    expect(state).toBe(1);
    expect(broken.map(({ entry, refusal }) => [entry.id, refusal.code, refusal.params])).toEqual([
      [id(1), 'tank.dry', { n: 5 }],
      [id(3), 'tank.dry', { n: 2 }],
    ]);
  });

  it('tells a stream that was taken back from one that never began', () => {
    expect(folded([tank('Filled', 3), annulled(0)]).state).toBe('annulled');
    expect(folded([], false).state).toBe(0);
  });

  it('does not swallow errors', () =>
    expect(() => fold(folding, entriesOf(STREAM, [annulled(0)]))).toThrow(TypeError));
});
