import { present } from '@ledger/kernel';
import type { Directory, Named } from '../directory/directory.js';
import type { Place, PlaceConflict } from './place.state.js';

/** A place as the interface answers it. */
export interface PlaceRead {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: Place['kind'];
  readonly parent?: string;
  readonly path: string;
  readonly unit?: Named;
  readonly responsible?: Named;
  readonly open: boolean;
  /** What in it does not go together, for a person to settle. */
  readonly conflict?: PlaceConflict;
  readonly revision: number;
}

export async function placeRead(
  id: string,
  place: Place,
  revision: number,
  directory: Directory,
): Promise<PlaceRead> {
  const { name, kind, parent, unit, responsible, open, conflict } = place;
  const outside = parent === undefined ? undefined : await directory.place(parent);
  return {
    id,
    code: id,
    name,
    kind,
    ...present({ parent }),
    path: outside ? `${outside.path} › ${name}` : name,
    ...(unit !== undefined && { unit: await directory.unit(unit) }),
    ...(responsible !== undefined && { responsible: await directory.person(responsible) }),
    open,
    ...present({ conflict }),
    revision,
  };
}

/** Columns of the places as CSV. */
export const placeColumns: Readonly<Record<string, (place: PlaceRead) => string | undefined>> = {
  code: ({ code }) => code,
  name: ({ name }) => name,
  kind: ({ kind }) => kind,
  path: ({ path }) => path,
  parent: ({ parent }) => parent,
  unit: ({ unit }) => unit?.name ?? unit?.id,
  responsible: ({ responsible }) => responsible?.name ?? responsible?.id,
  open: ({ open }) => (open ? 'yes' : 'no'),
  conflict: ({ conflict }) => (conflict ? 'yes' : 'no'),
};
