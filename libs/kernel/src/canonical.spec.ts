import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonical, canonicalEntry, NotJson } from './canonical.js';
import type { Entry } from './fact.js';

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

/** The same value with the fields of every object in another order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, turned(member)]),
  );
}

describe('canonical', () => {
  it('is read back as it was written', () => {
    fc.assert(fc.property(json, (value) => expect(JSON.parse(canonical(value))).toEqual(value)));
  });

  it('does not depend on the order of fields', () => {
    fc.assert(fc.property(json, (value) => expect(canonical(turned(value))).toBe(canonical(value))));
  });

  it('sorts fields by UTF-16 code units and writes what RFC 8785 does', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, ö: 7 };
    expect(canonical(value)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}');
    expect(canonical('\u20ac$\u000f\nA\'B"\\"/\u2028')).toBe('"\u20ac$\\u000f\\nA\'B\\"\\\\\\"/\u2028"');
  });

  it('leaves out fields that are undefined', () =>
    expect(canonical({ a: undefined, b: { c: undefined } })).toBe('{"b":{}}'));

  class Bottle {
    readonly code = 'A';
  }
  const sparse = [1, 2];
  delete sparse[0];
  const circle: { self?: object } = {};
  circle.self = circle;

  it.each<[string, unknown]>([
    ['a lone surrogate', 'a\ud800'],
    ['a lone surrogate in a name', { '\udc00': 1 }],
    ['a lone surrogate in an undefined field', { '\udc00': undefined }],
    ['NaN', NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a fraction', 0.5],
    ['more than safe integers', 2 ** 53],
    ['minus zero', -0],
    ['undefined', undefined],
    ['undefined in an array', [1, undefined]],
    ['a hole in an array', sparse],
    ['a function', () => 1],
    ['a field that is a function', { toJSON: () => 1 }],
    ['a symbol', Symbol('a')],
    ['a bigint', 1n],
    ['an instance of a class', new Bottle()],
    ['a date', new Date(0)],
    ['a map', new Map([['a', 1]])],
    ['a boxed string', Object('a')],
  ])('refuses %s, however deep', (_name, value) => {
    expect(() => canonical(value)).toThrow(NotJson);
    expect(() => canonical([{ a: [value] }])).toThrow(NotJson);
  });

  it('does not end in a circle', () => expect(() => canonical(circle)).toThrow());

  it('keeps a field that is called __proto__', () => {
    const value = JSON.parse('{"__proto__":{"a":1},"b":2}');
    expect(canonical(value)).toBe('{"__proto__":{"a":1},"b":2}');
  });
});

describe('canonicalEntry', () => {
  const at = '2026-03-01T08:00:00.000Z';
  const meta = {
    actor: 'p',
    credential: 'k',
    commandId: 'c',
    commandHash: 'h',
    occurredAt: at,
    recordedAt: at,
  };
  const entry: Entry = { id: 'f', stream: 's-1', revision: 0, type: 'Seen', v: 1, data: {}, meta };

  it('holds a fact in its place and nothing of the store it is in', () => {
    const recorded = { ...entry, position: 7 };
    expect(JSON.parse(canonicalEntry(recorded))).toEqual(entry);
  });
});
