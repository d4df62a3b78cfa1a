import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { isPoison } from './poison.js';

/** Runs in a process of its own: here the test runner would hear of what nobody catches. */
const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    '--experimental-transform-types',
    '--import=./test/support/typescript.mjs',
    'test/support/eventstoredb/poisoned.ts',
    ...args,
  ]);

test.each(['twice', 'thrown', 'rejected'])(
  'a client that fails where nobody can catch it (%s) is replaced, and every fact is stored',
  async (how) => {
    const { stdout } = await run(how);
    expect(stdout).toBe('stored 20\n');
  },
);

test('no more is under way than a client can tell the fate of when its connection fails', async () => {
  const { stdout } = await run('crowd');
  expect(stdout).toBe('stored 180, uncaught 0\n');
});

test('anything else that nobody catches ends the process as ever', async () => {
  const failed = run('other');
  await expect(failed).rejects.toMatchObject({ stdout: '' });
  await expect(failed).rejects.toThrow('something unrelated');
});

test('only errors from the way answers to appends are handled count', () => {
  const from = (stack: string) => Object.assign(new TypeError('undefined is not iterable'), { stack });
  expect(
    isPoison(from('at node_modules/@eventstore/db-client/dist/streams/appendToStream/batchAppend.js:25')),
  ).toBe(true);
  expect(isPoison(from('at node_modules/@eventstore/db-client/dist/streams/readAll.js:25'))).toBe(false);
  expect(isPoison('text')).toBe(false);
});
