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
import { minute, type Told } from '../../test/support/told.js';
import { type BottleCommands } from './bottle.decider.js';
import type { BottleFact } from './bottle.events.js';
import { summaryOf } from './bottle.summary.js';

const bench = { place: BENCH };
const ann = { person: 'p-ann' };
const remainder = (value: string, unit = 'L') => ({ remainder: { value, unit } });

type Row<Name extends keyof BottleCommands = keyof BottleCommands> = Name extends unknown
  ? [Name, Told<BottleFact>[], BottleCommands[Name], BottleFact, Partial<Record<string, unknown>>]
  : never;
const reason = 'because';
const here = [received(), stored()];
const taken = [received(), stored(), issued()];

describe('a bottle lives', () => {
  it.each<Row>([
    ['StoreBottle', [received()], bench, fact('BottleStored', { to: bench }), { place: BENCH, home: BENCH }],
    [
      'MoveBottle',
      here,
      { place: BAY },
      fact('BottleMoved', { from: bench, to: { place: BAY } }),
      { place: BAY, home: BAY },
    ],
    [
      'IssueBottle',
      here,
      { to: 'p-ann', purpose: 'teaching', project: 'P7' },
      fact('BottleIssued', { from: bench, to: ann, purpose: 'teaching', project: 'P7' }),
      { holder: 'p-ann', home: BENCH },
    ],
    [
      'IssueBottle',
      [received()],
      { to: 'p-ann', purpose: 'teaching' },
      fact('BottleIssued', { to: ann, purpose: 'teaching' }),
      { holder: 'p-ann' },
    ],
    [
      'ReturnBottle',
      taken,
      { place: BAY },
      fact('BottleReturned', { from: ann, to: { place: BAY } }),
      { place: BAY },
    ],
    [
      'TransferBottle',
      taken,
      { to: 'p-ben' },
      fact('CustodyOffered', { from: ann, to: { person: 'p-ben' } }),
      { holder: 'p-ann', offeredTo: 'p-ben' },
    ],
    ['OpenBottle', here, {}, fact('BottleOpened', {}), { opened: true }],
    [
      'UseBottle',
      taken,
      { quantity: { value: '250', unit: 'ml' }, purpose: 'washing' },
      fact('QuantityUsed', { quantity: { value: '250', unit: 'mL', how: 'declared' }, purpose: 'washing' }),
      { content: { dimension: 'volume', base: '0.75', unit: 'L' } },
    ],
    [
      'EmptyBottle',
      [...here, used('750')],
      { cause: 'spilt' },
      fact('BottleEmptied', { ...remainder('0.25'), cause: 'spilt' }),
      { emptied: true, content: { dimension: 'volume', base: '0', unit: 'L' } },
    ],
    ['QuarantineBottle', here, { reason }, fact('BottleQuarantined', {}), { quarantined: true }],
    [
      'ReleaseBottle',
      [...here, fact('BottleQuarantined', {})],
      { reason },
      fact('QuarantineLifted', {}),
      { quarantined: false },
    ],
    [
      'SightBottle',
      here,
      { place: BAY },
      fact('BottleSighted', { place: BAY, expected: bench }),
      { place: BENCH },
    ],
    ['MarkBottleMissing', here, {}, fact('BottleMarkedMissing', {}), { missing: true, place: BENCH }],
    ['ReportLoss', here, { reason }, fact('LossReported', {}), { lossReported: true }],
    [
      'FindBottle',
      [...taken, fact('BottleMarkedMissing', {}), fact('LossReported', {})],
      { place: BAY },
      fact('BottleFound', { from: ann, to: { place: BAY } }),
      { missing: false, lossReported: false, place: BAY },
    ],
    ['RequestDisposal', here, { reason }, fact('DisposalRequested', {}), { disposalRequestedBy: 'p-clerk' }],
    ['NoteOnBottle', here, { text: 'a crack' }, fact('ConditionNoted', { text: 'a crack' }), {}],
    ['RecordLabelPrinted', here, { format: 'pdf' }, fact('LabelPrinted', { format: 'pdf' }), {}],
    ['BindAlias', here, { scheme: 'gs1', value: '1' }, fact('AliasBound', { scheme: 'gs1', value: '1' }), {}],
  ])('%s', (name, facts, command, recorded, state) => {
    given(...facts)
      .when(name, command)
      .records(recorded)
      .leaving(state);
  });

  it('has no holder in a place, and no place in somebody’s hands', () => {
    expect(given(...here).when('IssueBottle', { to: 'p-ann', purpose: 'x' }).state).not.toHaveProperty(
      'place',
    );
    const back = given(...taken, fact('CustodyOffered', { to: { person: 'p-ben' } })).when(
      'ReturnBottle',
      bench,
    ).state;
    expect(back).not.toHaveProperty('holder');
    expect(back).not.toHaveProperty('offeredTo');
  });

  it('changes hands when the person it is offered to accepts', () => {
    const offered = given(...taken, fact('CustodyOffered', { from: ann, to: { person: 'p-ben' } }));
    const accepted = offered.when('AcceptBottle', {}, { actor: 'p-ben' });
    accepted
      .records(fact('CustodyAccepted', { from: ann, to: { person: 'p-ben' } }))
      .leaving({ holder: 'p-ben' });
    expect(accepted.state).not.toHaveProperty('offeredTo');
    offered.when('AcceptBottle', {}, { actor: 'p-cat' }).refuses('bottle.not-offered-to-you');
  });

  it('is offered to one at a time: the last offer counts, and a return ends it', () => {
    const offer = (person: string) => fact('CustodyOffered', { from: ann, to: { person } });
    const accepts = (facts: readonly Told<BottleFact>[], actor: string) =>
      given(...facts).when('AcceptBottle', {}, { actor });
    accepts([...taken, offer('p-ben'), offer('p-cat')], 'p-ben').refuses(
      'bottle.not-offered-to-you',
      'conflict',
    );
    accepts([...taken, offer('p-ben'), offer('p-cat')], 'p-cat').leaving({ holder: 'p-cat' });
    const accepted = [...taken, offer('p-ben'), fact('CustodyAccepted', { to: { person: 'p-ben' } })];
    accepts(accepted, 'p-ben').refuses('bottle.not-offered-to-you');
    accepts([...taken, offer('p-ben'), fact('BottleReturned', { to: bench })], 'p-ben').refuses(
      'bottle.not-offered-to-you',
    );
    accepts([...taken, offer('p-ben'), fact('FactAnnulled', { fact: `${STREAM}/3` })], 'p-ben').refuses(
      'bottle.not-offered-to-you',
    );
  });

  it('is offered by whoever holds it: what a late return shows to be in a place is offered by nobody', () => {
    const offered = [...taken, fact('CustodyOffered', { from: ann, to: { person: 'p-ben' } })];
    const late = given(...offered).when('ReturnBottle', bench, { occurredAt: minute(2) });
    late.leaving({ place: BENCH });
    expect(late.state).not.toHaveProperty('offeredTo');
  });

  it('is seen where it is seen: that moves nothing and finds nothing, and tells what was expected', () => {
    const missing = [...taken, fact('BottleMarkedMissing', {})];
    given(...missing)
      .when('SightBottle', { place: BAY })
      .records(fact('BottleSighted', { place: BAY, expected: ann }))
      .leaving({ missing: true, holder: 'p-ann', home: BENCH });
    const seen = (facts: readonly Told<BottleFact>[], place: string) =>
      summaryOf(given(...facts).when('SightBottle', { place }).entries[0] as BottleFact);
    expect(seen(here, BENCH)).toBe(`Seen in ${BENCH}`);
    expect(seen(here, BAY)).toBe(`Seen in ${BAY}, expected in ${BENCH}`);
    expect(seen(taken, BAY)).toBe(`Seen in ${BAY}, expected with p-ann`);
    expect(seen([received()], BAY)).toBe(`Seen in ${BAY}, expected nowhere`);
  });

  it('names only places, people and witnesses that are known and here', () => {
    for (const name of ['MoveBottle', 'SightBottle'] as const) {
      given(...here)
        .when(name, { place: 'R00M00001K' })
        .refuses('place.not-a-leaf');
    }
    given(received()).when('StoreBottle', { place: 'SHADE0001D' }).refuses('place.closed');
    given(...taken)
      .when('ReturnBottle', { place: 'N0WHERE' })
      .refuses('place.not-known', 'impossible');
    given(...here, fact('BottleMarkedMissing', {}))
      .when('FindBottle', { place: 'N0WHERE' })
      .refuses('place.not-known');
    given(...here)
      .when('IssueBottle', { to: 'p-gone', purpose: 'x' })
      .refuses('person.left');
    given(...taken)
      .when('TransferBottle', { to: 'p-nobody' })
      .refuses('person.not-known');
    given(...here)
      .when('DisposeBottle', { way: 'x', witness: 'p-gone' })
      .refuses('person.left');
  });

  it('never holds less than nothing, and what it holds stays what it is', () => {
    given(...here, used('999.999'))
      .when('UseBottle', { quantity: { value: '0.001', unit: 'mL' } })
      .leaving({ content: { dimension: 'volume', base: '0', unit: 'L' } });
    given(...here, used('999.999'))
      .when('UseBottle', { quantity: { value: '0.002', unit: 'mL' } })
      .refuses('bottle.quantity.exceeds-content', 'conflict');
    given(...here, used('1', 'L'))
      .when('UseBottle', { quantity: { value: '1', unit: 'pL' } })
      .refuses('bottle.quantity.exceeds-content', 'conflict');
    given(...here)
      .when('UseBottle', { quantity: { value: '1', unit: 'g' } })
      .refuses('amount.dimension-differs', 'impossible');
  });
});

describe('a bottle ends', () => {
  const rest = [...here, used('250')];
  const requested = [...here, by('p-ann', fact('DisposalRequested', {}))];

  it('disposed of, sent back or written off, naming what was left', () => {
    given(...rest)
      .when('DisposeBottle', { way: 'contractor', container: 'C1', manifest: 'M1', witness: 'p-ben' })
      .records(
        fact('BottleDisposed', {
          way: 'contractor',
          ...remainder('0.75'),
          container: 'C1',
          manifest: 'M1',
          witness: 'p-ben',
        }),
      )
      .leaving({ end: 'disposed' });
    given(...rest)
      .when('DisposeBottle', { way: 'x', witness: 'p-ann' }, { actor: 'p-ann' })
      .refuses('bottle.disposal.own-witness', 'conflict');
    const disposed = fact('BottleDisposed', { way: 'x', witness: 'p-ben', ...remainder('0.75') });
    given(...rest, by('p-ann', disposed))
      .when('CorrectFact', { fact: `${STREAM}/3`, with: { witness: 'p-ann' }, reason })
      .refuses('bottle.disposal.own-witness');
    given(...rest)
      .when('ReturnBottleToVendor', { supplier: 'S' })
      .records(fact('BottleReturnedToVendor', { supplier: 'S', ...remainder('0.75') }))
      .leaving({ end: 'returned-to-vendor' });
    given(...rest)
      .when('WriteOffBottle', { reason })
      .records(fact('BottleWrittenOff', remainder('0.75')))
      .leaving({ end: 'written-off' });
  });

  it('by an approval of somebody else than who asked', () => {
    given(...requested)
      .when('ApproveDisposal', {}, { actor: 'p-ann' })
      .refuses('bottle.disposal.same-person', 'conflict');
    given(...requested)
      .when('ApproveDisposal', {}, { actor: 'p-ben' })
      .records(fact('DisposalApproved', {}))
      .leaving({ disposalApproved: true });
    given(...here)
      .when('ApproveDisposal', {})
      .refuses('bottle.disposal.not-requested');
  });

  it('and keeps two people two, whatever is annulled or told late', () => {
    const approved = [...requested, by('p-ben', fact('DisposalApproved', {}))];
    given(...approved)
      .when('AnnulFact', { fact: `${STREAM}/2`, reason })
      .refuses('fact.contradicts');
    given(
      ...here,
      by('p-ann', fact('ConditionNoted', { text: 'x' })),
      ...requested.slice(2),
      by('p-ben', fact('DisposalApproved', {})),
    )
      .when('RequestDisposal', { reason }, { actor: 'p-ben', occurredAt: minute(2) })
      .leaving({ disposalRequestedBy: 'p-ann', disposalApproved: true });
  });
});
