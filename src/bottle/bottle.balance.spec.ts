import { expect, it } from '@jest/globals';
import { Unavailable } from '@ledger/event-store';
import {
  type Amount,
  amount,
  compare,
  effective,
  fold,
  idOf,
  minus,
  plus,
  type Quantity,
  quantityIn,
  type Recorded,
  Refusal,
  zero,
} from '@ledger/kernel';
import fc from 'fast-check';
import { acetone, BAY, BENCH } from '../../test/support/bottles.js';
import { BareNode, Power, ticking } from '../../test/support/ledgers.js';
import { atOnce, projected } from '../../test/support/random-log.js';
import { minute } from '../../test/support/told.js';
import type { BottleEntry } from './bottle.events.js';
import { bottleFolding } from './bottle.state.js';
import { lineageView } from './views/lineage.view.js';

const mL = (most: number) => fc.integer({ min: 1, max: most }).map((n) => ({ value: `${n}`, unit: 'mL' }));
const which = fc.nat(40);
const reason = 'a slip';

/** What somebody does, to the nth bottle, portion or fact that there is when they do it. */
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('split' as const),
      which,
      quantity: mL(300),
      count: fc.integer({ min: 1, max: 3 }),
      loss: fc.option(mL(9), { nil: undefined }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('use' as const), which, quantity: mL(300) }) },
  { weight: 6, arbitrary: fc.record({ does: fc.constant('take back' as const), which }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('annul' as const), which }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('correct' as const), which, loss: mL(9) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('note' as const, 'end' as const), which }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Rounds in which several people do something at the same time, on one of two nodes; in one, the power may go. */
const course = fc.record({
  rounds: fc.array(fc.array(fc.tuple(step, fc.nat(1)), { minLength: 1, maxLength: 4 }), {
    minLength: 4,
    maxLength: 14,
    size: 'max',
  }),
  outage: fc.option(fc.record({ round: fc.nat(13), appends: fc.nat(6) }), { nil: undefined }),
});

class House {
  readonly power = new Power();
  private readonly now = ticking(minute(0));
  private nodes = this.begin();

  private begin() {
    return [0, 1].map(() => new BareNode(this.power.store, this.now));
  }

  get facts(): Promise<readonly Recorded[]> {
    return this.power.log.readAll({ limit: 10_000 });
  }

  async open(): Promise<void> {
    const [node] = this.nodes as [BareNode];
    const source = { name: 'x', version: '1' };
    const substance = { name: 'acetone', hazards: [], pictograms: [], classification: 'harmonised', source };
    await node.ask('LoadSubstance', 'substance-67-64-1', { substance });
    for (const code of [BENCH, BAY])
      await node.ask('OpenPlace', { begin: 'place', code }, { name: 'Bench', kind: 'shelf' });
    const { composition } = acetone;
    for (const value of ['1', '0.5']) {
      const body = { origin: 'received', composition, content: { value, unit: 'L' }, place: BENCH };
      await node.ask('RegisterBottle', { begin: 'bottle' }, body);
    }
  }

  /** Everybody is answered: accepted, refused, or told that the log cannot be reached. */
  async round(steps: readonly (readonly [Step, number])[]): Promise<readonly string[]> {
    const facts = (await this.facts) as readonly (Recorded & BottleEntry)[];
    const answers = await Promise.allSettled(
      steps.map(([step, node]) => this.take(step, this.nodes[node] as BareNode, facts)),
    );
    return answers.map((answer) => {
      if (answer.status === 'fulfilled') return 'accepted';
      const { reason } = answer as { reason: unknown };
      if (reason instanceof Refusal) return reason.code;
      if (reason instanceof Unavailable) return 'unavailable';
      throw reason;
    });
  }

  private async take(
    step: Step,
    node: BareNode,
    facts: readonly (Recorded & BottleEntry)[],
  ): Promise<unknown> {
    const nth = <T>(things: readonly T[]): T | undefined => things[step.which % Math.max(1, things.length)];
    const bottle = nth([...new Set(facts.map(({ stream }) => stream))].filter(isBottle));
    const fact = nth(
      facts.filter(
        ({ stream, type }) =>
          isBottle(stream) && (type === 'PortionTaken' || !['take back', 'correct'].includes(step.does)),
      ),
    );
    if (!bottle || !fact) return undefined;
    switch (step.does) {
      case 'split':
        return node.ask('SplitBottle', bottle, {
          quantity: step.quantity,
          count: step.count,
          ...(step.loss && { loss: step.loss }),
        });
      case 'use':
        return node.ask('UseBottle', bottle, { quantity: step.quantity });
      case 'take back':
      case 'annul':
        return node.ask('AnnulFact', fact.stream, { fact: fact.id, reason });
      case 'correct':
        return node.ask('CorrectFact', fact.stream, { fact: fact.id, with: { loss: step.loss }, reason });
      case 'note':
        return node.ask('NoteOnBottle', bottle, { text: 'x' });
      case 'end':
        return node.ask('WriteOffBottle', bottle, { reason });
    }
  }

  /** What the nodes kept is gone; what was begun is not finished. */
  restart(): void {
    this.power.restore();
    this.nodes = this.begin();
  }

  /** Everything that follows from facts is done, as the follower does it. */
  async settle(): Promise<void> {
    const [node] = this.nodes as [BareNode];
    for (let done = 0; ; ) {
      const facts = await this.power.log.readAll({ after: done, limit: 10_000 });
      if (facts.length === 0) return;
      for (const fact of facts) await node.ledger.complete(fact);
      done = facts.at(-1)?.position ?? done;
    }
  }
}

const isBottle = (stream: string) => stream.startsWith('bottle-');

/** The histories of all bottles, as they count now. */
function histories(facts: readonly Recorded[]): ReadonlyMap<string, readonly BottleEntry[]> {
  const told = Map.groupBy(
    facts.filter(({ stream }) => isBottle(stream)),
    ({ stream }) => stream,
  );
  return new Map(Array.from(told, ([stream, own]) => [stream, effective(own) as readonly BottleEntry[]]));
}

/** How much came in, and where all of it is: in bottles, used, lost in pouring, or left at an end. */
function balance(facts: readonly Recorded[]): { readonly came: Amount; readonly is: Amount } {
  const nothing = zero('volume');
  let [came, is] = [nothing, nothing];
  for (const history of histories(facts).values()) {
    const { state, broken } = fold(bottleFolding, history);
    expect(broken).toEqual([]);
    if (typeof state !== 'string') is = [state.content, state.remainder ?? nothing].reduce(plus, is);
    for (const { type, data } of history) {
      if (type === 'BottleReceived') came = plus(came, amount(data.content));
      if (type === 'QuantityUsed') is = plus(is, amount(data.quantity));
      if (type === 'PortionTaken' && data.loss) is = plus(is, amount(data.loss));
    }
  }
  return { came, is };
}

/** From which bottle into which, how much, and by which fact. */
const line = (from: string, into: string, { value, unit }: Quantity, fact?: string) =>
  `${from} ${into} ${value} ${unit} ${fact}`;

it('nothing comes from nowhere and nothing is lost, whoever pours, takes back and crashes when', async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(course, async ({ rounds, outage }) => {
      const house = new House();
      await house.open();
      for (const [n, steps] of rounds.entries()) {
        if (n === outage?.round) house.power.failAfter(outage.appends);
        for (const answer of await house.round(steps)) seen.set(answer, (seen.get(answer) ?? 0) + 1);
        if (n === outage?.round) house.restart();
      }
      await house.settle();
      const facts = await house.facts;
      // At no moment is anything in two bottles.
      for (let n = 1; n < facts.length; n += 1) {
        const { came, is } = balance(facts.slice(0, n));
        expect(compare(is, came)).toBeLessThanOrEqual(0);
      }
      const { came, is } = balance(facts);
      expect(quantityIn(minus(came, is))).toEqual({ value: '0', unit: 'L' });
      const told = [...histories(facts).values()].flat();
      const poured = told.flatMap(({ type, id, stream, data }) =>
        type === 'PortionTaken' ? [line(idOf(stream), data.child, data.quantity, id)] : [],
      );
      const filled = told.flatMap(({ type, meta, stream, data }) =>
        type === 'BottleFilled' ? [line(data.parent, idOf(stream), data.content, meta.causedBy)] : [],
      );
      expect(filled.sort()).toEqual(poured.sort());
      const families = (await projected(lineageView, house.power.log, atOnce)).filter(({ gone }) => !gone);
      const down = families.flatMap(({ _id, children }) =>
        children.map(({ code, quantity, fact }) => line(_id, code, quantity, fact)),
      );
      const up = families.flatMap(({ _id, parents }) =>
        parents.map(({ code, quantity, fact }) => line(code, _id, quantity, fact)),
      );
      expect([down.sort(), up.sort()]).toEqual([poured, poured]);
    }),
    { numRuns: 60 },
  );
  // The course is worth its name: all of this happened.
  for (const answer of [
    'accepted',
    'unavailable',
    'fact.contradicts',
    'fact.annulled',
    'bottle.portion.gone',
  ])
    expect([answer, seen.get(answer) ?? 0]).not.toEqual([answer, 0]);
}, 120_000);
