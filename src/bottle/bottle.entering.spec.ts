import { describe, expect, it } from '@jest/globals';
import {
  acetone,
  BENCH,
  CODE,
  fact,
  filledFrom,
  given,
  received,
  stored,
} from '../../test/support/bottles.js';
import { minute } from '../../test/support/told.js';
import { bottleDecider } from './bottle.decider.js';

describe('a bottle enters', () => {
  const command = { origin: 'received', substance: '67-64-1', content: { value: '1', unit: 'l' } } as const;

  it.each([
    ['received', 'BottleReceived'],
    ['baselined', 'BottleBaselined'],
    ['donated', 'BottleDonated'],
  ] as const)('by being %s', (origin, type) => {
    given()
      .when('RegisterBottle', { ...command, origin })
      .records(fact(type, acetone))
      .leaving({
        origin,
        content: { dimension: 'volume', base: '1', unit: 'L' },
        opened: false,
        enteredAt: minute(0),
      });
  });

  it('with all that is known of it, amounts in UCUM and as they were written', () => {
    given()
      .when('RegisterBottle', {
        ...command,
        concentration: { value: '99.8', unit: '%' },
        content: { value: '2.50', unit: 'l', how: 'weighed', uncertainty: '0.01' },
        ...{
          grade: 'HPLC',
          supplier: 'S',
          product: 'P1',
          lot: 'L1',
          expiry: '2027-05',
          unit: 'u-1',
          place: BENCH,
        },
        tare: { value: '500', unit: 'g' },
        aliases: [{ scheme: 'gs1', value: '0401' }],
      })
      .records(
        fact('BottleReceived', {
          composition: [{ substance: '67-64-1', role: 'main', fraction: { value: '99.8', unit: '%' } }],
          content: { value: '2.50', unit: 'L', how: 'weighed', uncertainty: '0.01' },
          ...{
            grade: 'HPLC',
            supplier: 'S',
            product: 'P1',
            lot: 'L1',
            expiry: '2027-05',
            unit: 'u-1',
            place: BENCH,
          },
          tare: { value: '500', unit: 'g' },
          aliases: [{ scheme: 'gs1', value: '0401' }],
        }),
      )
      .leaving({ place: BENCH, home: BENCH, lot: 'L1', expiry: '2027-05', unit: 'u-1' });
  });

  it('as a mixture with one main substance', () => {
    const composition = [
      { substance: '67-64-1', role: 'main', fraction: { value: '10', unit: '%' } },
      { substance: '7732-18-5', role: 'solvent' },
    ] as const;
    const { substance: _one, ...mixture } = command;
    given()
      .when('RegisterBottle', { ...mixture, composition })
      .records(fact('BottleReceived', { ...acetone, composition }));
    const unclear = [
      mixture,
      { ...command, composition },
      { ...mixture, composition, concentration: { value: '1', unit: '%' } },
      { ...mixture, composition: [composition[1]] },
      { ...mixture, composition: [composition[0], composition[0]] },
    ];
    for (const one of unclear)
      given().when('RegisterBottle', one).refuses('bottle.composition.unclear', 'impossible');
  });

  it.each([
    ['a place that is not known', { place: 'N0WHERE' }, 'place.not-known'],
    ['a place that is closed', { place: 'SHADE0001D' }, 'place.closed'],
    ['a place with places inside', { place: 'R00M00001K' }, 'place.not-a-leaf'],
    ['a unit that is not known', { unit: 'u-9' }, 'unit.not-known'],
    ['a substance that is not known', { substance: '1-1-1' }, 'substance.not-known'],
    ['a substance that was merged', { substance: 'old' }, 'substance.merged'],
    ['a tare that is no mass', { tare: { value: '1', unit: 'mL' } }, 'bottle.tare.not-a-mass'],
    ['the code of a place', { code: BENCH }, 'bottle.code.taken'],
  ])('but not with %s', (_name, more, code) => {
    given()
      .when('RegisterBottle', { ...command, ...more })
      .refuses(code);
  });

  it('once', () => {
    given(received()).when('RegisterBottle', command).refuses('bottle.code.taken', 'conflict');
    given(received())
      .when('EnterBottle', { origin: 'donated', bottle: acetone })
      .refuses('bottle.code.taken');
    given(received())
      .when('FillBottle', { filled: filledFrom('A', 'p', '5') })
      .refuses('bottle.code.taken');
  });

  it('as one of many, and by being filled from another', () => {
    const bottle = { ...acetone, registration: 'r1', place: BENCH };
    given().when('EnterBottle', { origin: 'donated', bottle }).records(fact('BottleDonated', bottle));
    const filled = { ...filledFrom('A', 'p', '5'), holder: 'p-ann', unit: 'u-1' };
    given()
      .when('FillBottle', { filled })
      .records(fact('BottleFilled', filled))
      .leaving({
        origin: 'filled',
        parent: 'A',
        holder: 'p-ann',
        content: { dimension: 'volume', base: '0.005', unit: 'mL' },
      });
  });

  it('reserves its codes of other systems first', () => {
    const aliases = [{ scheme: 'old inventory', value: 'A/7' }];
    const body = { scheme: 'old inventory', value: 'A/7', code: CODE };
    const reservation = { command: 'ReserveAlias', stream: 'alias-old%20inventory:A%2F7', body };
    expect(bottleDecider.reserves?.([received({ aliases })], CODE)).toEqual([reservation]);
    expect(
      bottleDecider.reserves?.([fact('AliasBound', { scheme: 'old inventory', value: 'A/7' })], CODE),
    ).toEqual([reservation]);
    expect(bottleDecider.reserves?.([received({ aliases: [...aliases, ...aliases] })], CODE)).toEqual([
      reservation,
    ]);
    expect(bottleDecider.reserves?.([received(), stored()], CODE)).toEqual([]);
  });
});
