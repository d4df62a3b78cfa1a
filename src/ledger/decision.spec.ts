import { describe, expect, it } from '@jest/globals';
import { Refusal } from '@ledger/kernel';
import fc from 'fast-check';
import { naiveState } from '../../test/support/naive.js';
import { RandomBottle, type Step, steps } from '../../test/support/random-bottle.js';
import type { BottleFact } from '../bottle/bottle.events.js';
import { bottleFolding } from '../bottle/bottle.state.js';

const CODE = '7K3QX9M2RP';
/** Every kind of fact that a bottle can have. */
const kinds: Record<BottleFact['type'], true> = {
  ...{ BottleReceived: true, BottleBaselined: true, BottleDonated: true, BottleFilled: true },
  ...{ BottleStored: true, BottleMoved: true, BottleIssued: true, BottleReturned: true },
  ...{ CustodyOffered: true, CustodyAccepted: true, BottleOpened: true, QuantityUsed: true },
  ...{ PortionTaken: true, BottleEmptied: true, BottleSighted: true, BottleMarkedMissing: true },
  ...{ BottleFound: true, LossReported: true, BottleQuarantined: true, QuarantineLifted: true },
  ...{ ConditionNoted: true, LabelPrinted: true, AliasBound: true, DisposalRequested: true },
  ...{ DisposalApproved: true, BottleDisposed: true, BottleReturnedToVendor: true },
  ...{ BottleWrittenOff: true, FactCorrected: true, FactAnnulled: true },
};
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

  it('is tried above in every way: of every kind of fact, on time, late, taken back, and as a repair of a repair', () => {
    const seen = new Map<string, number>();
    const count = (name: string) => seen.set(name, (seen.get(name) ?? 0) + 1);
    for (const asked of fc.sample(steps(50), { numRuns: 1500, seed: 7 })) {
      const bottle = new RandomBottle(CODE);
      for (const step of asked) {
        const types = new Map(bottle.entries.map(({ id, type }) => [id, type]));
        const decision = bottle.ask(step);
        if (decision instanceof Refusal) count(`refused ${decision.code}`);
        else {
          for (const { type, data } of decision.entries) {
            count(isLate(step) ? `late ${type}` : type);
            if (type === 'FactAnnulled') count(`annulled ${types.get((data as { fact: string }).fact)}`);
          }
        }
      }
    }
    // What begins is first in time, so that nothing of its kind is late.
    const entered = ['BottleReceived', 'BottleBaselined', 'BottleDonated', 'BottleFilled'];
    const told = Object.keys(kinds).filter((type) => !entered.includes(type));
    const least = [
      ...Object.keys(kinds),
      ...Object.keys(kinds).map((type) => `annulled ${type}`),
      ...told.map((type) => `late ${type}`),
      ...['fact.contradicts', 'bottle.quantity.exceeds-content', 'bottle.not-yet-entered'].map(
        (code) => `refused ${code}`,
      ),
    ];
    expect(least.filter((name) => !seen.has(name))).toEqual([]);
  });
});
