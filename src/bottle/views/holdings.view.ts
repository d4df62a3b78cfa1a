import {
  canonical,
  idOf,
  present,
  type Quantity,
  quantityIn,
  type Recorded,
  type View,
  type ViewDocument,
} from '@ledger/kernel';
import type { BottleEntry } from '../bottle.events.js';
import {
  type Bottle,
  type BottleState,
  bottleFolding,
  mainSubstance,
  type Phase,
  phaseOf,
} from '../bottle.state.js';

/** The end of what has not ended. */
export const OPEN_END = '9999-12-31T23:59:59.999Z';

/** Who had how much, and where. */
interface Holding {
  readonly substance: string;
  readonly phase: Phase;
  readonly place?: string;
  readonly holder?: string;
  readonly unit?: string;
  readonly content: Quantity;
}

/**
 * A rectangle in two times: so it was from `validFrom` until before `validTo`, and so the ledger had it from `knownFrom`
 * until before `knownTo`. Rectangles are closed, never deleted. The one that is open both ways carries the state.
 */
export interface HoldingDocument extends ViewDocument {
  readonly code: string;
  readonly holding: Holding;
  readonly validFrom: string;
  readonly validTo: string;
  readonly knownFrom: string;
  readonly knownTo: string;
  readonly bottle?: Bottle;
}

type Span = Pick<HoldingDocument, 'validFrom' | 'validTo' | 'holding' | 'bottle'>;

export const holdingsView: View<HoldingDocument> = {
  name: 'holdings',
  version: 2,
  categories: ['bottle'],
  indexes: [
    { fields: { code: 1 } },
    { fields: { 'holding.place': 1, validFrom: 1 } },
    { fields: { 'holding.unit': 1, validFrom: 1 } },
  ],
  evolve(docs, fact) {
    const open = docs.find(({ bottle }) => bottle !== undefined);
    const before: BottleState = open?.bottle ?? 'none';
    const after = bottleFolding.evolve(before, fact as BottleEntry) as Bottle;
    if (after === before) return docs;
    const holding = open && isAsBefore(open.bottle as Bottle, after) ? open.holding : holdingOf(after);
    if (open && same(open.holding, holding))
      return docs.map((doc) => (doc === open ? { ...doc, bottle: after } : doc));
    const { occurredAt, recordedAt } = fact.meta;
    const next: Span = { validFrom: occurredAt, validTo: OPEN_END, holding, bottle: after };
    if (!open) return [...docs, known(fact, 0, next)];
    const { bottle: _state, ...past } = open;
    if (occurredAt === recordedAt && open.validFrom < occurredAt) {
      const closed = { ...past, validTo: occurredAt };
      return [...docs.map((doc) => (doc === open ? closed : doc)), known(fact, 0, next)];
    }
    const spans = open.validFrom < occurredAt ? [{ ...past, validTo: occurredAt }, next] : [next];
    return settle(docs, [...docs.filter((doc) => isKnown(doc) && doc !== open), ...spans], fact);
  },
  settled: ({ bottle }) => bottle === undefined,
  refold: (docs, history, cause) => settle(docs, spansOf(history), cause),
};

/** What is no longer so is closed where it was known; what is new begins to be known. */
function settle(
  docs: readonly HoldingDocument[],
  spans: readonly Span[],
  cause: Recorded,
): readonly HoldingDocument[] {
  const wanted = new Map(spans.map((span) => [keyOf(span), span]));
  const kept = docs.map((doc) => {
    if (!isKnown(doc)) return doc;
    const span = wanted.get(keyOf(doc));
    const { bottle: _state, ...rest } = doc;
    if (!span) return { ...rest, knownTo: cause.meta.recordedAt };
    wanted.delete(keyOf(doc));
    return doc.bottle || span.bottle ? { ...rest, ...present({ bottle: span.bottle }) } : doc;
  });
  return [...kept, ...[...wanted.values()].map((span, n) => known(cause, n, span))];
}

/** The course of holdings that an effective history tells. */
function spansOf(history: readonly Recorded[]): readonly Span[] {
  const spans: Span[] = [];
  let state: BottleState = bottleFolding.initial;
  for (const fact of history) {
    state = bottleFolding.evolve(state, fact as BottleEntry);
    const { occurredAt } = fact.meta;
    const holding = holdingOf(state as Bottle);
    const last = spans.at(-1);
    if (last && same(last.holding, holding)) continue;
    if (last) spans.splice(-1, 1, ...(last.validFrom < occurredAt ? [{ ...last, validTo: occurredAt }] : []));
    spans.push({ validFrom: occurredAt, validTo: OPEN_END, holding });
  }
  return spans.map((span) => (span.validTo === OPEN_END ? { ...span, bottle: state as Bottle } : span));
}

const isKnown = ({ knownTo }: HoldingDocument) => knownTo === OPEN_END;
const keyOf = ({ validFrom, validTo, holding }: Span) => canonical({ validFrom, validTo, holding });
/** Whether nothing has changed that a holding tells of; parts of a state that stay are the same objects. */
const isAsBefore = (before: Bottle, after: Bottle) =>
  holdingIsMadeOf.every((field) => before[field] === after[field]);
const holdingIsMadeOf = ['composition', 'content', 'place', 'holder', 'unit', 'emptied', 'end'] as const;

const same = (a: Holding, b: Holding) =>
  told.every((field) => a[field] === b[field]) &&
  a.content.value === b.content.value &&
  a.content.unit === b.content.unit;
const told = Object.keys({
  substance: true,
  phase: true,
  place: true,
  holder: true,
  unit: true,
} satisfies Record<Exclude<keyof Holding, 'content'>, true>) as readonly (keyof Holding)[];

/** The nth of the rectangles that begin to be known by a fact. */
const known = (fact: Recorded, n: number, span: Span): HoldingDocument => {
  const code = idOf(fact.stream);
  return {
    ...span,
    _id: `${code}#${fact.revision}.${n}`,
    code,
    knownFrom: fact.meta.recordedAt,
    knownTo: OPEN_END,
  };
};

function holdingOf(bottle: Bottle): Holding {
  const { place, holder, unit, content } = bottle;
  const substance = mainSubstance(bottle);
  return {
    substance,
    phase: phaseOf(bottle),
    content: quantityIn(content),
    ...present({ place, holder, unit }),
  };
}
