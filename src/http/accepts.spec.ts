import { expect, test } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { accepts } from './accepts.js';

test.each([
  ['text/csv', true],
  ['TEXT/CSV; charset=utf-8', true],
  ['text/csv, application/json;q=0.9', true],
  ['application/json, text/csv', true],
  ['application/json, text/csv;q=0.5', false],
  ['text/csv;q=0', false],
  ['text/csv;q=0.001', true],
  ['text/csv; header=present; q=0.2, */*;q=0.1', true],
  ['text/csvx', false],
  ['x/text/csv', false],
  ['text/*', false],
  ['*/*', false],
  ['application/json', false],
  ['', false],
  [undefined, false],
  ['text/csv;q=x', false],
])('%s: CSV %s', (accept, wanted) => {
  const request = { headers: accept === undefined ? {} : { accept } } as FastifyRequest;
  expect(accepts(request, 'text/csv')).toBe(wanted);
});
