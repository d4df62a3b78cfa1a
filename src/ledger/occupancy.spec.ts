import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Occupancy } from './occupancy.js';

/** Lets everything that can go on go on. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

class Visitor {
  private leave: (() => void) | undefined;
  gone = false;

  constructor(
    readonly entering: readonly string[],
    readonly counting: readonly string[],
    occupancy: Occupancy,
  ) {
    occupancy.pass(entering, counting).then((leave) => {
      this.leave = leave;
    });
  }
  get inside(): boolean {
    return this.leave !== undefined && !this.gone;
  }
  goes(): void {
    if (!this.leave) throw new Error('not inside');
    this.leave();
    this.gone = true;
  }
  /** Whether the two may not be inside together. */
  excludes(other: Visitor): boolean {
    const meets = (one: Visitor, two: Visitor) =>
      one.counting.some((place) => two.counting.includes(place) || two.entering.includes(place));
    return meets(this, other) || meets(other, this);
  }
}

const known = (occupancy: Occupancy): number =>
  (occupancy as unknown as { places: ReadonlyMap<string, unknown> }).places.size;

describe('the occupancy of places', () => {
  it('lets many in together, and one that counts alone', async () => {
    const occupancy = new Occupancy();
    const [one, two] = [new Visitor(['A'], [], occupancy), new Visitor(['A', 'B'], [], occupancy)];
    const counter = new Visitor([], ['A'], occupancy);
    const elsewhere = new Visitor(['B'], ['C'], occupancy);
    await settled();
    expect([one.inside, two.inside, counter.inside, elsewhere.inside]).toEqual([true, true, false, true]);
    one.goes();
    await settled();
    expect(counter.inside).toBe(false);
    two.goes();
    await settled();
    expect(counter.inside).toBe(true);
  });

  it('lets nobody overtake one that counts', async () => {
    const occupancy = new Occupancy();
    const early = new Visitor(['A'], [], occupancy);
    const counter = new Visitor([], ['A'], occupancy);
    const late = [new Visitor(['A'], [], occupancy), new Visitor(['A'], [], occupancy)];
    await settled();
    expect([early.inside, counter.inside, ...late.map(({ inside }) => inside)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    early.goes();
    await settled();
    expect([counter.inside, ...late.map(({ inside }) => inside)]).toEqual([true, false, false]);
    counter.goes();
    await settled();
    expect(late.map(({ inside }) => inside)).toEqual([true, true]);
  });

  it('never lets anybody in beside one that counts, leaves nobody outside for ever, and forgets the places', async () => {
    const places = fc.subarray(['A', 'B', 'C', 'D']);
    const moves = fc.array(
      fc.oneof(
        fc.record({ entering: places, counting: fc.oneof(fc.constant([]), places) }),
        fc.record({ leaves: fc.nat(), wait: fc.boolean() }),
      ),
      { maxLength: 40, size: 'max' },
    );
    await fc.assert(
      fc.asyncProperty(moves, async (all) => {
        const occupancy = new Occupancy();
        const visitors: Visitor[] = [];
        const look = async () => {
          await settled();
          const inside = visitors.filter((one) => one.inside);
          for (const [n, one] of inside.entries()) {
            expect(inside.slice(n + 1).filter((other) => one.excludes(other))).toEqual([]);
          }
          return inside;
        };
        for (const move of all) {
          if ('entering' in move) visitors.push(new Visitor(move.entering, move.counting, occupancy));
          else {
            const inside = visitors.filter((one) => one.inside);
            inside[move.leaves % Math.max(1, inside.length)]?.goes();
            if (move.wait) await look();
          }
        }
        for (let inside = await look(); inside.length > 0; inside = await look()) inside[0]?.goes();
        expect(visitors.filter((one) => !one.gone)).toEqual([]);
        expect(known(occupancy)).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});
