import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { codes, refusalLists } from './refusals.js';

const sources = ['src', 'libs'].flatMap((root) =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => join(root, file)),
);
const declared = sources.flatMap((file) =>
  Array.from(readFileSync(file, 'utf8').matchAll(/^export const (\w+) = refusals\(/gm), ([, name]) => [
    name as string,
    file,
  ]),
) as [string, string][];

describe('the list of refusals', () => {
  test.each(declared)('has %s of %s', async (name, file) => {
    const { [name]: list } = await import(pathToFileURL(resolve(file)).href);
    const known = Object.values<{ readonly specs: object }>(refusalLists).map(({ specs }) => specs);
    expect(known).toContainEqual(list.specs);
  });

  test('knows where lists are declared', () => {
    expect(declared.length).toBe(Object.keys(refusalLists).length);
    const calls = sources.filter((file) => / refusals\(\{/.test(readFileSync(file, 'utf8')));
    expect(new Set(declared.map(([, file]) => file))).toEqual(new Set(calls));
  });

  test('has no code twice', () => expect(new Set(codes).size).toBe(codes.length));
});
