import type { RecordedEvent } from '@eventstore/db-client';
import { describe, expect, test } from '@jest/globals';
import { canonicalEntry, type Entry } from '@ledger/kernel';
import fc from 'fast-check';
import { entry } from '../contract/facts.js';
import { Corrupt } from '../errors.js';
import { eventOf, factOf, positionOf } from './envelope.js';

const text = fc.string({ unit: 'binary' }).filter((one) => one.isWellFormed());
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.maxSafeInteger().filter((n) => !Object.is(n, -0)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(text, tie('json'), { maxKeys: 4 }),
  ),
}));

/** What the server gives back of an event: the texts that the client made, parsed again. */
function kept(fact: Entry, created = new Date(0)): RecordedEvent {
  const { id, type, data, metadata } = eventOf(canonicalEntry(fact));
  return {
    streamId: fact.stream,
    revision: BigInt(fact.revision),
    id,
    type,
    isJson: true,
    data: JSON.parse(JSON.stringify(data)),
    metadata: JSON.parse(JSON.stringify(metadata)),
    created,
    position: { commit: 316n, prepare: 316n },
  };
}

describe('a fact as an event of EventStoreDB', () => {
  test('has the canonical text it was written with, whatever it holds', () => {
    fc.assert(
      fc.property(fc.dictionary(text, json), text, (data, reason) => {
        const fact = entry('bottle-a', 3, data);
        const told = { ...fact, meta: { ...fact.meta, reason } };
        expect(canonicalEntry(factOf(kept(told)))).toBe(canonicalEntry(told));
      }),
    );
  });

  test('has an id that is a UUID in lower case, the same for the same text only', () => {
    const fact = entry('bottle-a', 0);
    const idOf = (one: Entry) => eventOf(canonicalEntry(one)).id;
    expect(idOf(fact)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(idOf({ ...fact })).toBe(idOf(fact));
    expect(idOf({ ...fact, data: { note: 'changed' } })).not.toBe(idOf(fact));
  });

  test('keeps its own id as it is, in capitals too', () => {
    const fact = { ...entry('bottle-a', 0), id: 'AB-Not-A-Uuid' };
    expect(factOf(kept(fact)).id).toBe('AB-Not-A-Uuid');
  });

  test('owes nothing to the clock of the server', () => {
    const fact = entry('bottle-a', 0);
    expect(factOf(kept(fact, new Date(1)))).toEqual(factOf(kept(fact, new Date(2))));
  });

  test('is Corrupt when anything of it is not what was written', () => {
    const event = kept(entry('bottle-a', 1));
    expect(factOf(event)).toMatchObject({ stream: 'bottle-a', revision: 1, position: 316 });
    const changes: Partial<RecordedEvent>[] = [
      { data: { note: 'changed' } },
      { data: 'text' },
      { data: { ratio: 0.5 } },
      { type: 'BottleEmptied' },
      { revision: 2n },
      { streamId: 'bottle-b' },
      { metadata: undefined },
      { metadata: { id: 'x', v: 1 } },
    ];
    for (const change of changes) {
      expect(() => factOf({ ...event, ...change } as RecordedEvent)).toThrow(Corrupt);
    }
  });
});

test('a position is one whole number, and every acknowledgement has one', () => {
  expect(positionOf({ commit: 5n, prepare: 5n })).toBe(5);
  expect(() => positionOf({ commit: 5n, prepare: 0n })).toThrow(Corrupt);
  expect(() => positionOf({ commit: 2n ** 53n, prepare: 2n ** 53n })).toThrow(Corrupt);
  expect(() => positionOf(undefined)).toThrow(Corrupt);
});
