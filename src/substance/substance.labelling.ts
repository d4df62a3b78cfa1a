import type { SignalWord } from './substance.events.js';

/** What stands on a label beside the hazard statements. */
export interface Label {
  /** GHS01 to GHS09, ascending. */
  readonly pictograms: readonly string[];
  readonly signalWord?: SignalWord;
}

/**
 * The pictogram and signal word that a hazard statement stands for: Regulation (EC) No 1272/2008 (CLP), Annex V for
 * the pictograms, the tables of label elements in Annex I for the signal words. Where a code serves categories that
 * differ in them (H207, H221, H228, H242, H261, H272), the graver is taken.
 */
const elements: readonly (readonly [codes: string, pictograms: string, signalWord?: SignalWord])[] = [
  ['H200 H201 H202 H203 H240', 'GHS01', 'Danger'],
  ['H204', 'GHS01', 'Warning'],
  ['H205', '', 'Danger'],
  ['H241', 'GHS01 GHS02', 'Danger'],
  ['H206 H207 H220 H221 H222 H224 H225 H228 H230 H231 H232 H242 H250 H251 H260 H261', 'GHS02', 'Danger'],
  ['H208 H223 H226 H252', 'GHS02', 'Warning'],
  ['H229', '', 'Warning'],
  ['H270 H271 H272', 'GHS03', 'Danger'],
  ['H280 H281', 'GHS04', 'Warning'],
  ['H290', 'GHS05', 'Warning'],
  ['H314 H318', 'GHS05', 'Danger'],
  ['H300 H301 H310 H311 H330 H331', 'GHS06', 'Danger'],
  ['H302 H312 H315 H317 H319 H332 H335 H336 H420', 'GHS07', 'Warning'],
  ['H304 H334 H340 H350 H350i H360 H360F H360D H360FD H360Fd H360Df H370 H372', 'GHS08', 'Danger'],
  ['H341 H351 H361 H361f H361d H361fd H371 H373', 'GHS08', 'Warning'],
  ['H400 H410', 'GHS09', 'Warning'],
  ['H411', 'GHS09'],
  ['H362 H412 H413', ''],
  ['EUH380 EUH430 EUH440 EUH441 EUH450 EUH451', '', 'Danger'],
  ['EUH381 EUH431', '', 'Warning'],
  ['EUH014 EUH018 EUH019 EUH029 EUH031 EUH032 EUH044 EUH066 EUH070 EUH071', ''],
  [
    'EUH201 EUH201A EUH202 EUH203 EUH204 EUH205 EUH206 EUH207 EUH208 EUH209 EUH209A EUH210 EUH211 EUH212 EUH401',
    '',
  ],
];

/** The combined statements of CLP Annex III. */
const combined =
  'H300+H310 H300+H310+H330 H300+H330 H301+H311 H301+H311+H331 H301+H331 H302+H312 H302+H312+H332 H302+H332 H310+H330 H311+H331 H312+H332';

const labelOf = new Map<string, Label>(
  elements.flatMap(([codes, pictograms, signalWord]) =>
    codes
      .split(' ')
      .map((code): [string, Label] => [
        code,
        { pictograms: pictograms.split(' ').filter(Boolean), ...(signalWord && { signalWord }) },
      ]),
  ),
);

/** Every H and EUH code of the regulation, combined ones too. */
export const hazardCodes: ReadonlySet<string> = new Set([...labelOf.keys(), ...combined.split(' ')]);

/** The codes that say what a code says, or more: with the route or effect (H350i), or combined with others. */
export const codesSaying = (code: string): readonly string[] =>
  [...hazardCodes].filter((one) => {
    const parts = one.split('+');
    const says = (asked: string) =>
      parts.some((part) => part === asked || (/^H\d{3}$/.test(asked) && part.startsWith(asked)));
    return code.split('+').every(says);
  });

const skinOrEyeIrritation = ['H315', 'H319'];
const irritationOrSkinSensitisation = [...skinOrEyeIrritation, 'H317'];

/**
 * The label that hazard codes call for. Pictograms that the law leaves to choice (GHS02 and GHS03 beside GHS01, GHS04
 * beside GHS02 or GHS06: CLP Article 26(1)(a) and (e)) are given. RangeError for a code that is not in `hazardCodes`.
 */
export function labelFor(hazards: readonly string[]): Label {
  const codes = hazards.flatMap((code) => code.split('+'));
  const labels = codes.map((code) => {
    const label = labelOf.get(code);
    if (!label) throw new RangeError(`${code} is not a hazard code`);
    return label;
  });
  const pictograms = new Set(labels.flatMap((label) => label.pictograms));
  const silenced = silencedBy(pictograms, codes);
  const calling = codes.filter((code) => labelOf.get(code)?.pictograms.includes('GHS07'));
  if (calling.every((code) => silenced.includes(code))) pictograms.delete('GHS07');
  // CLP Article 20(3): where Danger is used, Warning is not.
  const signalWord = (['Danger', 'Warning'] as const).find((word) =>
    labels.some((label) => label.signalWord === word),
  );
  return { pictograms: [...pictograms].sort(), ...(signalWord && { signalWord }) };
}

/** The codes for which the exclamation mark, GHS07, does not appear: CLP Article 26(1)(b), (c) and (d). */
function silencedBy(pictograms: ReadonlySet<string>, codes: readonly string[]): readonly string[] {
  if (pictograms.has('GHS06')) return codes;
  return [
    ...(pictograms.has('GHS05') ? skinOrEyeIrritation : []),
    ...(codes.includes('H334') ? irritationOrSkinSensitisation : []),
  ];
}
