import type { Fact, Repair } from '@ledger/kernel';

/** Facts name people by an opaque id. Names are kept outside the log, where they can be erased. */
export type PersonFact =
  | Fact<'PersonAdded', { readonly unit?: string }>
  | Fact<'PersonLeft', Record<never, never>>
  | Fact<'PersonReturned', Record<never, never>>
  | Fact<'NameErased', Record<never, never>>
  | Repair;

export const personStream = (id: string): string => `person-${id}`;
