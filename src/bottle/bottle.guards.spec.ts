import { describe, expect, it } from '@jest/globals';
import {
  BAY,
  BENCH,
  fact,
  given,
  issued,
  received,
  STREAM,
  stored,
  used,
} from '../../test/support/bottles.js';
import { by } from '../../test/support/given.js';
import type { Told } from '../../test/support/told.js';
import { type BottleCommands } from './bottle.decider.js';
import type { BottleFact } from './bottle.events.js';
import { type Action, allowed } from './bottle.guards.js';

/** A command for each action, which nothing but the bottle itself can stand against. */
const commands = {
  store: ['StoreBottle', { place: BAY }],
  move: ['MoveBottle', { place: BAY }],
  issue: ['IssueBottle', { to: 'p-ann', purpose: 'x' }],
  return: ['ReturnBottle', { place: BAY }],
  transfer: ['TransferBottle', { to: 'p-ben' }],
  accept: ['AcceptBottle', {}],
  open: ['OpenBottle', {}],
  use: ['UseBottle', { quantity: { value: '1', unit: 'mL' } }],
  split: ['SplitBottle', { quantity: { value: '1', unit: 'mL' } }],
  empty: ['EmptyBottle', {}],
  quarantine: ['QuarantineBottle', { reason: 'r' }],
  release: ['ReleaseBottle', { reason: 'r' }],
  sight: ['SightBottle', { place: BAY }],
  'mark-missing': ['MarkBottleMissing', {}],
  find: ['FindBottle', { place: BAY }],
  'report-loss': ['ReportLoss', { reason: 'r' }],
  'request-disposal': ['RequestDisposal', { reason: 'r' }],
  'approve-disposal': ['ApproveDisposal', {}],
  dispose: ['DisposeBottle', { way: 'x' }],
  'return-to-vendor': ['ReturnBottleToVendor', { supplier: 'S' }],
  'write-off': ['WriteOffBottle', { reason: 'r' }],
  note: ['NoteOnBottle', { text: 'x' }],
  'print-label': ['RecordLabelPrinted', { format: 'svg' }],
  'bind-alias': ['BindAlias', { scheme: 's', value: 'v' }],
} satisfies Record<
  Action,
  { [Name in keyof BottleCommands]: [Name, BottleCommands[Name]] }[keyof BottleCommands]
>;

const actions = Object.keys(commands) as Action[];

const here = [received(), stored(BENCH)];
const taken = [...here, issued('p-ann')];
const offered = [...taken, fact('CustodyOffered', { to: { person: 'p-clerk' } })];
const plain = fact('BottleQuarantined', {});
const lost = fact('BottleMarkedMissing', {});

/** What is refused in a state, and why; everything else may be done. */
type Table = readonly [
  name: string,
  facts: readonly Told<BottleFact>[],
  refused: Partial<Record<Action, string | undefined>>,
];

const nobody = { accept: 'bottle.not-offered-to-you' };
const sound = { release: 'bottle.not-quarantined', find: 'bottle.not-missing' };
const noRequest = { 'approve-disposal': 'bottle.disposal.not-requested' };
const standing = {
  ...{ ...nobody, ...sound, ...noRequest },
  ...{ store: 'bottle.already-stored', return: 'bottle.not-issued', transfer: 'bottle.not-issued' },
};
const held = {
  ...nobody,
  ...sound,
  ...noRequest,
  store: 'bottle.already-stored',
  move: 'bottle.no-place',
  issue: 'bottle.already-issued',
};
const nothing = { use: 'bottle.quantity.exceeds-content', split: 'bottle.quantity.exceeds-content' };
const unusable = (code: string) => ({ issue: code, use: code, split: code });

const tables: readonly Table[] = [
  [
    'a bottle just received',
    [received()],
    {
      ...{ ...nobody, ...sound, ...noRequest },
      ...{ move: 'bottle.no-place', return: 'bottle.not-issued', transfer: 'bottle.not-issued' },
      ...{ open: 'bottle.not-stored', use: 'bottle.not-stored', split: 'bottle.not-stored' },
    },
  ],
  ['a bottle in its place', here, standing],
  ['a bottle in somebody’s hands', taken, held],
  ['a bottle offered to the asker', offered, { ...held, accept: undefined }],
  [
    'a quarantined bottle offered to the asker',
    [...offered, plain],
    {
      ...held,
      ...{ accept: 'bottle.quarantined', use: 'bottle.quarantined', split: 'bottle.quarantined' },
      ...{ transfer: 'bottle.quarantined', quarantine: 'bottle.quarantined', release: undefined },
    },
  ],
  ['an opened bottle', [...here, fact('BottleOpened', {})], { ...standing, open: 'bottle.already-opened' }],
  ['a bottle used up', [...here, used('1', 'L')], { ...standing, ...nothing }],
  [
    'an emptied bottle',
    [...here, fact('BottleEmptied', { remainder: { value: '1', unit: 'L' } })],
    { ...standing, ...nothing, empty: 'bottle.already-emptied' },
  ],
  [
    'a quarantined bottle',
    [...here, plain],
    { ...standing, ...unusable('bottle.quarantined'), quarantine: 'bottle.quarantined', release: undefined },
  ],
  [
    'a quarantined bottle in somebody’s hands',
    [...taken, plain],
    {
      ...held,
      use: 'bottle.quarantined',
      split: 'bottle.quarantined',
      transfer: 'bottle.quarantined',
      quarantine: 'bottle.quarantined',
      release: undefined,
    },
  ],
  [
    'a missing bottle',
    [...here, lost],
    { ...standing, ...unusable('bottle.missing'), 'mark-missing': 'bottle.missing', find: undefined },
  ],
  [
    'an expired bottle',
    [received({ expiry: '2026-02' }), stored()],
    { ...standing, ...unusable('bottle.expired') },
  ],
  [
    'a bottle reported lost',
    [...here, fact('LossReported', {})],
    { ...standing, 'report-loss': 'bottle.already-reported' },
  ],
  [
    'a bottle whose disposal the asker requested',
    [...here, fact('DisposalRequested', {})],
    {
      ...standing,
      'request-disposal': 'bottle.disposal.already-requested',
      'approve-disposal': 'bottle.disposal.same-person',
    },
  ],
  [
    'a bottle whose disposal somebody else requested',
    [...here, by('p-ann', fact('DisposalRequested', {}))],
    { ...standing, 'request-disposal': 'bottle.disposal.already-requested', 'approve-disposal': undefined },
  ],
  [
    'a bottle whose disposal is approved',
    [...here, by('p-ann', fact('DisposalRequested', {})), by('p-ben', fact('DisposalApproved', {}))],
    {
      ...standing,
      'request-disposal': 'bottle.disposal.already-requested',
      'approve-disposal': 'bottle.disposal.already-approved',
    },
  ],
];

const asking = { actor: 'p-clerk', day: '2026-03-02' };

describe.each(tables)('%s', (_name, facts, refused) => {
  it.each(actions)('%s', (action) => {
    const [name, command] = commands[action];
    const answer = given(...facts).when(name, command);
    const code = refused[action];
    if (code !== undefined) answer.refuses(code, 'conflict');
    else expect(answer.entries).toHaveLength(1);
  });

  it('offers what may be done', () => {
    expect(allowed(given(...facts).state, asking)).toEqual([
      ...actions.filter((action) => refused[action] === undefined),
      'correct',
      'annul',
    ]);
  });
});

describe('a life that is over', () => {
  const ends: readonly [string, BottleFact[]][] = [
    ['disposed', [...here, fact('BottleDisposed', { way: 'x', remainder: { value: '1', unit: 'L' } })]],
    [
      'returned-to-vendor',
      [...here, fact('BottleReturnedToVendor', { supplier: 'S', remainder: { value: '1', unit: 'L' } })],
    ],
    ['written-off', [...here, fact('BottleWrittenOff', { remainder: { value: '1', unit: 'L' } })]],
    ['annulled', [received(), fact('FactAnnulled', { fact: `${STREAM}/0` })]],
  ];
  it.each(ends)('%s: takes nothing but repairs', (end, facts) => {
    for (const action of actions) {
      const [name, command] = commands[action];
      expect(
        given(...facts)
          .when(name, command)
          .refuses('bottle.ended', 'conflict').params,
      ).toEqual({ state: end });
    }
    expect(allowed(given(...facts).state, asking)).toEqual(['correct', 'annul']);
    given(...facts)
      .when('AnnulFact', { fact: `${STREAM}/${facts.length - 1}`, reason: 'r' })
      .leaving({ origin: 'received' });
  });

  it('is not a life that never began', () => {
    for (const action of actions) {
      const [name, command] = commands[action];
      given().when(name, command).refuses('bottle.unknown', 'unknown');
    }
    given().when('AnnulFact', { fact: 'x', reason: 'r' }).refuses('bottle.unknown');
    given()
      .when('CorrectFact', { fact: 'x', with: { lot: 'L' }, reason: 'r' })
      .refuses('bottle.unknown');
    expect(allowed('none', asking)).toEqual([]);
  });
});

describe('an expiry', () => {
  const until = (expiry: string, day: string) =>
    given(received({ expiry }), stored()).when(...commands.use, { day });

  it.each([
    ['2026-05-31', '2026-05-31', '2026-06-01'],
    ['2026-05', '2026-05-31', '2026-06-01'],
    ['2024-02', '2024-02-29', '2024-03-01'],
    ['2026', '2026-12-31', '2027-01-01'],
  ])('%s is good on %s and not on %s', (expiry, good, past) => {
    expect(until(expiry, good).entries).toHaveLength(1);
    expect(until(expiry, past).refuses('bottle.expired').params).toEqual({ expiry });
  });

  it('is asked of the day when it happened', () => {
    const answer = given(received({ expiry: '2026-03-01' }), stored()).when(...commands.use, {
      day: '2026-03-01',
    });
    expect(answer.entries).toHaveLength(1);
  });
});
