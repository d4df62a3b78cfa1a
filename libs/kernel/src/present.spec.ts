import { expect, it } from '@jest/globals';
import { present } from './present.js';

it('leaves out what is undefined and nothing else', () => {
  const fields = { a: undefined, b: null, c: 0, d: '', e: false };
  expect(Object.entries(present(fields))).toEqual([
    ['b', null],
    ['c', 0],
    ['d', ''],
    ['e', false],
  ]);
  expect(Object.keys(fields)).toContain('a');
});
