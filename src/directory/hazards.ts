import { present } from '@ledger/kernel';
import type { Classification, SignalWord } from '../substance/substance.events.js';
import type { Substance } from '../substance/substance.state.js';

/**
 * What is known of the hazards of what is in a bottle. A mixture or a solution has a classification of its own (CLP,
 * Article 9), which nobody has stated and which follows from its parts by limits that the ledger does not hold. So it
 * has all that its parts have by themselves: that may be more than the law calls for, and is never less than is known.
 */
export interface Hazards {
  /** H and EUH codes. */
  readonly codes: readonly string[];
  readonly pictograms: readonly string[];
  readonly signalWord?: SignalWord;
  /** Of what they are: of the substance as it is in the bottle, of it undiluted, or of the parts of a mixture. */
  readonly of: 'substance' | 'undiluted' | 'components';
  /** By whose word; of several parts, by the least of them that says anything at all. */
  readonly classification: Classification;
  /** Ids of the parts of which nobody has said anything. */
  readonly unclassified: readonly string[];
}

export interface Part {
  readonly id: string;
  /** Left out: it is not known. */
  readonly substance?: Substance | undefined;
  /** Whether its share of the whole is stated. */
  readonly share: boolean;
}

export function hazardsOf(parts: readonly Part[]): Hazards {
  const known = parts.flatMap(({ substance }) => (substance ? [substance] : []));
  const unclassified = parts
    .filter(({ substance }) => (substance?.classification ?? 'not-classified') === 'not-classified')
    .map(({ id }) => id);
  // CLP Article 20(3): where Danger is used, Warning is not.
  const signalWord = (['Danger', 'Warning'] as const).find((word) =>
    known.some((substance) => substance.signalWord === word),
  );
  return {
    codes: all(known.flatMap(({ hazards }) => hazards)),
    pictograms: all(known.flatMap(({ pictograms }) => pictograms)).sort(),
    ...present({ signalWord }),
    of: parts.length > 1 ? 'components' : parts[0]?.share ? 'undiluted' : 'substance',
    classification: wordOf(known, unclassified.length > 0),
    unclassified,
  };
}

const all = (texts: readonly string[]): string[] => [...new Set(texts)];

/** Where nobody has spoken of a part, nobody has spoken of the whole. Water, of which no list knows, adds no doubt. */
function wordOf(known: readonly Substance[], silence: boolean): Classification {
  if (silence) return 'not-classified';
  const words = known.map(({ classification }) => classification);
  return (['by-hand', 'harmonised'] as const).find((word) => words.includes(word)) ?? 'none-known';
}
