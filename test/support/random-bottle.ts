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
const to = fc.constantFrom('p-ann', 'p-ben');
const nth = fc.nat(30);
const ask = <Name extends keyof BottleCommands>(name: Name, body: fc.Arbitrary<BottleCommands[Name]>) =>
  body.map((command) => [name, command] as unknown as Asked);
const reason = fc.constant({ reason: 'r' });
const nothing = fc.constant({});

const register = ask(
  'RegisterBottle',
  fc.record({
    origin: fc.constantFrom('received', 'baselined', 'donated'),
    substance: fc.constant('67-64-1'),
    content: fc.constant({ value: '3', unit: 'L' }),
    place: fc.constantFrom(BENCH, BAY),
  }),
);
const correcting = fc.oneof(
  fc.record({ nth, field: fc.constantFrom('content', 'quantity'), value: quantity }),
  fc.record({
    nth,
    field: fc.constant('to'),
    value: fc.oneof(
      place,
      to.map((person) => ({ person })),
    ),
  }),
  fc.record({ nth, field: fc.constant('place'), value: fc.constantFrom(BENCH, BAY, null) }),
  fc.record({ nth, field: fc.constant('unit'), value: fc.constantFrom('u-1', null) }),
  fc.record({ nth, field: fc.constant('lot'), value: fc.constantFrom('L1', 'L2', null) }),
);

const asked = fc.oneof(
  { weight: 1, arbitrary: register },
  { weight: 3, arbitrary: ask('StoreBottle', place) },
  { weight: 6, arbitrary: ask('MoveBottle', place) },
  {
    weight: 4,
    arbitrary: ask(
      'IssueBottle',
      to.map((to) => ({ to, purpose: 'x' })),
    ),
  },
  { weight: 5, arbitrary: ask('ReturnBottle', place) },
  {
    weight: 4,
    arbitrary: ask(
      'TransferBottle',
      to.map((to) => ({ to })),
    ),
  },
  { weight: 5, arbitrary: ask('AcceptBottle', nothing) },
  { weight: 1, arbitrary: ask('OpenBottle', nothing) },
  {
    weight: 9,
    arbitrary: ask(
      'UseBottle',
      quantity.map((quantity) => ({ quantity })),
    ),
  },
  {
    weight: 3,
    arbitrary: ask('SplitBottle', fc.record({ quantity, count: fc.integer({ min: 1, max: 3 }) })),
  },
  { weight: 2, arbitrary: ask('EmptyBottle', nothing) },
  { weight: 1, arbitrary: ask('QuarantineBottle', reason) },
  { weight: 1, arbitrary: ask('ReleaseBottle', reason) },
  { weight: 1, arbitrary: ask('SightBottle', place) },
  { weight: 1, arbitrary: ask('MarkBottleMissing', nothing) },
  { weight: 1, arbitrary: ask('FindBottle', place) },
  { weight: 3, arbitrary: ask('RequestDisposal', reason) },
  { weight: 4, arbitrary: ask('ApproveDisposal', nothing) },
  { weight: 1, arbitrary: ask('WriteOffBottle', reason) },
  { weight: 6, arbitrary: correcting.map((repair): Repairing => ['CorrectFact', repair]) },
  { weight: 6, arbitrary: nth.map((nth): Repairing => ['AnnulFact', { nth }]) },
);

const stepOf = (asked: fc.Arbitrary<Step['asked']>): fc.Arbitrary<Step> =>
  fc.record({
    asked,
    tick: fc.nat(2),
    late: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(8) }),
    actor: fc.constantFrom('p-ann', 'p-ben'),
  });

/** What is asked of one bottle in the course of its life; it begins with its registration. */
export const steps = (max: number): fc.Arbitrary<readonly Step[]> =>
  fc
    .tuple(stepOf(register), fc.array(stepOf(asked), { maxLength: max, size: 'max' }))
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
        },
        ...(needsHistory(this.life, name, times) && { history: this.entries }),
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
    if (!('nth' in body)) return [name, body];
    const fields = 'field' in body ? body : undefined;
    const among = this.entries.filter(({ data }) => !fields || fields.field in data || fields.value === 'L1');
    const fact = among[body.nth % Math.max(1, among.length)]?.id ?? 'none';
    return [name, { fact, reason: 'r', ...(fields && { with: { [fields.field]: fields.value } }) }];
  }
}

function everything(): Lookup {
  const lookup = new Lookup();
  for (const [stream, state] of Object.entries(around)) lookup.lives.set(stream, standing(state));
  return lookup;
}
