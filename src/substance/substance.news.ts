import { canonical, present } from '@ledger/kernel';
import {
  CLERK,
  type Classified,
  type Described,
  type SubstanceAdded,
  type SubstanceFact,
} from './substance.events.js';
import type { Substance } from './substance.state.js';

type Edition = SubstanceAdded['data'];

/** What an edition of the catalogue says that is not known yet. What clerks have said stays as they said it. */
export function newsOf(known: Substance, edition: Edition): readonly SubstanceFact[] {
  const { source } = edition;
  const described = describedAnew(known, edition);
  const classified = classifiedOf(edition);
  return [
    ...(Object.keys(described).length > 0
      ? [{ type: 'SubstanceDescribed', v: 1, data: { ...described, source } } as const]
      : []),
    ...(mayClassify(known, edition) && differ(statement(classifiedOf(known)), statement(classified))
      ? [{ type: 'SubstanceReclassified', v: 1, data: classified } as const]
      : []),
  ];
}

/** A clerk who stated hazards has the last word; one who said nothing leaves it to whoever knows some. */
function mayClassify({ source, classification }: Substance, edition: Edition): boolean {
  if (source.name !== CLERK) return true;
  return classification === 'not-classified' && edition.hazards.length > 0;
}

const classifiedOf = ({
  hazards,
  pictograms,
  signalWord,
  classification,
  source,
}: Classified): Classified => ({
  ...{ hazards, pictograms, classification, source },
  ...present({ signalWord }),
});

/** The statement alone: whatever edition it stands in, and in whatever order. */
const statement = ({ source: _edition, hazards, pictograms, ...rest }: Classified) => ({
  ...rest,
  hazards: hazards.toSorted(),
  pictograms: pictograms.toSorted(),
});

const properties = ['ec', 'clpIndex', 'formula', 'molarMass', 'density', 'smiles', 'inchiKey'] as const;

/** What a clerk added is added to only. What a catalogue added is as its newest edition has it; no name is lost. */
function describedAnew(known: Substance, edition: Edition): Partial<Described> {
  const ofClerk = known.addedBy.name === CLERK;
  const properly = properties.filter(
    (field) => edition[field] !== undefined && !(ofClerk && known[field] !== undefined),
  );
  const name = ofClerk ? known.name : edition.name;
  const names = ofClerk ? { ...edition.names, ...known.names } : { ...known.names, ...edition.names };
  const heard = new Set([name, ...(known.synonyms ?? [])]);
  const others = [known.name, edition.name, ...(edition.synonyms ?? [])].filter((other) => !heard.has(other));
  const synonyms = [...(known.synonyms ?? []), ...new Set(others)];
  const next: Partial<Described> = {
    name,
    ...(Object.keys(names).length > 0 && { names }),
    ...(synonyms.length > 0 && { synonyms }),
    ...Object.fromEntries(properly.map((field) => [field, edition[field]])),
  };
  const changed = Object.entries(next).filter(([field, value]) =>
    differ(known[field as keyof Described], value),
  );
  return Object.fromEntries(changed);
}

const differ = (a: unknown, b: unknown): boolean => canonical(a ?? null) !== canonical(b ?? null);
