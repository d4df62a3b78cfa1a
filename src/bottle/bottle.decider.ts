import { type Decider, otherwiseNamed, present, type Quantity, quantityIn } from '@ledger/kernel';
import type { AnnulFact, CorrectFact } from '../http/command.js';
import type * as Ask from './bottle.commands.js';
import { mentionsIn } from './bottle.correctable.js';
import { beginning, portions, stated } from './bottle.data.js';
import { type Alias, type Beginning, type BottleFact, type Filled, type Origin } from './bottle.events.js';
import { able } from './bottle.guards.js';
import { type Mentions, refsOf, requireKnown, subjectsOf } from './bottle.mentions.js';
import { bottleRefusals } from './bottle.refusals.js';
import { annulledElsewhere, type RepairCommands, repairs } from './bottle.repair.js';
import { type Bottle, type BottleState, bottleFolding, whereabouts } from './bottle.state.js';

/** A bottle that follows from the registration of many. */
export interface EnterBottle {
  readonly origin: Origin;
  readonly bottle: Beginning;
}
/** A bottle that follows from a split. */
export interface FillBottle {
  readonly filled: Filled;
}
type Asked = {
  [Name in keyof typeof Ask as Name extends `${string}Body` ? never : Name]: InstanceType<(typeof Ask)[Name]>;
};
export type BottleCommands = Asked &
  RepairCommands & {
    EnterBottle: EnterBottle;
    FillBottle: FillBottle;
  };

const entering = {
  received: 'BottleReceived',
  baselined: 'BottleBaselined',
  donated: 'BottleDonated',
} as const;

type DataOf<T> = Extract<BottleFact, { type: T }>['data'];
const fact = <T extends BottleFact['type']>(type: T, data: DataOf<T>): [BottleFact] => [
  { type, v: 1, data } as BottleFact,
];
const from = (bottle: Bottle) => present({ from: whereabouts(bottle) });
const remainder = (bottle: Bottle): { remainder: Quantity } => ({ remainder: quantityIn(bottle.content) });

const placeOf = (state: BottleState) => (typeof state === 'string' ? undefined : state.place);

/** The place or person that a command or a correction names. */
const mentionsOf = (command: object): Mentions =>
  'with' in command ? mentionsIn(command.with as CorrectFact['with']) : command;

const aliasStream = ({ scheme, value }: Alias): string =>
  `alias-${encodeURIComponent(scheme)}:${encodeURIComponent(value)}`;

const entered = ({ place, to }: Mentions): readonly string[] => {
  const target = typeof to === 'object' ? to.place : undefined;
  return [place, target].filter((id) => id !== undefined);
};

export const bottleDecider: Decider<BottleState, BottleFact, BottleCommands> = {
  ...bottleFolding,
  needs: (command) => [
    ...refsOf(mentionsOf(command)),
    ...('code' in command ? otherwiseNamed('bottle', command.code) : []),
  ],
  aftermath: {
    needs: (after) => refsOf({ place: placeOf(after) }),
    check(before, after, found) {
      const place = placeOf(after);
      if (place !== undefined && place !== placeOf(before)) requireKnown(found, { place });
    },
  },
  repairs: Object.keys(repairs) as (keyof typeof repairs)[],
  elsewhere: { AnnulFact: annulledElsewhere },
  subjects: (state, _code, command = {} as AnnulFact) => subjectsOf(state, mentionsOf(command)),
  codes: { SplitBottle: ({ count = 1 }) => count },
  enters: {
    RegisterBottle: entered,
    StoreBottle: entered,
    MoveBottle: entered,
    ReturnBottle: entered,
    FindBottle: entered,
    CorrectFact: (command) => entered(mentionsOf(command)),
  },
  reserves(facts, code) {
    const aliases = facts.flatMap(({ type, data }) =>
      'aliases' in data ? (data.aliases ?? []) : type === 'AliasBound' ? [data] : [],
    );
    const streams = new Map(aliases.map((alias) => [aliasStream(alias), alias]));
    return Array.from(streams, ([stream, { scheme, value }]) => ({
      command: 'ReserveAlias',
      stream,
      body: { scheme, value, code },
    }));
  },
  decide: {
    RegisterBottle(state, command, { found }) {
      const { code, origin } = command;
      if (state !== 'none') throw bottleRefusals('bottle.code.taken');
      if (otherwiseNamed('bottle', code).some((ref) => found(ref) !== undefined)) {
        throw bottleRefusals('bottle.code.taken', { code });
      }
      requireKnown(found, command);
      return fact(entering[origin], beginning(command));
    },
    EnterBottle(state, { origin, bottle }) {
      if (state !== 'none') throw bottleRefusals('bottle.code.taken');
      return fact(entering[origin], bottle);
    },
    FillBottle(state, { filled }) {
      if (state !== 'none') throw bottleRefusals('bottle.code.taken');
      return fact('BottleFilled', filled);
    },
    StoreBottle(state, command, context) {
      const bottle = able('store', state, context);
      requireKnown(context.found, command);
      return fact('BottleStored', { ...from(bottle), to: { place: command.place } });
    },
    MoveBottle(state, command, context) {
      const bottle = able('move', state, context);
      requireKnown(context.found, command);
      return fact('BottleMoved', { ...from(bottle), to: { place: command.place } });
    },
    ReturnBottle(state, command, context) {
      const bottle = able('return', state, context);
      requireKnown(context.found, command);
      return fact('BottleReturned', { ...from(bottle), to: { place: command.place } });
    },
    FindBottle(state, command, context) {
      const bottle = able('find', state, context);
      requireKnown(context.found, command);
      return fact('BottleFound', { ...from(bottle), to: { place: command.place } });
    },
    IssueBottle(state, command, context) {
      const bottle = able('issue', state, context);
      requireKnown(context.found, command);
      const { to, purpose, project } = command;
      return fact('BottleIssued', { ...from(bottle), to: { person: to }, purpose, ...present({ project }) });
    },
    TransferBottle(state, command, context) {
      const bottle = able('transfer', state, context);
      requireKnown(context.found, command);
      return fact('CustodyOffered', { ...from(bottle), to: { person: command.to } });
    },
    AcceptBottle(state, _command, context) {
      const bottle = able('accept', state, context);
      return fact('CustodyAccepted', { ...from(bottle), to: { person: context.actor } });
    },
    OpenBottle(state, _command, context) {
      able('open', state, context);
      return fact('BottleOpened', {});
    },
    UseBottle(state, { quantity, purpose, project }, context) {
      able('use', state, context);
      return fact('QuantityUsed', {
        quantity: stated(quantity, 'declared'),
        ...present({ purpose, project }),
      });
    },
    SplitBottle: (state, command, context) => portions(able('split', state, context), command, context),
    EmptyBottle(state, { cause }, context) {
      const bottle = able('empty', state, context);
      return fact('BottleEmptied', { ...remainder(bottle), ...present({ cause }) });
    },
    QuarantineBottle(state, _command, context) {
      able('quarantine', state, context);
      return fact('BottleQuarantined', {});
    },
    ReleaseBottle(state, _command, context) {
      able('release', state, context);
      return fact('QuarantineLifted', {});
    },
    SightBottle(state, command, context) {
      const bottle = able('sight', state, context);
      requireKnown(context.found, command);
      return fact('BottleSighted', { place: command.place, ...present({ expected: whereabouts(bottle) }) });
    },
    MarkBottleMissing(state, _command, context) {
      able('mark-missing', state, context);
      return fact('BottleMarkedMissing', {});
    },
    ReportLoss(state, _command, context) {
      able('report-loss', state, context);
      return fact('LossReported', {});
    },
    RequestDisposal(state, _command, context) {
      able('request-disposal', state, context);
      return fact('DisposalRequested', {});
    },
    ApproveDisposal(state, _command, context) {
      able('approve-disposal', state, context);
      return fact('DisposalApproved', {});
    },
    DisposeBottle(state, command, context) {
      const bottle = able('dispose', state, context);
      requireKnown(context.found, command);
      const { way, container, manifest, witness } = command;
      if (witness === context.actor) throw bottleRefusals('bottle.disposal.own-witness');
      return fact('BottleDisposed', {
        way,
        ...remainder(bottle),
        ...present({ container, manifest, witness }),
      });
    },
    ReturnBottleToVendor(state, { supplier }, context) {
      const bottle = able('return-to-vendor', state, context);
      return fact('BottleReturnedToVendor', { supplier, ...remainder(bottle) });
    },
    WriteOffBottle(state, _command, context) {
      return fact('BottleWrittenOff', remainder(able('write-off', state, context)));
    },
    NoteOnBottle(state, { text }, context) {
      able('note', state, context);
      return fact('ConditionNoted', { text });
    },
    RecordLabelPrinted(state, { format }, context) {
      able('print-label', state, context);
      return fact('LabelPrinted', { format });
    },
    BindAlias(state, { scheme, value }, context) {
      able('bind-alias', state, context);
      return fact('AliasBound', { scheme, value });
    },
    ...repairs,
  },
};
