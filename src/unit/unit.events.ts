import type { Fact, Repair } from '@ledger/kernel';

/** From the largest to the smallest: a unit belongs to one of a kind before its own. */
export const unitKinds = ['institution', 'school', 'institute', 'group'] as const;
export type UnitKind = (typeof unitKinds)[number];

export type UnitFact =
  | Fact<'UnitAdded', { readonly name: string; readonly kind: UnitKind; readonly parent?: string }>
  | Fact<'UnitRenamed', { readonly name: string }>
  /** Nobody, where `person` is left out. */
  | Fact<'ResponsiblePersonAssigned', { readonly person?: string }>
  | Repair;

export const unitStream = (id: string): string => `unit-${id}`;
