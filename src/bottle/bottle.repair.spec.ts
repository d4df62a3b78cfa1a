import { describe, expect, it } from '@jest/globals';
import {
  acetone,
  BAY,
  BENCH,
  CLOSED,
  CODE,
  fact,
  filledFrom,
  given,
  issued,
  portion,
  received,
  STREAM,
  stored,
  used,
} from '../../test/support/bottles.js';
import { entriesOf, minute, nth, type Told } from '../../test/support/told.js';
import { bottleDecider } from './bottle.decider.js';
import type { BottleFact } from './bottle.events.js';
import { portionFollowsFilling } from './bottle.reaction.js';

const id = (n: number) => nth(STREAM, n);
const reason = 'a slip';
const correct = (facts: readonly Told<BottleFact>[], of: number, asked: Record<string, unknown>) =>
  given(...facts).when('CorrectFact', { fact: id(of), with: asked, reason });
const annul = (facts: readonly Told<BottleFact>[], of: number) =>
  given(...facts).when('AnnulFact', { fact: id(of), reason });
const annulled = (of: number): BottleFact => fact('FactAnnulled', { fact: id(of) });

const here = [received({ lot: 'L1' }), stored()];
const remainder = { value: '1', unit: 'L' };
const composition = [
  { substance: '67-64-1', role: 'main', fraction: { value: '37', unit: '%' } },
  { substance: '7732-18-5', role: 'solvent' },
];
const mL = (value: string) => ({ value, unit: 'mL' });
const quantity = (value: string, unit = 'mL') => ({ value, unit, how: 'declared' });
const ann = { person: 'p-ann' };
const ben = { person: 'p-ben' };

type Row = readonly [field: string, told: BottleFact, asked: unknown, now: unknown];
const described = (of: (more: object) => BottleFact): Row[] => [
  ['purity', of({}), { value: '99.8', unit: '%' }, { value: '99.8', unit: '%' }],
  ['grade', of({}), ' HPLC ', 'HPLC'],
  ['supplier', of({ supplier: 'S' }), null, null],
  ['product', of({}), 'P', 'P'],
  ['lot', of({ lot: 'L1' }), 'L2', 'L2'],
  ['expiry', of({}), '2027-05', '2027-05'],
  ['tare', of({}), { value: '1', unit: 'kg' }, { value: '1', unit: 'kg' }],
  ['unit', of({}), 'u-1', 'u-1'],
  ['unit', of({ unit: 'u-1' }), null, null],
];
const entered = (type: 'BottleReceived' | 'BottleBaselined' | 'BottleDonated'): Row[] => {
  const of = (more: object) => fact(type, { ...acetone, ...more });
  return [
    ...described(of),
    ['composition', of({}), composition, composition],
    [
      'content',
      of({}),
      { value: '2', unit: 'l', how: 'weighed', uncertainty: '0.1' },
      { value: '2', unit: 'L', how: 'weighed', uncertainty: '0.1' },
    ],
    ['place', of({}), 'bay-000001h', BAY],
    ['place', of({ place: BENCH }), null, null],
  ];
};
const middle: Row[] = [
  ...(['BottleStored', 'BottleMoved', 'BottleReturned', 'BottleFound'] as const).map(
    (type): Row => ['to', fact(type, { to: { place: BENCH } }), { place: 'BAY 000001h' }, { place: BAY }],
  ),
  ['to', issued(), ben, ben],
  ['purpose', issued(), 'research', 'research'],
  ['project', issued(), 'P7', 'P7'],
  ['to', fact('CustodyOffered', { to: ann }), ben, ben],
  ['quantity', used('1'), { value: '2', unit: 'ml' }, quantity('2')],
  ['loss', portion('A', '5', '1'), { value: '2', unit: 'ml' }, quantity('2')],
  ['loss', portion('A', '5', '1'), null, null],
  ['purpose', used('1'), 'washing', 'washing'],
  ['project', used('1'), 'P7', 'P7'],
  ['cause', fact('BottleEmptied', { remainder, cause: 'x' }), null, null],
  ['place', fact('BottleSighted', { place: BENCH }), BAY, BAY],
  ['text', fact('ConditionNoted', { text: 'x' }), 'a crack\r\nand more', 'a crack\nand more'],
  ...(['container', 'manifest'] as const).map(
    (field): Row => [field, fact('BottleDisposed', { way: 'x', remainder }), 'C1', 'C1'],
  ),
  ['way', fact('BottleDisposed', { way: 'x', remainder }), 'contractor', 'contractor'],
  ['witness', fact('BottleDisposed', { way: 'x', remainder, witness: 'p-ann' }), 'p-ben', 'p-ben'],
  ['witness', fact('BottleDisposed', { way: 'x', remainder, witness: 'p-ann' }), null, null],
  ['supplier', fact('BottleReturnedToVendor', { supplier: 'S', remainder }), 'T', 'T'],
];
const first: Row[] = [
  ...entered('BottleReceived'),
  ...entered('BottleBaselined'),
  ...entered('BottleDonated'),
  ...described((more) => fact('BottleFilled', { ...filledFrom('A', 'p', '5'), ...more })),
  ['composition', fact('BottleFilled', filledFrom('A', 'p', '5')), composition, composition],
];
const rows = [
  ...first.map((row) => [row[1].type, ...row, [row[1]]] as const),
  ...middle.map((row) => [row[1].type, ...row, [received(), row[1]]] as const),
];

describe('a correction', () => {
  it.each(rows)('of %s: %s', (_type, field, told, asked, now, facts) => {
    const was = (told.data as Record<string, unknown>)[field] ?? null;
    const answer = correct(facts, facts.length - 1, { [field]: asked });
    expect(answer.entries).toMatchObject([
      {
        type: 'FactCorrected',
        v: 1,
        data: { fact: id(facts.length - 1), was: { [field]: was }, now: { [field]: now } },
        meta: { reason },
      },
    ]);
  });

  it('counts in all that follows', () => {
    correct([...here, used('900')], 0, { content: { value: '2', unit: 'L' } }).leaving({
      content: { dimension: 'volume', base: '1.1', unit: 'L' },
    });
    expect(correct(here, 0, { lot: null }).state).not.toHaveProperty('lot');
    correct(here, 1, { to: { place: BAY } }).leaving({ place: BAY, home: BAY });
    correct([...here, issued()], 1, { to: { place: BAY } }).leaving({ holder: 'p-ann', home: BAY });
  });

  it('that later facts cannot live with is refused, and names them', () => {
    const facts = [...here, used('300'), used('500'), used('200')];
    const refusal = correct(facts, 0, { content: { value: '400', unit: 'mL' } }).refuses(
      'fact.contradicts',
      'conflict',
    );
    const breaks = { stream: STREAM, type: 'QuantityUsed', code: 'bottle.quantity.exceeds-content' };
    expect(refusal.params.facts).toEqual([
      { id: id(3), occurredAt: minute(3), ...breaks },
      { id: id(4), occurredAt: minute(4), ...breaks },
    ]);
    correct(facts, 0, { content: { value: '1', unit: 'kg' } }).refuses('fact.contradicts');
  });

  it.each<[string, number, Record<string, unknown>, string]>([
    ['an unknown field', 0, { colour: 'x' }, 'fact.field-not-correctable'],
    ['a field that is not the fact’s', 1, { lot: 'L' }, 'fact.field-not-correctable'],
    ['what was believed when it was written', 1, { from: { place: BAY } }, 'fact.field-not-correctable'],
    ['a required field that is to be no more', 0, { content: null }, 'fact.field-not-correctable'],
    ['where it went, to be nowhere', 1, { to: null }, 'fact.field-not-correctable'],
    ['the short form of commands', 0, { substance: '67-64-1' }, 'fact.field-not-correctable'],
    ['no change', 0, { lot: 'L1' }, 'fact.unchanged'],
    ['a place that is closed', 1, { to: { place: CLOSED } }, 'place.closed'],
    ['a person for a place', 1, { to: ann }, 'bottle.correction.malformed'],
    ['a place that is misspelt', 1, { to: { place: 'BAY000001J' } }, 'code.misspelt'],
    ['a place that is a number', 0, { place: 5 }, 'bottle.correction.malformed'],
    ['a unit that is not known', 0, { unit: 'u-9' }, 'unit.not-known'],
    ['a tare that is no mass', 0, { tare: { value: '1', unit: 'L' } }, 'bottle.tare.not-a-mass'],
    ['less than no content', 0, { content: { value: '-1', unit: 'L' } }, 'amount.not-positive'],
    ['a content in words', 0, { content: 'half' }, 'bottle.correction.malformed'],
    [
      'a content known somehow',
      0,
      { content: { value: '1', unit: 'L', how: 'guessed' } },
      'bottle.correction.malformed',
    ],
    ['a purity in words', 0, { purity: 'high' }, 'bottle.correction.malformed'],
    ['an expiry that is none', 0, { expiry: 'soon' }, 'expiry.malformed'],
    ['a composition of nothing', 0, { composition: [] }, 'bottle.correction.malformed'],
    ['a composition that is a number', 0, { composition: 5 }, 'bottle.correction.malformed'],
    ['a composition of null', 0, { composition: [null] }, 'bottle.correction.malformed'],
    [
      'a composition without a main substance',
      0,
      { composition: composition.slice(1) },
      'bottle.composition.unclear',
    ],
    [
      'a substance that is not known',
      0,
      { composition: [{ substance: '1-1-1', role: 'main' }] },
      'substance.not-known',
    ],
  ])('of %s is refused', (_name, of, asked, code) => {
    correct(here, of, asked).refuses(code);
  });

  it('of what cannot be corrected is refused', () => {
    const asked = { note: 'x' };
    for (const one of [
      fact('BottleOpened', {}),
      fact('BottleMarkedMissing', {}),
      fact('CustodyAccepted', { to: ann }),
      fact('AliasBound', { scheme: 's', value: 'v' }),
      fact('BottleWrittenOff', { remainder }),
    ]) {
      correct([received(), one], 1, asked).refuses('fact.not-correctable', 'impossible');
    }
    correct([received(), annulled(0), annulled(1)], 2, { fact: 'x' }).refuses('fact.not-correctable');
    correct(here, 9, { lot: 'L' }).refuses('fact.unknown', 'impossible');
  });

  it('asks for a place that bottles enter, and for a role there, as it will be read', () => {
    const command = (asked: Record<string, unknown>) => ({ fact: id(1), reason, with: asked });
    const enters = (asked: Record<string, unknown>) =>
      bottleDecider.enters?.CorrectFact?.(command(asked), 'none');
    expect(enters({ to: { place: 'bay000001h' } })).toEqual([BAY]);
    expect(enters({ place: 'bay000001h' })).toEqual([BAY]);
    for (const to of [null, 5, 'x', [], { place: null }, { place: 'x' }, { person: 'p-ann' }])
      expect(enters({ to })).toEqual([]);
    const { state } = given(...here);
    expect(bottleDecider.subjects(state, 'bottle0001', command({ to: { place: 'bay000001h' } }))).toEqual([
      { place: BENCH },
      { place: BAY },
    ]);
  });
});

describe('an annulment', () => {
  it('takes back a fact, an end, a correction, an annulment', () => {
    annul([...here, used('900')], 2)
      .records(annulled(2))
      .leaving({ content: { dimension: 'volume', base: '1', unit: 'L' } });
    annul([...here, fact('BottleWrittenOff', { remainder })], 2).leaving({ place: BENCH });
    const corrected = fact('FactCorrected', { fact: id(0), was: { lot: 'L1' }, now: { lot: 'L2' } });
    annul([...here, corrected], 2).leaving({ lot: 'L1' });
    annul([...here, corrected, annulled(2)], 3).leaving({ lot: 'L2' });
    annul([...here, used('900'), annulled(2)], 3).leaving({
      content: { dimension: 'volume', base: '0.1', unit: 'L' },
    });
  });

  it('of everything leaves a bottle that never was, which can be brought back', () => {
    const gone = [received({ lot: 'L1' }), annulled(0)];
    annul(gone.slice(0, 1), 0).leaving('annulled');
    annul(gone, 1).leaving({ lot: 'L1' });
    given(...gone)
      .when('RegisterBottle', { origin: 'received', substance: '67-64-1', content: remainder })
      .refuses('bottle.code.taken');
    given(...gone)
      .when('OpenBottle', {}, { occurredAt: minute(-5) })
      .refuses('bottle.ended');
  });

  it('that later facts cannot live with is refused', () => {
    expect(
      annul([...here, used('900')], 0).refuses('fact.contradicts', 'conflict').params.facts,
    ).toMatchObject([
      { id: id(1), code: 'bottle.not-yet-entered' },
      { id: id(2), code: 'bottle.not-yet-entered' },
    ]);
    const twice = [...here, used('900'), annulled(2), used('800')];
    expect(annul(twice, 3).refuses('fact.contradicts').params.facts).toMatchObject([{ id: id(4) }]);
    annul(twice, 2).refuses('fact.annulled', 'conflict');
  });
});

describe('what two bottles tell of', () => {
  const poured = { ...fact('BottleFilled', filledFrom('A', CODE, '5')), meta: { causedBy: 'portion' } };
  const twin = { stream: 'bottle-A', fact: 'portion' };
  const gone = fact('FactAnnulled', { fact: id(0), twin });
  const reaction = (told: Told<BottleFact>) =>
    entriesOf(STREAM, [told]).flatMap((entry) => portionFollowsFilling.react(entry));

  it('is not corrected, but for what one of them tells alone', () => {
    correct([received(), portion('A', '5')], 1, { quantity: quantity('6') }).refuses(
      'bottle.portion.stays',
      'conflict',
    );
    correct([received(), portion('A', '5')], 1, { child: 'B' }).refuses('fact.field-not-correctable');
    correct([poured], 0, { content: quantity('6') }).refuses('fact.field-not-correctable');
  });

  it('is taken back by the bottle that was filled, and in the other that follows', () => {
    const elsewhere = (facts: readonly Told<BottleFact>[], of: number) =>
      bottleDecider.elsewhere?.AnnulFact?.({ fact: id(of), reason }, entriesOf(STREAM, facts));
    const facts = [...here, portion('A', '5')];
    const command = { portion: id(2), reason };
    expect(elsewhere(facts, 2)).toEqual({ command: 'AnnulFilling', stream: 'bottle-A', body: command });
    expect(elsewhere(facts, 1)).toBeUndefined();
    expect(elsewhere(facts, 9)).toBeUndefined();
    given(poured).when('AnnulFilling', { portion: 'portion', reason }).records(gone).leaving('annulled');
    expect(reaction({ ...gone, meta: { reason } })).toEqual([
      { command: 'AnnulPortion', stream: 'bottle-A', body: { portion: 'portion', reason } },
    ]);
    expect(reaction(annulled(1))).toEqual([]);
    given(...facts)
      .when('AnnulPortion', { portion: id(2) })
      .records(annulled(2))
      .leaving({ content: { dimension: 'volume', base: '1', unit: 'L' } });
  });

  it('stays where the bottle that was filled has lived on, and that names with what', () => {
    const lived = given(poured, used('1'), annulled(1), stored(BAY), fact('ConditionNoted', { text: 'x' }));
    const { facts } = lived
      .when('AnnulFilling', { portion: 'portion', reason })
      .refuses('fact.contradicts', 'conflict').params;
    expect(facts).toMatchObject([
      { id: id(3), stream: STREAM, type: 'BottleStored' },
      { id: id(4), stream: STREAM, type: 'ConditionNoted' },
    ]);
    given(poured, used('1'), annulled(1)).when('AnnulFilling', { portion: 'portion', reason }).records(gone);
    given()
      .when('AnnulFilling', { portion: 'portion', reason })
      .refuses('bottle.filling.to-come', 'conflict');
  });

  it('is asked of the bottle it came from, and once', () => {
    expect(annul([poured], 0).refuses('bottle.filling.of-two', 'conflict').params).toEqual(twin);
    given(poured, gone).when('AnnulFilling', { portion: 'portion', reason }).refuses('fact.annulled');
    annul([poured, gone], 1).refuses('bottle.portion.gone', 'conflict');
    annul([...here, portion('A', '5'), annulled(2)], 3).refuses('bottle.portion.gone');
  });

  it('may be told of a bottle whose life is over: what was left is more then', () => {
    const ended = [...here, portion('A', '900'), fact('BottleWrittenOff', { remainder: mL('100') })];
    given(...ended)
      .when('AnnulPortion', { portion: id(2) })
      .leaving({ end: 'written-off', remainder: { dimension: 'volume', base: '1', unit: 'L' } });
  });
});
