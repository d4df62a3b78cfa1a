import { type Entry, Refusal } from '@ledger/kernel';
import fc from 'fast-check';
import { type BottleCommands, bottleDecider } from '../../src/bottle/bottle.decider.js';
import { type BottleFact, bottleStream } from '../../src/bottle/bottle.events.js';
import { type Decision, decide, needsHistory } from '../../src/ledger/decision.js';
import { commandIdOf } from '../../src/ledger/ids.js';
import { type Life, lifeOf, lived, unborn } from '../../src/ledger/life.js';
import { type AnyDecider, Lookup } from '../../src/ledger/lives.js';
import { around, BAY, BENCH } from './bottles.js';
import { standing } from './given.js';
import { minute } from './told.js';

type Asked = { [Name in keyof BottleCommands]: readonly [Name, BottleCommands[Name]] }[keyof BottleCommands];

/** What somebody asks of a bottle, so many minutes after the last thing, so many minutes after it happened. */
export interface Step {
  readonly asked: Asked | Repairing;
  readonly tick: number;
  readonly late: number;
  readonly actor: string;
}
/** A repair of the nth fact that can be repaired so. */
type Repairing =
  | readonly ['CorrectFact', { nth: number; field: string; value: unknown }]
  | readonly ['AnnulFact', { nth: number }];

const quantity = fc.record({ value: fc.integer({ min: 1, max: 900 }).map(String), unit: fc.constant('mL') });
const place = fc.constantFrom(BENCH, BAY).map((place) => ({ place }));
const to = fc.constantFrom('p-ann', 'p-ben').map((to) => ({ to }));
const nth = fc.nat(30);
const reason = fc.constant({ reason: 'r' });
const nothing = fc.constant({});
const composition = [{ substance: '67-64-1', role: 'main' }] as const;

/** The portion of another bottle that a bottle is filled with. */
const PORTION = { portion: 'portion-of-another', parent: 'P0' };
const filled = fc.record({
  parent: fc.constant(PORTION.parent),
  portionId: fc.constant('p'),
  composition: fc.constant(composition),
  content: fc.constant({ value: '3', unit: 'L', how: 'declared' } as const),
  place: fc.constantFrom(BENCH, BAY),
});
const entered = fc.record(
  {
    composition: fc.constant(composition),
    content: fc.constant({ value: '3', unit: 'L', how: 'nominal' } as const),
    place: fc.constantFrom(BENCH, BAY),
    lot: fc.constant('L0'),
  },
  { requiredKeys: ['composition', 'content'] },
);
const origin = fc.constantFrom('received' as const, 'baselined' as const, 'donated' as const);

type Bodies = { readonly [Name in keyof BottleCommands]: fc.Arbitrary<BottleCommands[Name]> };
type Begun = 'RegisterBottle' | 'EnterBottle' | 'FillBottle';
const beginnings: Pick<Bodies, Begun> = {
  RegisterBottle: fc.record(
    {
      origin,
      substance: fc.constant('67-64-1'),
      content: fc.constant({ value: '3', unit: 'L' }),
      place: fc.constantFrom(BENCH, BAY),
    },
    { requiredKeys: ['origin', 'content', 'substance'] },
  ),
  EnterBottle: fc.record({ origin, bottle: entered }),
  FillBottle: fc.record({ filled }),
};

const correcting = fc.oneof(
  fc.record({ nth, field: fc.constantFrom('content', 'quantity', 'loss'), value: quantity }),
  fc.record({
    nth,
    field: fc.constant('to'),
    value: fc.oneof(
      place,
      to.map(({ to }) => ({ person: to })),
    ),
  }),
  fc.record({ nth, field: fc.constant('place'), value: fc.constantFrom(BENCH, BAY, null) }),
  fc.record({ nth, field: fc.constant('unit'), value: fc.constantFrom('u-1', null) }),
  fc.record({ nth, field: fc.constant('lot'), value: fc.constantFrom('L1', 'L2', null) }),
);

/** How often something is asked, beside the others, and what. Everything that can be asked of a bottle is here. */
const asked: { readonly [Name in keyof Bodies]: readonly [weight: number, body: fc.Arbitrary<object>] } = {
  RegisterBottle: [1, beginnings.RegisterBottle],
  EnterBottle: [1, beginnings.EnterBottle],
  FillBottle: [1, beginnings.FillBottle],
  StoreBottle: [3, place],
  MoveBottle: [6, place],
  IssueBottle: [4, to.map(({ to }) => ({ to, purpose: 'x' }))],
  ReturnBottle: [5, place],
  TransferBottle: [4, to],
  AcceptBottle: [5, nothing],
  OpenBottle: [1, nothing],
  UseBottle: [9, quantity.map((quantity) => ({ quantity }))],
  SplitBottle: [3, fc.record({ quantity, count: fc.integer({ min: 1, max: 3 }) })],
  EmptyBottle: [2, nothing],
  QuarantineBottle: [1, reason],
  ReleaseBottle: [2, reason],
  SightBottle: [1, place],
  MarkBottleMissing: [1, nothing],
  FindBottle: [2, place],
  ReportLoss: [1, reason],
  RequestDisposal: [3, reason],
  ApproveDisposal: [4, nothing],
  DisposeBottle: [1, fc.constantFrom({ way: 'x' }, { way: 'x', witness: 'p-ann' })],
  ReturnBottleToVendor: [1, fc.constant({ supplier: 'x' })],
  WriteOffBottle: [1, reason],
  NoteOnBottle: [1, fc.constant({ text: 'x' })],
  RecordLabelPrinted: [1, fc.constant({ format: 'svg' })],
  BindAlias: [1, fc.constant({ scheme: 's', value: 'v' })],
  CorrectFact: [7, correcting],
  AnnulFact: [8, nth.map((nth) => ({ nth }))],
  // These two follow from what is asked: of a portion, and of the bottle that this one was filled from.
  AnnulFilling: [1, fc.constant({ portion: PORTION.portion, reason: 'r' })],
  AnnulPortion: [0, fc.constant({ portion: 'none' })],
};

const asking = fc.oneof(
  ...Object.entries(asked).map(([name, [weight, body]]) => ({
    weight,
    arbitrary: body.map((command) => [name, command] as unknown as Step['asked']),
  })),
);
const beginning = fc.oneof(
  ...Object.entries(beginnings).map(([name, body]) =>
    (body as fc.Arbitrary<object>).map((command) => [name, command] as unknown as Step['asked']),
  ),
);

const stepOf = (asked: fc.Arbitrary<Step['asked']>): fc.Arbitrary<Step> =>
  fc.record({
    asked,
    tick: fc.nat(2),
    late: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(8) }),
    actor: fc.constantFrom('p-ann', 'p-ben'),
  });

/** What is asked of one bottle in the course of its life; it begins by entering. */
export const steps = (max: number): fc.Arbitrary<readonly Step[]> =>
  fc
    .tuple(stepOf(beginning), fc.array(stepOf(asking), { maxLength: max, size: 'max' }))
    .map(([first, rest]) => [first, ...rest]);

const LEDGER = '5b1f2c3a-0d4e-4f6a-8b7c-9d0e1f2a3b4c';
const decider = bottleDecider as unknown as AnyDecider;

/** A bottle that commands are asked of, as the ledger asks. */
export class RandomBottle {
  readonly stream: string;
  entries: readonly Entry<BottleFact>[] = [];
  life: Life = unborn(decider);
  private clock = 0;
  private commands = 0;

  constructor(readonly code: string) {
    this.stream = bottleStream(code);
  }

  /** The decision, which is lived, or the refusal. */
  ask({ asked, tick, late, actor }: Step): Decision | Refusal {
    this.clock += tick;
    const times = { recordedAt: minute(this.clock), occurredAt: minute(this.clock - late) };
    const [name, command] = this.command(asked);
    this.commands += 1;
    const commandId = commandIdOf(LEDGER, this.code, String(this.commands));
    try {
      const decision = decide({
        ...{ decider, name, command, stream: this.stream, life: this.life, times },
        lookup: everything(),
        intent: {
          actor,
          credential: 'k',
          stream: this.stream,
          repeatable: false,
          commandId,
          commandHash: 'h',
          ...(name === 'FillBottle' && { cause: { fact: PORTION.portion, recordedAt: times.recordedAt } }),
        },
        ...(needsHistory(decider, this.life, name, times) && { history: this.entries }),
        context: {
          day: times.occurredAt.slice(0, 10),
          bottlesIn: () => 0,
          code: (n) => `child-${this.commands}-${n}`,
        },
      });
      this.entries = [...this.entries, ...(decision.entries as readonly Entry<BottleFact>[])];
      this.life = lived(this.life, decision.entries, decision.state, Promise.resolve());
      return decision;
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }

  /** The life that the facts alone tell. */
  get told(): Life {
    return lifeOf(decider, this.entries);
  }

  private command(asked: Step['asked']): readonly [string, object] {
    const [name, body] = asked;
    if (name === 'AnnulFilling' && this.entries[0]?.type !== 'BottleFilled') return ['OpenBottle', {}];
    if (!('nth' in body)) return [name, body];
    const fields = 'field' in body ? body : undefined;
    const among = this.entries.filter(({ data }) => !fields || fields.field in data || fields.value === 'L1');
    const fact = among[body.nth % Math.max(1, among.length)]?.id ?? 'none';
    const command = { fact, reason: 'r', ...(fields && { with: { [fields.field]: fields.value } }) };
    // The bottle that a portion was poured into lives nowhere here, and has nothing against its being taken back.
    const elsewhere = bottleDecider.elsewhere?.[name as 'AnnulFact']?.(command, this.entries);
    return elsewhere ? ['AnnulPortion', { portion: fact }] : [name, command];
  }
}

function everything(): Lookup {
  const lookup = new Lookup();
  for (const [stream, state] of Object.entries(around)) lookup.lives.set(stream, standing(state));
  return lookup;
}
