import { additions } from './additions.js';
import type { Weighted } from './chance.js';
import { type Dimension, grains } from './measure.js';

/** Where a laboratory keeps something. */
export type Keeping = 'flammable' | 'corrosive' | 'dry' | 'cold' | 'locked' | 'gas';

export type KindName = keyof typeof kinds;

/** Things that are bought, kept and used alike. */
interface Kind {
  readonly dimension: Dimension;
  readonly keeping: Keeping;
  readonly packs: Weighted<string>;
  /** How much of a full bottle is used at once, in thousandths. */
  readonly use: readonly [number, number];
  readonly grades: readonly string[];
  readonly supplier: string;
  /** How long it is good after it came; left out, for ever. */
  readonly months?: readonly [number, number];
  /** How many come at once. */
  readonly order: Weighted<number>;
  readonly purposes: readonly string[];
}

const synthesis = ['synthesis', 'reaction', 'workup', 'batch for the next step'];
const analysis = ['sample preparation', 'calibration', 'titration', 'mobile phase'];
const cleaning = ['cleaning glassware', 'extraction', 'column chromatography', 'recrystallisation'];
const buffers = ['buffer', 'growth medium', 'gel', 'staining'];

const few: Weighted<number> = [
  [1, 8],
  [2, 2],
];

const kinds = {
  solvent: {
    dimension: 'volume',
    keeping: 'flammable',
    packs: [
      ['2.5 L', 6],
      ['1 L', 4],
      ['500 mL', 1],
    ],
    use: [50, 320],
    grades: ['p.a.', 'for HPLC', 'technical', 'anhydrous'],
    supplier: 'Example Solvents Ltd',
    months: [24, 60],
    order: [
      [1, 3],
      [2, 3],
      [4, 3],
      [6, 2],
    ],
    purposes: [...cleaning, ...analysis],
  },
  acid: {
    dimension: 'volume',
    keeping: 'corrosive',
    packs: [
      ['1 L', 5],
      ['2.5 L', 3],
      ['500 mL', 2],
    ],
    use: [15, 140],
    grades: ['p.a.', 'for trace analysis', 'technical'],
    supplier: 'Example Reagents GmbH',
    months: [24, 60],
    order: [
      [1, 5],
      [2, 3],
      [4, 1],
    ],
    purposes: ['digestion', 'adjusting the pH', 'workup', 'cleaning glassware'],
  },
  salt: {
    dimension: 'mass',
    keeping: 'dry',
    packs: [
      ['500 g', 6],
      ['1 kg', 4],
      ['250 g', 3],
      ['100 g', 2],
    ],
    use: [10, 160],
    grades: ['p.a.', 'for synthesis', 'anhydrous'],
    supplier: 'Example Reagents GmbH',
    months: [36, 72],
    order: few,
    purposes: [...buffers.slice(0, 2), ...synthesis.slice(1, 3), 'drying', 'calibration'],
  },
  liquid: {
    dimension: 'volume',
    keeping: 'flammable',
    packs: [
      ['100 mL', 5],
      ['250 mL', 3],
      ['500 mL', 2],
      ['25 mL', 2],
    ],
    use: [15, 170],
    grades: ['for synthesis', '98 %', '99 %'],
    supplier: 'Example Fine Chemicals AG',
    months: [18, 48],
    order: few,
    purposes: synthesis,
  },
  solid: {
    dimension: 'mass',
    keeping: 'dry',
    packs: [
      ['25 g', 5],
      ['100 g', 4],
      ['5 g', 3],
      ['250 g', 1],
    ],
    use: [15, 180],
    grades: ['for synthesis', '98 %', '99 %'],
    supplier: 'Example Fine Chemicals AG',
    months: [24, 60],
    order: few,
    purposes: synthesis,
  },
  precious: {
    dimension: 'mass',
    keeping: 'dry',
    packs: [
      ['1 g', 5],
      ['5 g', 3],
      ['250 mg', 2],
      ['10 g', 1],
    ],
    use: [20, 200],
    grades: ['97 %', '98 %', '99.9 %'],
    supplier: '示例精细化学品有限公司 (Example Fine Chemicals Co.)',
    months: [18, 48],
    order: [[1, 1]],
    purposes: ['catalysis', 'coupling', 'reference', ...synthesis.slice(0, 2)],
  },
  cold: {
    dimension: 'mass',
    keeping: 'cold',
    packs: [
      ['25 g', 4],
      ['5 g', 4],
      ['1 g', 3],
      ['100 g', 1],
    ],
    use: [20, 160],
    grades: ['for molecular biology', 'BioUltra', '98 %'],
    supplier: 'Example Bio Inc.',
    months: [12, 36],
    order: few,
    purposes: buffers,
  },
  reactive: {
    dimension: 'volume',
    keeping: 'cold',
    packs: [
      ['100 mL', 6],
      ['250 mL', 2],
      ['25 mL', 2],
    ],
    use: [30, 200],
    grades: ['for synthesis', '97 %'],
    supplier: 'Example Fine Chemicals AG',
    months: [9, 24],
    order: few,
    purposes: synthesis,
  },
  toxic: {
    dimension: 'mass',
    keeping: 'locked',
    packs: [
      ['25 g', 5],
      ['100 g', 3],
      ['5 g', 2],
    ],
    use: [5, 80],
    grades: ['p.a.', '98 %'],
    supplier: 'Example Reagents GmbH',
    months: [24, 60],
    order: [[1, 1]],
    purposes: ['synthesis', 'toxicity assay', 'calibration', 'preservation of samples'],
  },
  gas: {
    dimension: 'volume',
    keeping: 'gas',
    packs: [
      ['10 m3', 6],
      ['2 m3', 2],
    ],
    use: [30, 200],
    grades: ['5.0', '4.6', '6.0'],
    supplier: 'Example Gases SE',
    order: few,
    purposes: ['glove box', 'inert atmosphere', 'gas chromatography', 'purging'],
  },
  liquefied: {
    dimension: 'mass',
    keeping: 'gas',
    packs: [
      ['10 kg', 3],
      ['20 kg', 1],
    ],
    use: [30, 200],
    grades: ['4.5', 'technical'],
    supplier: 'Example Gases SE',
    order: few,
    purposes: ['cooling', 'incubator', 'flame', 'supercritical extraction'],
  },
} as const satisfies Record<string, Kind>;

/** Something that can be bought: a substance in the form in which it is kept. */
export interface Ware {
  /** Its CAS number, by which the catalogue knows it. */
  readonly cas: string;
  readonly kind: KindName;
  /** How often somebody wants it, compared with the others of its kind. */
  readonly wanted: number;
  /** Of the substance in what is bought, in per cent. */
  readonly percent?: string;
}

export const kindOf = ({ kind }: Ware): Kind => kinds[kind];

/** What is in a full bottle. */
export const contentOf = ({ kind }: Ware, pack: string): number => {
  const [value = '', unit = ''] = pack.split(' ');
  return grains({ value, unit }, kinds[kind].dimension);
};

/** `67-64-1:12` is wanted twelve times as often as what is written without a number; `@37` is its percentage. */
const listed: Readonly<Record<KindName, string>> = {
  solvent: `67-64-1:30 64-17-5:28 67-56-1:22 67-63-0:14 141-78-6:16 75-09-2:16 67-66-3:5 110-54-3:12 142-82-5:6
    110-82-7:8 108-88-3:9 109-99-9:10 60-29-7:8 75-05-8:14 68-12-2:6 67-68-5:6 109-66-0:3 1330-20-7:2 1634-04-4:3
    123-91-1:3 78-93-3:2 71-36-3:2 872-50-4:3 107-21-1:2 56-81-5:3 110-86-1:2 121-44-8:3 71-23-8 540-84-1 127-19-5:2
    108-10-1 96-47-9:2 75-65-0 111-87-5 100-51-6`,
  acid: `7647-01-0@37:14 7664-93-9@96:11 7697-37-2@65:9 7664-38-2@85:4 64-19-7:9 64-18-6:5 1336-21-6@25:7
    7722-84-1@30:8 7601-90-3@70 76-05-1:4 7681-52-9@12:3 10035-10-6@48 79-09-4 75-75-2 50-00-0@37:4`,
  salt: `7647-14-5:12 7447-40-7:6 7487-88-9:8 7757-82-6:9 497-19-8:6 144-55-8:7 584-08-7:8 10043-52-4:5 12125-02-9:5
    7783-20-2:4 7758-98-7:3 7758-99-8:4 7705-08-0:3 7782-63-0:2 7720-78-7 7646-85-7:2 7733-02-0:2 7681-11-0:4
    7558-80-7:4 7758-11-4:4 77-92-9:4 50-99-7:5 57-50-1:4 57-13-6:4 56-40-6:4 151-21-3:4 60-00-4:4 77-86-1:8
    127-09-3:4 7631-99-4:2 1310-73-2:10 1310-58-3:6 7757-79-1:2 6484-52-2:2 7722-64-7:3 1344-28-1:2 13463-67-7:2
    1314-13-2:2 1066-33-7:2 7447-39-4 1303-96-4:2 10043-35-3:3 7647-15-6 7758-02-3:2 7681-82-5:2 7440-66-6
    7439-89-6 7440-50-8 144-62-7:3 87-69-4 110-15-6 69-72-7 65-85-0:3 108-31-6 7440-44-0:2 57-11-4 124-04-9`,
  liquid: `100-52-7:4 98-86-2:3 62-53-3:3 98-01-1:2 110-91-8:3 109-89-7:2 109-73-9:2 107-15-3:3 108-91-8 108-24-7:6
    108-86-1:3 591-50-4:2 100-44-7:2 75-03-6:2 75-30-9 106-94-5 109-65-9:2 107-06-2:3 100-42-5:4 79-10-7:3 80-62-6:4
    141-32-2:2 868-77-9 96-33-3:2 97-90-5 107-13-1:2 108-05-4 919-30-2:3 78-10-4:4 681-84-5 124-07-2 50-21-5:2
    60-24-2:3 110-18-9:2 111-30-8:2 112-80-1:2 95-48-7 106-89-8 100-63-0 302-01-2`,
  solid: `119-61-9:2 106-37-6:2 123-31-9:2 120-80-9:2 91-20-3:3 120-12-7:2 85-01-8 92-52-4:2 86-73-7 121-33-5:2
    603-35-0:6 280-57-9:2 104-15-4:4 85-44-9:2 552-30-7 110-17-8:2 110-16-7:2 141-82-2 121-91-5 100-21-0:3 88-99-3
    143-07-7 57-10-3:2 544-63-8 334-48-5 7553-56-2:3 62-56-6:2 5470-11-1:3 79-14-1 7646-69-7:4 127-17-3 77-09-8
    548-62-9 58-08-2:2 77-58-7 538-75-0:4 108-95-2:3 16940-66-2:6 128-08-5:4 6192-52-5:2 91053-39-3:3
    112926-00-8:7`,
  precious: `7440-05-3:5 7761-88-8:4 3375-31-3:3 14221-01-3:4 148893-10-1:3 865-49-6:1 1122-58-3:4 7440-02-0:2
    7782-49-2 2926-30-9:2 13453-07-1 7646-79-9:2`,
  cold: `63-91-2:2 56-87-1:3 73-22-3:3 50-81-7:4 79-06-1:4 7727-54-0:3 9012-36-6:6 9048-46-8:5 3483-12-3:4 367-93-1:4
    1239-45-8:2 78-67-1:4 94-36-0 25952-53-8:3 7365-45-9:4 6381-92-6:4`,
  reactive: `75-36-5:3 98-88-4:2 79-04-9 7719-09-7:4 10025-87-3:2 7719-12-2 10294-33-4 7726-95-6:2 74-88-4:3 124-63-0:3
    109-72-8:6 7087-68-5:5 6674-22-2:3 75-77-4:4 7550-45-0:2 75-91-2 100-39-0:2 1493-13-6:2`,
  toxic: `26628-22-8:6 143-33-9:3 1327-53-3 10108-64-2:2 7487-94-7:2 301-04-2:3 10361-37-2:3 7681-49-4:3 10102-18-8:2
    1314-62-1:2 7778-50-9:5 51-28-5 7440-23-5:2 16853-85-3:3 7439-97-6`,
  gas: '7727-37-9:10 7440-37-1:9 7440-59-7:7 1333-74-0:4 7782-44-7:3 74-82-8',
  liquefied: '124-38-9:8 74-86-2:2 10024-97-2 74-85-1 2551-62-4',
};

export const wares: readonly Ware[] = Object.entries(listed).flatMap(([kind, rows]) =>
  rows.split(/\s+/).map((row) => wareOf(kind as KindName, row)),
);

/** Wares that the catalogue does not know: clerks add them. */
export const unknownWares: readonly Ware[] = wares.filter(({ cas }) => additions.has(cas));

function wareOf(kind: KindName, row: string): Ware {
  const [, cas = '', percent, wanted = '1'] = /^([\d-]+)(?:@(\d+))?(?::(\d+))?$/.exec(row) ?? [];
  return { cas, kind, wanted: Number(wanted), ...(percent !== undefined && { percent }) };
}
