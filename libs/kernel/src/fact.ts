/** What JSON can say. Numbers are safe integers only (I-JSON); amounts are decimal strings. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Something that happened, named in the past tense. `v` is the version of the shape of `data`. */
export interface Fact<T extends string = string, D extends object = object> {
  readonly type: T;
  readonly v: number;
  readonly data: D;
}

/** A paper, photograph or file that supports a fact: `ref` is an https address or a file kept by the ledger. */
export interface Evidence {
  readonly kind: string;
  readonly ref: string;
  readonly sha256?: string;
}

/** What a decision relied on: streams at a revision (`place-7K3QX9M2RP@4`) and rule versions. */
export interface Basis {
  readonly streams?: readonly string[];
  readonly rules?: readonly string[];
}

export interface Meta {
  /** Opaque id of the person who is responsible. */
  readonly actor: string;
  /** Which key, terminal or import the command came through. */
  readonly credential: string;
  /** Sameness: the same id with the same hash is the same command. */
  readonly commandId: string;
  readonly commandHash: string;
  /** `YYYY-MM-DDTHH:mm:ss.sssZ`, both. `occurredAt` is never after `recordedAt`. */
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly occurredPrecision?: 'day' | 'minute';
  /** Id of the fact that led to this one. */
  readonly causedBy?: string;
  readonly reason?: string;
  readonly evidence?: readonly Evidence[];
  readonly basis?: Basis;
}

/** A fact in its place in a stream. Exactly these fields have canonical bytes; revisions begin at 0. */
export type Entry<F extends Fact = Fact> = F & {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly meta: Meta;
};

/** Where a fact stands in the log of one store. Grows with every fact; says nothing in any other store. */
export type Position = number;

/** An entry as the log hands it out. */
export type Recorded<F extends Fact = Fact> = Entry<F> & { readonly position: Position };

/** `bottle-7K3QX9M2RP` -> `bottle`. */
export const categoryOf = (stream: string): string => stream.slice(0, stream.indexOf('-'));

/** `bottle-7K3QX9M2RP` -> `7K3QX9M2RP`. */
export const idOf = (stream: string): string => stream.slice(stream.indexOf('-') + 1);
