import { describe, expect, it } from '@jest/globals';
import { entriesOf, nth, type Told } from '../../../test/support/told.js';
import type { Entry, Json } from './fact.js';
import { Refusal } from './refusal.js';
import { annulment, type CorrectableFields, correction } from './repair.js';

const id = (n: number) => nth('jar-1', n);
const fact = (type: string, data: Record<string, Json>): Told => ({ type, v: 1, data });
const history = (...facts: Told[]): Entry[] => entriesOf('jar-1', facts);

const correctable: CorrectableFields = {
  JarFilled: {
    n: { read: (value) => Number(value) },
    note: { read: (value) => String(value).trim(), optional: true },
  },
};
const filled = fact('JarFilled', { n: 1, note: 'a', by: 'p' });
const corrected = (of: number, now: Record<string, Json>) =>
  fact('FactCorrected', { fact: id(of), was: {}, now });
const annulled = (of: number) => fact('FactAnnulled', { fact: id(of) });

const correct = (entries: readonly Entry[], of: number, asked: Record<string, unknown>) =>
  correction(entries, { fact: id(of), with: asked }, correctable);

function refused(run: () => unknown) {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code, ...error.params };
    throw error;
  }
  throw new Error('not refused');
}

describe('a correction', () => {
  it('keeps what the fact said and what it says now, of the fields that change', () =>
    expect(correct(history(filled), 0, { n: '2', note: ' a ' })).toEqual({
      type: 'FactCorrected',
      v: 1,
      data: { fact: id(0), was: { n: 1 }, now: { n: 2 } },
    }));

  it('takes an optional field away, and gives one that was not there', () => {
    expect(correct(history(filled), 0, { note: null }).data).toMatchObject({
      was: { note: 'a' },
      now: { note: null },
    });
    const bare = fact('JarFilled', { n: 1 });
    expect(correct(history(bare), 0, { note: 'b' }).data).toMatchObject({
      was: { note: null },
      now: { note: 'b' },
    });
  });

  it('starts from what counts now', () => {
    const entries = history(filled, corrected(0, { n: 2 }));
    expect(correct(entries, 0, { n: 3 }).data.was).toEqual({ n: 2 });
    expect(refused(() => correct(entries, 0, { n: 2 }))).toEqual({ code: 'fact.unchanged', fact: id(0) });
    const back = history(filled, corrected(0, { n: 2 }), annulled(1));
    expect(correct(back, 0, { n: 2 }).data.was).toEqual({ n: 1 });
  });

  it.each<[string, Told[], number, Record<string, unknown>, object]>([
    ['of nothing known', [filled], 7, { n: 2 }, { code: 'fact.unknown', fact: id(7) }],
    ['of what is annulled', [filled, annulled(0)], 0, { n: 2 }, { code: 'fact.annulled', fact: id(0) }],
    [
      'of another kind of fact',
      [fact('JarSeen', {})],
      0,
      { n: 2 },
      { code: 'fact.not-correctable', type: 'JarSeen' },
    ],
    [
      'of a correction',
      [filled, corrected(0, { n: 2 })],
      1,
      { now: {} },
      { code: 'fact.not-correctable', type: 'FactCorrected' },
    ],
    [
      'of a field that stays',
      [filled],
      0,
      { n: 2, by: 'q' },
      { code: 'fact.field-not-correctable', type: 'JarFilled', field: 'by', fields: ['n', 'note'] },
    ],
    [
      'of a field that every object has',
      [filled],
      0,
      { constructor: 'q' },
      { code: 'fact.field-not-correctable', type: 'JarFilled', field: 'constructor', fields: ['n', 'note'] },
    ],
    [
      'that takes a required field away',
      [filled],
      0,
      { n: null },
      { code: 'fact.field-not-correctable', type: 'JarFilled', field: 'n', fields: ['n', 'note'] },
    ],
    ['that changes nothing', [filled], 0, { n: 1, note: 'a' }, { code: 'fact.unchanged', fact: id(0) }],
    [
      'that takes away what is not there',
      [fact('JarFilled', { n: 1 })],
      0,
      { note: null },
      { code: 'fact.unchanged', fact: id(0) },
    ],
  ])('%s is refused', (_name, facts, of, asked, refusal) =>
    expect(refused(() => correct(history(...facts), of, asked))).toEqual(refusal),
  );
});

describe('an annulment', () => {
  it('names a fact, a correction or an annulment', () => {
    const entries = history(filled, corrected(0, { n: 2 }), annulled(1));
    expect(annulment(entries, id(0))).toEqual({ type: 'FactAnnulled', v: 1, data: { fact: id(0) } });
    expect(annulment(entries, id(2)).data).toEqual({ fact: id(2) });
  });

  it('is refused where there is nothing to take back', () => {
    expect(refused(() => annulment(history(filled), id(1)))).toEqual({ code: 'fact.unknown', fact: id(1) });
    expect(refused(() => annulment(history(filled, annulled(0)), id(0)))).toEqual({
      code: 'fact.annulled',
      fact: id(0),
    });
    expect(annulment(history(filled, annulled(0), annulled(1)), id(0)).data).toEqual({ fact: id(0) });
  });
});
