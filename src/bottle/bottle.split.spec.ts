import { expect, it } from '@jest/globals';
import { amount, plus, quantityIn, zero } from '@ledger/kernel';
import fc from 'fast-check';
import {
  acetone,
  BENCH,
  CODE,
  fact,
  filledFrom,
  given,
  issued,
  received,
  stored,
  used,
} from '../../test/support/bottles.js';
import { minute } from '../../test/support/told.js';
import { bottleDecider } from './bottle.decider.js';
import type { BottleFact } from './bottle.events.js';

const mL = (value: string) => ({ value, unit: 'mL' });
const bottle = {
  ...acetone,
  grade: 'HPLC',
  supplier: 'S',
  product: 'P',
  lot: 'L',
  expiry: '2027-05',
  unit: 'u-1',
};
const from = fact('BottleReceived', {
  ...bottle,
  place: BENCH,
  tare: { value: '1', unit: 'g' },
  aliases: [{ scheme: 's', value: 'v' }],
});

type Portion = Extract<BottleFact, { readonly type: 'PortionTaken' }>;
const portions = (facts: readonly BottleFact[]) =>
  facts.filter((one): one is Portion => one.type === 'PortionTaken');

it('fills new bottles, and tells the whole first fact of each', () => {
  const answer = given(from).when(
    'SplitBottle',
    { quantity: mL('200.0'), count: 2, loss: mL('5') },
    { codes: ['A', 'B'] },
  );
  const quantity = { ...mL('200.0'), how: 'declared' } as const;
  const filled = { ...bottle, content: quantity, parent: CODE, place: BENCH };
  answer.records(
    fact('PortionTaken', {
      ...{ portionId: 'A', child: 'A', quantity, filled: { ...filled, portionId: 'A' } },
      loss: { ...mL('5'), how: 'estimated' },
    }),
    fact('PortionTaken', { portionId: 'B', child: 'B', quantity, filled: { ...filled, portionId: 'B' } }),
  );
  answer.leaving({ content: { dimension: 'volume', base: '0.595', unit: 'L' } });
  expect(answer.entries.map(({ revision }) => revision)).toEqual([1, 2]);
});

it('fills one where no count is said, in the hands that hold the bottle', () => {
  const answer = given(received(), stored(), issued()).when(
    'SplitBottle',
    { quantity: mL('1') },
    { codes: ['A'] },
  );
  const [first] = portions(answer.entries);
  expect(first?.data.filled).toEqual({ ...filledFrom(CODE, 'A', '1'), holder: 'p-ann', home: BENCH });
  expect(answer.entries).toHaveLength(1);
});

it('wants a code for each', () => {
  expect(bottleDecider.codes?.SplitBottle?.({ quantity: mL('1'), count: 3 })).toBe(3);
  expect(bottleDecider.codes?.SplitBottle?.({ quantity: mL('1') })).toBe(1);
});

it('refuses another dimension, and more than there is', () => {
  const split = (quantity: { value: string; unit: string }, more: object = {}) =>
    given(from, used('400')).when('SplitBottle', { quantity, ...more });
  split({ value: '1', unit: 'g' }).refuses('amount.dimension-differs', 'impossible');
  split(mL('1'), { loss: { value: '1', unit: '1' } }).refuses('amount.dimension-differs', 'impossible');
  split(mL('600.001')).refuses('bottle.quantity.exceeds-content', 'conflict');
  split(mL('300'), { count: 3 }).refuses('bottle.quantity.exceeds-content', 'conflict');
  split(mL('300'), { count: 2, loss: mL('0.1') }).refuses('bottle.quantity.exceeds-content', 'conflict');
  split(mL('299'), { count: 2, loss: mL('2') }).leaving({
    content: { dimension: 'volume', base: '0', unit: 'L' },
  });
});

it('refuses a late split of more than there was, though none of it is recorded yet', () => {
  const late = { occurredAt: minute(0) };
  const split = (value: string, count: number) =>
    given(from, used('400')).when('SplitBottle', { quantity: mL(value), count }, late);
  split('600', 3).refuses('bottle.quantity.exceeds-content', 'conflict');
  const { facts } = split('350', 2).refuses('fact.contradicts', 'conflict').params;
  expect(facts).toMatchObject([{ type: 'QuantityUsed', code: 'bottle.quantity.exceeds-content' }]);
  split('300', 2).leaving({ content: { dimension: 'volume', base: '0', unit: 'L' } });
});

it('loses what the new bottles gain and what is said to be lost, to the last digit', () => {
  const small = fc.integer({ min: 1, max: 9999 }).map((n) => mL(`${n / 1000}`));
  fc.assert(
    fc.property(
      small,
      fc.integer({ min: 1, max: 50 }),
      fc.option(small, { nil: undefined }),
      (quantity, count, loss) => {
        const answer = given(from).when('SplitBottle', { quantity, count, ...(loss && { loss }) });
        const gained = portions(answer.entries).map(({ data }) => amount(data.filled.content));
        const lost = portions(answer.entries).flatMap(({ data }) => (data.loss ? [amount(data.loss)] : []));
        const { content } = answer.state as Exclude<typeof answer.state, string>;
        const all = [...gained, ...lost, content].reduce(plus, zero('volume'));
        expect(quantityIn(all)).toEqual({ value: '1', unit: 'L' });
        expect(gained).toHaveLength(count);
      },
    ),
  );
});
