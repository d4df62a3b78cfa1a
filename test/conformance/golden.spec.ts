import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { canonicalEntry, categoryOf, type Entry, effective, fold } from '@ledger/kernel';
import { deciders } from '../../src/areas.js';

/** Facts as ledgers out there hold them. What folds today folds for ever. */
const lines = readFileSync('test/conformance/golden-events.jsonl', 'utf8').trim().split('\n');
const facts = lines.map((line) => JSON.parse(line) as Entry);

/** A stream is told whole: it begins with revision 0. */
function streams(): readonly (readonly Entry[])[] {
  const told: Entry[][] = [];
  for (const fact of facts) {
    if (fact.revision === 0) told.push([]);
    told.at(-1)?.push(fact);
  }
  return told;
}

const eventFiles = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.events.ts'))
  .map((file) => join('src', file));
const declared = [...eventFiles, 'libs/kernel/src/effective.ts'].flatMap((file) =>
  Array.from(readFileSync(file, 'utf8').matchAll(/\bFact<\s*'(\w+)'/g), ([, type]) => type as string),
);

describe('golden events', () => {
  test.each(lines.map((line, n) => [facts[n]?.type, facts[n]?.stream, line] as const))(
    '%s of %s is read and written in the same bytes',
    (_type, _stream, line) => expect(canonicalEntry(JSON.parse(line) as Entry)).toBe(line),
  );

  test('the declared facts are found', () => expect(declared).toContain('BottleReceived'));

  test.each([...new Set(declared)])('%s has an example', (type) => {
    expect(facts.map((fact) => fact.type)).toContain(type);
  });

  test.each(streams().map((told) => [told[0]?.stream, told] as const))('%s folds', (stream, told) => {
    expect(new Set(told.map((fact) => fact.stream))).toEqual(new Set([stream]));
    expect(told.map(({ revision }) => revision)).toEqual(told.map((_fact, n) => n));
    const decider = deciders.get(categoryOf(stream as string));
    if (!decider) throw new Error(`nobody decides ${stream}`);
    expect(fold(decider, effective(told)).broken).toEqual([]);
  });

  test('ids are those of one fact each', () => {
    expect(new Set(facts.map(({ id }) => id)).size).toBe(facts.length);
  });
});
