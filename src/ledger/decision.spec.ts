import { describe, expect, it } from '@jest/globals';
import { Refusal } from '@ledger/kernel';
import fc from 'fast-check';
import { naiveState } from '../../test/support/naive.js';
import { RandomBottle, type Step, steps } from '../../test/support/random-bottle.js';
import { bottleFolding } from '../bottle/bottle.state.js';

const CODE = '7K3QX9M2RP';
const isLate = ({ late }: Step) => late > 0;

describe('a decision', () => {
  it('that is accepted leaves what a plain fold of all that is told gives; a refused one changes nothing', () => {
    fc.assert(
      fc.property(steps(50), (asked) => {
        const bottle = new RandomBottle(CODE);
        for (const step of asked) {
          const { life, entries } = bottle;
          const before = structuredClone({
            state: life.state,
            revision: life.revision,
            commands: [...life.commands.keys()],
          });
          const decision = bottle.ask(step);
          if (decision instanceof Refusal) {
            expect({ ...bottle.life, commands: [...bottle.life.commands.keys()] }).toMatchObject(before);
            expect(bottle.entries).toBe(entries);
            continue;
          }
          expect(decision.entries.map(({ revision }) => revision)).toEqual(
            decision.entries.map((_, n) => entries.length + n),
          );
          const state = naiveState(bottleFolding, bottle.entries);
          expect(decision.state).toEqual(state);
          const { commands, ...told } = bottle.told;
          expect(bottle.life).toMatchObject(told);
          expect([...bottle.life.commands.keys()]).toEqual([...commands.keys()]);
          if (typeof state === 'object') expect(state.content.base).toMatch(/^\d/);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('is tried above in every way: on time, late, and as a repair of a repair', () => {
    const seen = new Map<string, number>();
    const count = (name: string) => seen.set(name, (seen.get(name) ?? 0) + 1);
    for (const asked of fc.sample(steps(50), { numRuns: 400, seed: 7 })) {
      const bottle = new RandomBottle(CODE);
      for (const step of asked) {
        const types = new Map(bottle.entries.map(({ id, type }) => [id, type]));
        const decision = bottle.ask(step);
        const [name] = step.asked;
        if (decision instanceof Refusal) count(`refused ${decision.code}`);
        else {
          count(isLate(step) ? `late ${name}` : name);
          for (const { type, data } of decision.entries) {
            if (type === 'FactAnnulled') count(`annulled ${types.get((data as { fact: string }).fact)}`);
          }
        }
      }
    }
    const least = [
      ...[
        'MoveBottle',
        'UseBottle',
        'SplitBottle',
        'IssueBottle',
        'CorrectFact',
        'AnnulFact',
        'WriteOffBottle',
      ],
      ...['late MoveBottle', 'late UseBottle', 'late SplitBottle', 'late ReturnBottle', 'late EmptyBottle'],
      ...['annulled FactCorrected', 'annulled FactAnnulled', 'annulled QuantityUsed', 'annulled BottleMoved'],
      ...['annulled BottleReceived', 'ApproveDisposal', 'AcceptBottle'],
      ...[
        'refused fact.contradicts',
        'refused bottle.quantity.exceeds-content',
        'refused bottle.not-yet-entered',
      ],
    ];
    expect(least.filter((name) => (seen.get(name) ?? 0) < 5)).toEqual([]);
  });
});
