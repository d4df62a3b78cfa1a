import { describe, expect, it } from '@jest/globals';
import { addDays } from '@ledger/kernel';
import { given as givenStream } from '../../test/support/given.js';
import { minute, recordedOf, type Told } from '../../test/support/told.js';
import { aliasDecider } from './alias.decider.js';
import type { AliasFact } from './alias.events.js';
import { aliasesView } from './views/aliases.view.js';

const STREAM = 'alias-gs1:0401';
const given = (facts: Told<AliasFact>[], others = {}) => givenStream(aliasDecider, STREAM, facts, others);
const ask = (code: string) => ({ scheme: 'gs1', value: '0401', code });
const reserved = (code: string, ago = 0): Told<AliasFact> => {
  const recordedAt = addDays(minute(1), -ago);
  return { type: 'AliasReserved', v: 1, data: ask(code), meta: { occurredAt: recordedAt, recordedAt } };
};
const { meta: _meta, ...reservation } = reserved('B');

describe('a code of another system', () => {
  it('names one bottle', () => {
    given([])
      .when('ReserveAlias', ask('B'))
      .records(reservation)
      .leaving({ code: 'B', reservedAt: minute(0) });
    const taken = given([reserved('A', 5)], { 'bottle-A': {} }).when('ReserveAlias', ask('B'));
    expect(taken.refuses('alias.taken', 'conflict').params).toEqual(ask('A'));
    given([reserved('B', 5)], { 'bottle-B': {} })
      .when('ReserveAlias', ask('B'))
      .refuses('alias.taken');
  });

  it('is free again a day after it was reserved for a bottle that never came', () => {
    given([reserved('A', 0)])
      .when('ReserveAlias', ask('B'))
      .refuses('alias.taken');
    given([reserved('A', 1)])
      .when('ReserveAlias', ask('B'))
      .refuses('alias.taken');
    given([reserved('A', 1.001)])
      .when('ReserveAlias', ask('B'))
      .records(reservation)
      .leaving({ code: 'B' });
    given([reserved('A', 9)], { 'bottle-A': 'annulled' })
      .when('ReserveAlias', ask('B'))
      .refuses('alias.taken');
  });

  it('is found by the bottle it names last', () => {
    const documents = recordedOf(STREAM, [reserved('A', 9), reserved('B')]).reduce(
      (docs, fact) => aliasesView.evolve(docs, fact),
      [] as ReturnType<typeof aliasesView.evolve>,
    );
    expect(documents).toEqual([{ _id: STREAM, ...ask('B') }]);
  });
});
