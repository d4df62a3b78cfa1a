/** A substance as a clerk writes it into the catalogue. */
export interface Addition {
  readonly name: string;
  readonly cas: string;
  readonly formula?: string;
  readonly hazards?: readonly string[];
  readonly synonyms?: readonly string[];
}

const added: readonly (readonly [
  name: string,
  cas: string,
  formula: string,
  hazards: string,
  synonym?: string,
])[] = [
  ['silica gel 60', '112926-00-8', 'SiO2', ''],
  ['diatomaceous earth', '91053-39-3', '', 'H373', 'celite'],
  ['activated carbon', '7440-44-0', 'C', ''],
  ['palladium on carbon, 10 %', '7440-05-3', 'Pd', 'H228'],
  ['palladium(II) acetate', '3375-31-3', 'C4H6O4Pd', 'H318 H317 H410'],
  ['tetrakis(triphenylphosphine)palladium(0)', '14221-01-3', 'C72H60P4Pd', 'H413'],
  ['gold(III) chloride', '13453-07-1', 'AuCl3', 'H314'],
  ['HATU', '148893-10-1', 'C10H15F6N6OP', 'H228 H302 H319', '六氟磷酸酯偶联剂'],
  ['4-dimethylaminopyridine', '1122-58-3', 'C7H10N2', 'H301 H310 H315 H318 H335 H373', 'DMAP'],
  ['N,N-diisopropylethylamine', '7087-68-5', 'C8H19N', 'H225 H302 H318 H331 H335', 'DIPEA'],
  ['1,8-diazabicyclo[5.4.0]undec-7-ene', '6674-22-2', 'C9H16N2', 'H290 H301 H314 H412', 'DBU'],
  ['n-butyllithium, 2.5 M in hexanes', '109-72-8', 'C4H9Li', 'H225 H250 H260 H304 H314 H336 H361f H373 H411'],
  ['trifluoromethanesulfonic acid', '1493-13-6', 'CHF3O3S', 'H290 H302 H314 H335'],
  ['sodium trifluoromethanesulfonate', '2926-30-9', 'CF3NaO3S', 'H315 H319 H335'],
  ['sodium borohydride', '16940-66-2', 'BH4Na', 'H260 H301 H314 H360FD'],
  ['N-bromosuccinimide', '128-08-5', 'C4H4BrNO2', 'H302 H314', 'NBS'],
  ['p-toluenesulfonic acid monohydrate', '6192-52-5', 'C7H8O3S·H2O', 'H315 H319 H335'],
  ['EDC hydrochloride', '25952-53-8', 'C8H18ClN3', 'H302 H311 H315 H317 H318 H373 H410'],
  ['chloroform-d', '865-49-6', 'CDCl3', 'H302 H315 H319 H331 H351 H361d H372', '氘代氯仿'],
  ['L-tryptophan', '73-22-3', 'C11H12N2O2', '', 'L-色氨酸'],
  ['agarose', '9012-36-6', '', '', '琼脂糖'],
  ['bovine serum albumin', '9048-46-8', '', '', 'BSA'],
  ['HEPES', '7365-45-9', 'C8H18N2O4S', ''],
  ['EDTA disodium salt dihydrate', '6381-92-6', 'C10H14N2Na2O8·2H2O', 'H332 H373'],
  ['dithiothreitol', '3483-12-3', 'C4H10O2S2', 'H302 H315 H319 H335', 'DTT'],
  ['IPTG', '367-93-1', 'C9H18O5S', ''],
  ['L-(+)-tartaric acid', '87-69-4', 'C4H6O6', 'H318', '酒石酸'],
];

/** Substances that a university buys and the catalogue does not know, by CAS number. */
export const additions: ReadonlyMap<string, Addition> = new Map(
  added.map(([name, cas, formula, hazards, synonym]) => [
    cas,
    {
      ...{ name, cas },
      ...(formula !== '' && { formula }),
      ...(hazards !== '' && { hazards: hazards.split(' ') }),
      ...(synonym !== undefined && { synonyms: [synonym] }),
    },
  ]),
);
