import { describe, expect, it } from '@jest/globals';
import { type Context, type Entry, effective, fold, Refusal } from '@ledger/kernel';
import { type SubstanceCommands, substanceDecider } from './substance.decider.js';
import type { SubstanceFact } from './substance.events.js';
import type { SubstanceState } from './substance.state.js';

const at = '2026-03-01T23:30:00.000Z';
const entries = (id: string, facts: readonly SubstanceFact[]): Entry<SubstanceFact>[] =>
  facts.map((fact, revision) => ({
    ...fact,
    id: `${id}-${revision}`,
    stream: `substance-${id}`,
    revision,
    meta: { actor: 'p', credential: 'k', commandId: 'c', commandHash: 'h', occurredAt: at, recordedAt: at },
  }));
const stateOf = (id: string, facts: readonly SubstanceFact[]) =>
  fold(substanceDecider, effective(entries(id, facts)));

/** Other substances there are, by id. */
type Others = Readonly<Record<string, readonly SubstanceFact[]>>;

function given(facts: readonly SubstanceFact[], others: Others = {}) {
  const id = '67-64-1';
  const found = new Map(
    Object.entries({ ...others, [id]: facts }).map(([key, them]) => [
      `substance-${key}`,
      stateOf(key, them).state,
    ]),
  );
  const context: Context = {
    actor: 'p',
    id,
    recordedAt: at,
    occurredAt: at,
    day: '2026-03-02',
    history: [],
    bottlesIn: () => 0,
    code: () => '7K3QX9M2RP',
    found: <State>({ stream }: { stream: string }) => found.get(stream) as State | undefined,
  };
  return {
    when<Name extends keyof SubstanceCommands>(name: Name, command: SubstanceCommands[Name]) {
      return substanceDecider.decide[name](stateOf(id, facts).state, command, context);
    },
    refusal<Name extends keyof SubstanceCommands>(name: Name, command: SubstanceCommands[Name]) {
      try {
        this.when(name, command);
      } catch (error) {
        if (error instanceof Refusal)
          return { code: error.code, kind: error.spec.kind, params: error.params };
        throw error;
      }
      throw new Error(`${name} was not refused`);
    },
  };
}

const clerk = { name: 'clerk', version: '2026-03-01' };
const added = (name: string): SubstanceFact => ({
  type: 'SubstanceAdded',
  v: 1,
  data: { name, hazards: [], pictograms: [], classification: 'not-classified', source: clerk },
});
const merged = (into: string): SubstanceFact => ({ type: 'SubstanceMerged', v: 1, data: { into } });

describe('adding a substance', () => {
  it('classifies it by hand from its hazard codes, each of them once', () => {
    const command = { name: 'acetone', cas: '67-64-1', hazards: ['H225', 'H319', 'H225', 'EUH066'] };
    expect(given([]).when('AddSubstance', command)).toEqual([
      {
        type: 'SubstanceAdded',
        v: 1,
        data: {
          name: 'acetone',
          cas: '67-64-1',
          hazards: ['H225', 'H319', 'EUH066'],
          pictograms: ['GHS02', 'GHS07'],
          signalWord: 'Danger',
          classification: 'by-hand',
          source: clerk,
        },
      },
    ]);
  });

  it('says not classified where no hazards are told', () => {
    const [fact] = given([]).when('AddSubstance', {
      name: 'buffer',
      density: { value: '1.0', unit: 'g/mL' },
    });
    expect(fact?.data).toEqual({
      name: 'buffer',
      density: { value: '1.0', unit: 'g/mL' },
      hazards: [],
      pictograms: [],
      classification: 'not-classified',
      source: clerk,
    });
  });

  it('is refused where it is there already, and says under which id', () => {
    expect(given([added('acetone')]).refusal('AddSubstance', { name: 'propanone', cas: '67-64-1' })).toEqual({
      code: 'substance.already-known',
      kind: 'conflict',
      params: { id: '67-64-1' },
    });
  });
});

describe('loading a substance of the catalogue', () => {
  type Edition = SubstanceCommands['LoadSubstance']['substance'];
  const first: Edition = {
    ...{
      name: 'acetone',
      names: { en: 'acetone' },
      cas: '67-64-1',
      formula: 'C3H6O',
      synonyms: ['propanone'],
    },
    ...{ hazards: ['H225', 'H319'], pictograms: ['GHS02', 'GHS07'], signalWord: 'Danger' },
    ...{ classification: 'harmonised', source: { name: 'list', version: '1' } },
  };
  const source = { name: 'list', version: '2', effective: '2026-02-01' };
  const second = { ...first, source };
  const load = (facts: readonly SubstanceFact[], substance: Edition) =>
    given(facts).when('LoadSubstance', { substance });
  const known = (facts: readonly SubstanceFact[]) => stateOf('67-64-1', facts).state;
  const loaded = load([], first);
  const nothing = (facts: readonly SubstanceFact[], substance: Edition) =>
    expect(given(facts).refusal('LoadSubstance', { substance })).toMatchObject({
      code: 'substance.up-to-date',
    });

  it('takes it as it is, once, whatever edition says the same in whatever order', () => {
    expect(loaded).toEqual([{ type: 'SubstanceAdded', v: 1, data: first }]);
    nothing(loaded, first);
    nothing(loaded, { ...second, hazards: ['H319', 'H225'], pictograms: ['GHS07', 'GHS02'] });
    nothing(loaded, { ...second, synonyms: ['propanone', 'acetone'] });
  });

  it('reclassifies it where a newer edition does, with its source and the day of effect', () => {
    const { signalWord: _word, ...lesser } = second;
    const hazards = { hazards: ['H319'], pictograms: ['GHS07'], classification: 'harmonised' as const };
    const facts = load(loaded, { ...lesser, ...hazards });
    expect(facts).toEqual([{ type: 'SubstanceReclassified', v: 1, data: { ...hazards, source } }]);
    const now = known([...loaded, ...facts]);
    expect(now).toMatchObject({ name: 'acetone', ...hazards, source });
    expect(now).not.toHaveProperty('signalWord');
    nothing([...loaded, ...facts], { ...lesser, ...hazards });
  });

  it('describes it anew where a newer edition does, and loses no name it had', () => {
    const better = { name: 'propan-2-one', names: { en: 'propan-2-one', de: 'Aceton' }, molarMass: '58.08' };
    const { formula: _formula, ...rest } = second;
    const facts = load(loaded, { ...rest, ...better, synonyms: ['DMK'] });
    const described = { ...better, synonyms: ['propanone', 'acetone', 'DMK'] };
    expect(facts).toEqual([{ type: 'SubstanceDescribed', v: 1, data: { ...described, source } }]);
    expect(known([...loaded, ...facts])).toMatchObject({
      ...{ ...described, formula: 'C3H6O', hazards: first.hazards, source: first.source },
    });
    nothing([...loaded, ...facts], { ...rest, ...better, synonyms: ['DMK'] });
  });

  it('leaves what clerks have stated, and says what they did not', () => {
    const stated = [...loaded, ...given(loaded).when('ReclassifySubstance', { hazards: ['H301'] })];
    nothing(stated, { ...second, hazards: ['H225'] });
    expect(known(stated)).toMatchObject({ hazards: ['H301'], classification: 'by-hand' });
    const silent = [...loaded, ...given(loaded).when('ReclassifySubstance', {})];
    expect(load(silent, second)).toMatchObject([
      { type: 'SubstanceReclassified', data: { hazards: first.hazards } },
    ]);
    const theirs = given([]).when('AddSubstance', {
      ...{ name: 'Aceton', cas: '67-64-1', formula: 'C3OH6', hazards: ['H225'] },
    });
    const facts = load(theirs, { ...second, molarMass: '58.08' });
    const added = { names: { en: 'acetone' }, synonyms: ['acetone', 'propanone'], molarMass: '58.08' };
    expect(facts).toEqual([{ type: 'SubstanceDescribed', v: 1, data: { ...added, source } }]);
    expect(known([...theirs, ...facts])).toMatchObject({
      ...{ name: 'Aceton', formula: 'C3OH6', ...added, hazards: ['H225'], source: clerk },
    });
    const unspoken = given([]).when('AddSubstance', { name: 'acetone', cas: '67-64-1' });
    expect(load(unspoken, second).map(({ type }) => type)).toEqual([
      'SubstanceDescribed',
      'SubstanceReclassified',
    ]);
    const none = { hazards: [], pictograms: [], classification: 'none-known' as const };
    const { signalWord: _word, ...wordless } = second;
    expect(load(unspoken, { ...wordless, ...none }).map(({ type }) => type)).toEqual(['SubstanceDescribed']);
  });

  it('says nothing of what was merged into another', () => {
    const gone = [...loaded, merged('75-09-2')];
    expect(given(gone).refusal('LoadSubstance', { substance: second }).code).toBe('substance.merged');
  });
});

describe('reclassifying', () => {
  it('replaces hazards, label and word, and keeps what it is called', () => {
    const dangerous = given([added('acetone')]).when('ReclassifySubstance', { hazards: ['H225'] });
    const harmless = given([added('acetone'), ...dangerous]).when('ReclassifySubstance', {});
    expect(stateOf('67-64-1', [added('acetone'), ...dangerous]).state).toMatchObject({
      name: 'acetone',
      pictograms: ['GHS02'],
      signalWord: 'Danger',
      classification: 'by-hand',
    });
    expect(stateOf('67-64-1', [added('acetone'), ...dangerous, ...harmless]).state).toEqual({
      ...added('acetone').data,
      addedBy: clerk,
    });
  });

  it('is refused for what is not there', () => {
    expect(given([]).refusal('ReclassifySubstance', { hazards: ['H225'] })).toMatchObject({
      code: 'substance.unknown',
      kind: 'unknown',
    });
  });
});

describe('merging', () => {
  const others: Others = {
    '75-09-2': [added('dichloromethane')],
    '50-00-0': [added('formalin'), merged('75-09-2')],
  };
  const acetone = [added('acetone')];

  it('lets the other go on in its place', () => {
    const facts = given(acetone, others).when('MergeSubstance', { into: '75-09-2' });
    expect(facts).toEqual([merged('75-09-2')]);
    expect(stateOf('67-64-1', [...acetone, ...facts]).state).toMatchObject({ mergedInto: '75-09-2' });
  });

  it.each([
    ['64-17-5', 'substance.not-known', 'impossible', { substance: '64-17-5' }],
    ['50-00-0', 'substance.merged', 'conflict', { substance: '50-00-0', into: '75-09-2' }],
    ['67-64-1', 'substance.into-itself', 'impossible', { substance: '67-64-1' }],
  ])('into %s is refused: %s', (into, code, kind, params) => {
    expect(given(acetone, others).refusal('MergeSubstance', { into })).toEqual({ code, kind, params });
  });

  it('is the last that happens to a substance', () => {
    const gone = [...acetone, merged('75-09-2')];
    for (const refusal of [
      given(gone, others).refusal('MergeSubstance', { into: '75-09-2' }),
      given(gone, others).refusal('ReclassifySubstance', { hazards: ['H225'] }),
    ]) {
      expect(refusal).toEqual({ code: 'substance.merged', kind: 'conflict', params: { into: '75-09-2' } });
    }
  });

  it('looks up the other substance only', () => {
    const state: SubstanceState = 'none';
    const streams = (command: SubstanceCommands[keyof SubstanceCommands]) =>
      substanceDecider.needs?.(command, state, () => undefined, '75-09-2').map(({ stream }) => stream);
    expect(streams({ into: '75-09-2' })).toEqual(['substance-75-09-2']);
    expect(streams({ name: 'acetone' })).toEqual([]);
  });
});

describe('a history', () => {
  it('names the facts that cannot follow', () => {
    const { broken } = stateOf('x', [merged('y'), added('a'), added('b'), merged('y'), merged('z')]);
    expect(broken.map(({ entry, refusal }) => [entry.revision, refusal.code])).toEqual([
      [0, 'substance.not-yet-added'],
      [2, 'substance.already-known'],
      [4, 'substance.merged'],
    ]);
  });

  it('takes a merge back when it is annulled', () => {
    const annulment: SubstanceFact = { type: 'FactAnnulled', v: 1, data: { fact: 'x-1' } };
    expect(stateOf('x', [added('a'), merged('y'), annulment]).state).toMatchObject(added('a').data);
  });
});
