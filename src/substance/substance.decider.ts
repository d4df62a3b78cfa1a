import { type Context, type Decider, present } from '@ledger/kernel';
import type * as Ask from './substance.commands.js';
import { CLERK, type Classified, type SubstanceAdded, type SubstanceFact } from './substance.events.js';
import { labelFor } from './substance.labelling.js';
import { newsOf } from './substance.news.js';
import { knownSubstance, substanceRef } from './substance.refs.js';
import { substanceRefusals } from './substance.refusals.js';
import { type Substance, type SubstanceState, substanceFolding } from './substance.state.js';

/** A substance of the catalogue that comes with the ledger. */
export interface LoadSubstance {
  readonly substance: SubstanceAdded['data'];
}

type PublicCommands = {
  [Name in keyof typeof Ask as Name extends `${string}Body` ? never : Name]: InstanceType<(typeof Ask)[Name]>;
};
export type SubstanceCommands = PublicCommands & { LoadSubstance: LoadSubstance };

export const substanceDecider: Decider<SubstanceState, SubstanceFact, SubstanceCommands> = {
  ...substanceFolding,
  needs: (command) => ('into' in command ? [substanceRef(command.into)] : []),
  // The catalogue belongs to no place and no unit.
  subjects: () => [],
  decide: {
    AddSubstance(state, { name, cas, ec, formula, molarMass, density, synonyms, hazards }, context) {
      unknown(state, context);
      const known = present({
        cas,
        ec,
        formula,
        molarMass,
        density: density && present({ ...density }),
        synonyms,
      });
      return [{ type: 'SubstanceAdded', v: 1, data: { name, ...known, ...byHand(hazards, context) } }];
    },
    LoadSubstance(state, { substance }) {
      if (state === 'none') return [{ type: 'SubstanceAdded', v: 1, data: substance }];
      const news = newsOf(living(state), substance);
      if (news.length === 0) throw substanceRefusals('substance.up-to-date');
      return news;
    },
    ReclassifySubstance(state, { hazards }, context) {
      living(state);
      return [{ type: 'SubstanceReclassified', v: 1, data: byHand(hazards, context) }];
    },
    MergeSubstance(state, { into }, { id, found }) {
      living(state);
      if (into === id) throw substanceRefusals('substance.into-itself', { substance: id });
      knownSubstance(found, into);
      return [{ type: 'SubstanceMerged', v: 1, data: { into } }];
    },
  },
};

function unknown(state: SubstanceState, { id }: Context): void {
  if (state !== 'none') throw substanceRefusals('substance.already-known', { id });
}

function living(state: SubstanceState): Substance {
  if (state === 'none') throw substanceRefusals('substance.unknown');
  if (state.mergedInto !== undefined) throw substanceRefusals('substance.merged', { into: state.mergedInto });
  return state;
}

/** What a person says of the hazards on the day of recording. */
function byHand(stated: readonly string[] | undefined, { recordedAt }: Context): Classified {
  const hazards = [...new Set(stated)];
  return {
    hazards,
    ...labelFor(hazards),
    classification: hazards.length > 0 ? 'by-hand' : 'not-classified',
    source: { name: CLERK, version: recordedAt.slice(0, 10) },
  };
}
