import { present } from '@ledger/kernel';
import { type HazardText, hazardText, heldLanguage } from './hazard-texts.js';
import type { Substance } from './substance.state.js';
import type { SubstanceDoc } from './views/substance.view.js';

/** A substance as the interface answers it. */
export interface SubstanceRead extends Omit<Substance, 'hazards' | 'addedBy'> {
  readonly id: string;
  readonly names: Readonly<Record<string, string>>;
  readonly synonyms: readonly string[];
  readonly hazards: readonly ({ readonly code: string } & Partial<HazardText>)[];
}

/** `languages`: tags in the order the reader wants them; the texts of hazards are in the first one that is held. */
export function substanceRead({ _id, state }: SubstanceDoc, languages: readonly string[]): SubstanceRead {
  const { name, names = {}, cas, ec, clpIndex, formula, molarMass, density, synonyms = [] } = state;
  const { smiles, inchiKey, hazards, pictograms, signalWord, classification, source, mergedInto } = state;
  const language = heldLanguage(languages);
  return {
    id: _id,
    name,
    names,
    ...present({ cas, ec, clpIndex, formula, molarMass, density }),
    synonyms,
    ...present({ smiles, inchiKey }),
    hazards: hazards.map((code) => ({ code, ...hazardText(code, language) })),
    pictograms,
    ...present({ signalWord }),
    classification,
    source,
    ...present({ mergedInto }),
  };
}
