/** How a refusal differs from others in what the asker can do about it; HTTP maps each to one status. */
export type RefusalKind =
  | 'malformed'
  | 'unauthenticated'
  | 'forbidden'
  | 'unknown'
  | 'too-slow'
  | 'conflict'
  | 'gone'
  | 'stale'
  | 'too-large'
  | 'unsupported'
  | 'impossible'
  | 'throttled'
  | 'unavailable'
  | 'internal';

export interface RefusalSpec {
  readonly kind: RefusalKind;
  /** One line, the same for every occurrence. */
  readonly title: string;
  /** What to do next. */
  readonly hint: string;
}

export type Params = Readonly<Record<string, unknown>>;

/** A command or question that is answered with no: a stable code, what it was about, and what to do next. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly code: string,
    readonly spec: RefusalSpec,
    message: string,
    readonly params: Params = {},
  ) {
    super(message);
  }
}

export interface Refusals<C extends string> {
  (code: C, params?: Params, detail?: string): Refusal;
  readonly specs: Readonly<Record<C, RefusalSpec>>;
}

/** Declares a closed list of refusal codes. docs/errors.md is written from these lists. */
export function refusals<const C extends string>(specs: Record<C, RefusalSpec>): Refusals<C> {
  const refuse = (code: C, params: Params = {}, detail?: string) =>
    new Refusal(code, specs[code], detail ?? specs[code].title, params);
  return Object.assign(refuse, { specs });
}

/** Thrown by `evolve` where a fact cannot follow the ones before it. `refusal` says why. */
export class Impossible extends Error {
  override readonly name = 'Impossible';
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}
