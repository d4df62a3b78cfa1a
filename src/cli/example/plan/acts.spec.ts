import { beforeEach, describe, expect, test } from '@jest/globals';
import { Acts } from './acts.js';
import { Agenda } from './agenda.js';
import { type Bottle, Shelves } from './bottles.js';
import { yearUntil } from './calendar.js';
import { Diary } from './diary.js';
import { Ref } from './step.js';
import type { Person, Place, Unit } from './university.js';
import { type Ware, wares } from './wares.js';

const days = yearUntil('2026-03-31', 'UTC');
const group: Unit = { ref: new Ref('unit', 1), name: 'Enzymes', kind: 'group' };
const shelf: Place = { ref: new Ref('place', 1), name: 'shelf', kind: 'shelf', unit: group };
const person = (n: number): Person => ({
  ...{
    ref: new Ref('person', n),
    credential: new Ref('credential', n),
    name: 'N',
    email: 'n@university.example',
  },
  ...{ job: 'research', unit: group, comes: 0, leaves: days.length },
});
const [ann, ben] = [person(1), person(2)];
const ware = wares.find(({ kind }) => kind === 'solvent') as Ware;

describe('acts', () => {
  let diary: Diary;
  let shelves: Shelves;
  let acts: Acts;
  let bottle: Bottle;

  beforeEach(() => {
    diary = new Diary();
    shelves = new Shelves();
    acts = new Acts(diary, shelves, new Agenda(days, Number.POSITIVE_INFINITY));
    const known = { ware, unit: group, pack: '1 L', full: 1_000_000, content: 1_000_000, place: shelf };
    [bottle] = acts.enter(1_000, ann, { ...known, count: 1, body: { substance: ware.cas } }) as [Bottle];
  });

  const asked = () => diary.close().flatMap(({ steps }) => steps.map(({ ask, body }) => [ask, body]));

  test('tell what is done, and keep in mind what it comes to', () => {
    acts.open(bottle, 2_000, ann);
    acts.use(bottle, 3_000, ann, 250_000, { purpose: 'buffer' });
    expect(bottle).toMatchObject({ opened: true, content: 750_000 });
    expect(asked()).toEqual([
      ['RegisterBottle', { substance: ware.cas, place: shelf.ref }],
      ['OpenBottle', {}],
      ['UseBottle', { quantity: { value: '250', unit: 'mL' }, purpose: 'buffer' }],
    ]);
  });

  test('put the bottles that are filled beside the one they were filled from', () => {
    const children = acts.split(bottle, 2_000, ann, 200_000, 2, 5_000);
    expect(bottle.content).toBe(595_000);
    expect(children.map(({ content, place, opened }) => [content, place, opened])).toEqual([
      [200_000, shelf, false],
      [200_000, shelf, false],
    ]);
    expect(shelves.of(group)).toEqual([bottle, ...children]);
    expect(acts.count).toBe(3);
  });

  test('take a bottle that has ended from the shelf', () => {
    acts.end(bottle, 2_000, ann, 'DisposeBottle', { way: 'licensed contractor' });
    expect(shelves.of(group)).toEqual([]);
    expect(() => acts.say(bottle, 3_000, ann, 'NoteOnBottle', { text: 'x' })).toThrow('the plan is wrong');
  });

  test.each<[string, (at: number) => unknown]>([
    ['using more than is there', (at) => acts.use(bottle, at, ann, 1_000_001, {})],
    ['pouring more than is there', (at) => acts.split(bottle, at, ann, 500_000, 2, 1)],
    ['storing what stands somewhere', (at) => acts.store(bottle, at, ann, shelf)],
    ['giving back what nobody holds', (at) => acts.giveBack(bottle, at, ann, shelf)],
    ['finding what is not missing', (at) => acts.find(bottle, at, ann, shelf)],
    ['releasing what is not quarantined', (at) => acts.release(bottle, at, ann, 'r')],
    ['approving what nobody asked for', (at) => acts.approveDisposal(bottle, at, ben)],
    ['doing anything before the last thing was done', () => acts.open(bottle, 999, ann)],
  ])('call %s a mistake of the plan', (_what, act) => {
    expect(() => act(2_000)).toThrow('the plan is wrong');
  });

  test('let nobody approve what they asked for', () => {
    acts.requestDisposal(bottle, 2_000, ann, 'expired');
    expect(() => acts.approveDisposal(bottle, 3_000, ann)).toThrow('the plan is wrong');
    acts.approveDisposal(bottle, 3_000, ben);
    expect(bottle.approved).toBe(true);
  });
});
