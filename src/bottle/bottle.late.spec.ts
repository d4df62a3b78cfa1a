import { describe, expect, it } from '@jest/globals';
import {
  BAY,
  BENCH,
  CLOSED,
  fact,
  given,
  issued,
  received,
  STREAM,
  stored,
  used,
} from '../../test/support/bottles.js';
import { at } from '../../test/support/given.js';
import { minute, nth } from '../../test/support/told.js';

const here = [received(), stored()];
const remainder = { value: '1', unit: 'L' };
const id = (n: number) => nth(STREAM, n);

describe('a late entry', () => {
  it('is decided on how things were', () => {
    const facts = [...here, issued(), fact('BottleReturned', { to: { place: BAY } })];
    const late = given(...facts).when('MoveBottle', { place: BAY }, { occurredAt: minute(1) });
    late.records(fact('BottleMoved', { from: { place: BENCH }, to: { place: BAY } })).leaving({ place: BAY });
    given(...facts)
      .when('MoveBottle', { place: BAY }, { occurredAt: minute(2) })
      .refuses('bottle.no-place');
  });

  it('stands behind what is known of the same time', () => {
    const late = given(...here, at(minute(9), used('1'))).when(
      'QuarantineBottle',
      { reason: 'r' },
      { occurredAt: minute(1) },
    );
    expect(late.entries).toMatchObject([
      { revision: 3, meta: { occurredAt: minute(1), recordedAt: minute(3) } },
    ]);
  });

  it('is not unmade by what was forbidden later, and unmakes nothing that was done', () => {
    const forbidden = [...here, fact('BottleQuarantined', {}), fact('QuarantineLifted', {})];
    const use = (minutes: number) =>
      given(...forbidden).when(
        'UseBottle',
        { quantity: { value: '1', unit: 'mL' } },
        { occurredAt: minute(minutes) },
      );
    use(1).leaving({ content: { dimension: 'volume', base: '0.999', unit: 'L' } });
    use(2).refuses('bottle.quarantined', 'conflict');
    use(3).leaving({ content: { dimension: 'volume', base: '0.999', unit: 'L' } });
    given(...here, used('1'))
      .when('MarkBottleMissing', {}, { occurredAt: minute(1) })
      .leaving({ missing: true, content: { dimension: 'volume', base: '0.999', unit: 'L' } });
  });

  it('names what is known and open when it is recorded, not when it happened', () => {
    given(...here)
      .when('MoveBottle', { place: CLOSED }, { occurredAt: minute(1) })
      .refuses('place.closed');
    given(...here)
      .when('IssueBottle', { to: 'p-gone', purpose: 'x' }, { occurredAt: minute(1) })
      .refuses('person.left');
  });

  it('that later facts cannot live with is refused', () => {
    const facts = [...here, used('900')];
    const late = { occurredAt: minute(1) };
    const use = given(...facts).when('UseBottle', { quantity: { value: '101', unit: 'mL' } }, late);
    expect(use.refuses('fact.contradicts').params.facts).toMatchObject([{ id: id(2) }]);
    given(...facts)
      .when('WriteOffBottle', { reason: 'r' }, late)
      .refuses('fact.contradicts');
  });

  it('is refused before the bottle came', () => {
    const before = { occurredAt: minute(-1) };
    given(...here)
      .when('OpenBottle', {}, before)
      .refuses('bottle.not-stored');
    given(received({ place: BENCH }))
      .when('OpenBottle', {}, before)
      .refuses('bottle.not-yet-entered', 'impossible');
    given(...here)
      .when('NoteOnBottle', { text: 'x' }, before)
      .refuses('bottle.not-yet-entered');
    given(...here)
      .when('RegisterBottle', { origin: 'donated', substance: '67-64-1', content: remainder }, before)
      .refuses('bottle.code.taken');
  });
});
