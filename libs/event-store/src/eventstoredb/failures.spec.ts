import {
  CancelledError,
  DeadlineExceededError,
  UnavailableError,
  UnknownError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { expect, test } from '@jest/globals';
import { Corrupt, Unavailable } from '../errors.js';
import { inWordsOfThePort, isLost, isRetryable, isWithoutEffect, NoAnswer } from './failures.js';

const refused = Object.assign(new Error('14 UNAVAILABLE: connect ECONNREFUSED'), { code: 14 });
const notReady = new UnknownError(undefined, 'Could not recognize Server Is Not Ready');
const stale = new WrongExpectedVersionError(undefined, { streamName: 'a', current: 1n, expected: 0n });

test.each<[string, Error, { lost: boolean; retryable: boolean; withoutEffect: boolean }]>([
  ['no answer', new NoAnswer(), { lost: true, retryable: true, withoutEffect: false }],
  ['unavailable', new UnavailableError(), { lost: true, retryable: true, withoutEffect: false }],
  ['cancelled', new CancelledError(), { lost: true, retryable: true, withoutEffect: false }],
  ['a plain error of code 14', refused, { lost: true, retryable: true, withoutEffect: true }],
  ['a deadline', new DeadlineExceededError(), { lost: false, retryable: true, withoutEffect: false }],
  ['a server that starts', notReady, { lost: false, retryable: true, withoutEffect: true }],
  [
    'any other unknown error',
    new UnknownError(undefined, 'Could not recognize Bad Request'),
    { lost: false, retryable: false, withoutEffect: false },
  ],
  ['a wrong version', stale, { lost: false, retryable: false, withoutEffect: false }],
])('%s', (_name, error, { lost, retryable, withoutEffect }) => {
  expect(isLost(error)).toBe(lost);
  expect(isRetryable(error)).toBe(retryable);
  expect(isWithoutEffect(error)).toBe(withoutEffect);
});

test('readers hear the words of the port', () => {
  expect(inWordsOfThePort(new Corrupt('cut'))).toBeInstanceOf(Corrupt);
  expect(inWordsOfThePort(new UnknownError(undefined, 'InvalidPosition'))).toBeInstanceOf(RangeError);
  expect(inWordsOfThePort(stale)).toBeInstanceOf(Unavailable);
});
