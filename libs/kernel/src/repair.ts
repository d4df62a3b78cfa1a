import { canonical } from './canonical.js';
import {
  annulledIn,
  type Changes,
  effective,
  type FactAnnulled,
  type FactCorrected,
  type Twin,
} from './effective.js';
import type { Entry, Json } from './fact.js';
import { present } from './present.js';
import { refusals } from './refusal.js';

export const repairRefusals = refusals({
  'fact.unknown': {
    kind: 'impossible',
    title: 'No such fact in this history',
    hint: 'Take the id from the history of the same thing.',
  },
  'fact.annulled': {
    kind: 'conflict',
    title: 'The fact has been annulled already',
    hint: 'To bring it back, annul its annulment.',
  },
  'fact.not-correctable': {
    kind: 'impossible',
    title: 'Nothing in a fact of this kind can be corrected',
    hint: 'Annul it, and record what is right.',
  },
  'fact.field-not-correctable': {
    kind: 'impossible',
    title: 'This field of the fact cannot be corrected',
    hint: 'The parameters name the fields that can.',
  },
  'fact.unchanged': {
    kind: 'conflict',
    title: 'The fact says that already',
    hint: 'There is nothing to correct.',
  },
  'fact.contradicts': {
    kind: 'conflict',
    title: 'This would make later facts impossible',
    hint: 'The parameters list those facts. Put them right first, or look again at what you enter.',
  },
});

/** How one field of a fact is corrected: the reader of a new value, and whether it may be taken away. */
export interface Correctable {
  readonly read: (value: unknown) => Json;
  readonly optional?: boolean;
}
export type CorrectableFields = Readonly<Record<string, Readonly<Record<string, Correctable>>>>;

/** The fact that corrects another of the same history. `with` holds the new values; `null` takes a field away. */
export function correction(
  history: readonly Entry[],
  asked: { readonly fact: string; readonly with: Readonly<Record<string, unknown>> },
  correctable: CorrectableFields,
): FactCorrected {
  const told = inForce(history, asked.fact);
  const fields = correctable[told.type] ?? {};
  const names = Object.keys(fields);
  if (names.length === 0) throw repairRefusals('fact.not-correctable', { type: told.type });
  const data = told.data as Readonly<Record<string, Json>>;
  const was: Record<string, Json> = {};
  const now: Record<string, Json> = {};
  for (const [name, value] of Object.entries(asked.with)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field || (value === null && !field.optional)) {
      throw repairRefusals('fact.field-not-correctable', {
        type: told.type,
        field: name.toWellFormed(),
        fields: names,
      });
    }
    const next = value === null ? null : field.read(value);
    if (canonical(next) === canonical(data[name] ?? null)) continue;
    was[name] = data[name] ?? null;
    now[name] = next;
  }
  if (Object.keys(now).length === 0) throw repairRefusals('fact.unchanged', { fact: told.id });
  return { type: 'FactCorrected', v: 1, data: { fact: told.id, was: was as Changes, now: now as Changes } };
}

/** The fact that takes back another of the same history; a repair can be taken back too. */
export function annulment(history: readonly Entry[], fact: string, twin?: Twin): FactAnnulled {
  return { type: 'FactAnnulled', v: 1, data: { fact: inForce(history, fact).id, ...present({ twin }) } };
}

/** A fact as it counts now, or the repair with that id. */
function inForce(history: readonly Entry[], id: string): Entry {
  const told = history.find((entry) => entry.id === id);
  if (!told) throw repairRefusals('fact.unknown', { fact: id.toWellFormed() });
  if (annulledIn(history).has(id)) throw repairRefusals('fact.annulled', { fact: id });
  return effective(history).find((entry) => entry.id === id) ?? told;
}
