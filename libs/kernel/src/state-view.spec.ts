import { describe, expect, it } from '@jest/globals';
import { recordedOf, type Told } from '../../../test/support/told.js';
import type { Folding } from './decider.js';
import { effective } from './effective.js';
import type { Fact } from './fact.js';
import { stateView } from './state-view.js';

type JarFact = Fact<'JarOpened' | 'JarClosed', { readonly size: number }>;
interface Jar {
  readonly size: number;
  readonly open: boolean;
}
const folding: Folding<Jar | 'none' | 'annulled', JarFact> = {
  category: 'jar',
  initial: 'none',
  annulled: 'annulled',
  evolve: (_state, { type, data }) => ({ size: data.size, open: type === 'JarOpened' }),
};
const shape = {
  name: 'jars',
  version: 1,
  folding,
  indexes: [],
  searched: ({ size }: Jar, id: string) => ({ big: size > 5, sort: `${size}-${id}`, gone: false }),
};
const jars = stateView(shape);
const kept = stateView({ ...shape, annulled: (last) => ({ ...last, gone: true }) });

const jar = (type: JarFact['type'], size: number): Told => ({ type, v: 1, data: { size } });
const annulled = (n: number): Told => ({ type: 'FactAnnulled', v: 1, data: { fact: `jar-A/${n}` } });
const told = recordedOf('jar-A', [jar('JarOpened', 9), jar('JarClosed', 3), annulled(1), annulled(0)]);
const [opened, closed, firstBack, allBack] = told;

describe('a view of states', () => {
  it('takes the facts of its category', () => expect(jars.categories).toEqual(['jar']));

  it('holds the state, what it is searched by, and the revision of the last fact', () => {
    if (!opened || !closed) throw new Error('told too little');
    const first = jars.evolve([], opened);
    const document = {
      _id: 'A',
      state: { size: 9, open: true },
      revision: 0,
      big: true,
      sort: '9-A',
      gone: false,
    };
    expect(first).toEqual([document]);
    expect(jars.evolve(first, closed)).toEqual([
      { _id: 'A', state: { size: 3, open: false }, revision: 1, big: false, sort: '3-A', gone: false },
    ]);
  });

  it('is folded again by a repair, whose revision it has then', () => {
    if (!firstBack || !jars.refold) throw new Error('told too little');
    expect(jars.refold([], effective(told.slice(0, 3)), firstBack)).toMatchObject([
      { state: { size: 9, open: true }, revision: 2 },
    ]);
  });

  it('is no more once everything is annulled, unless it says what remains', () => {
    if (!opened || !allBack || !jars.refold || !kept.refold) throw new Error('told too little');
    const before = jars.evolve([], opened);
    expect(jars.refold(before, [], allBack)).toEqual([]);
    expect(kept.refold(before, [], allBack)).toEqual([{ ...before[0], gone: true, revision: 3 }]);
  });
});
