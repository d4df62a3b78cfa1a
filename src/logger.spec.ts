import { describe, expect, test } from '@jest/globals';
import { makeLogger } from './logger.js';

function logged(error: unknown, level: 'info' | 'error' = 'info') {
  const lines: string[] = [];
  const logger = makeLogger(level, { write: (line) => void lines.push(line) });
  logger.info({ err: error }, 'something happened');
  return lines.map((line) => JSON.parse(line));
}

describe('the log', () => {
  test('leaves out what hangs on an error, and tells what it is and where it came from', () => {
    const driver = Object.assign(new Error('a write failed', { cause: new RangeError('disk') }), {
      code: 11_000,
      writeErrors: [{ op: { _id: 'p1', name: 'Li Wei' } }],
    });
    const [{ err, msg }] = logged(driver);
    expect(msg).toBe('something happened');
    expect(err).toEqual({
      type: 'Error',
      message: 'a write failed',
      code: 11_000,
      stack: expect.stringContaining('logger.spec'),
      cause: { type: 'RangeError', message: 'disk', stack: expect.any(String) },
    });
    expect(JSON.stringify(err)).not.toContain('Li Wei');
  });

  test('ends where an error is its own cause, and takes whatever was thrown', () => {
    const error = new Error('round');
    error.cause = error;
    expect(JSON.stringify(logged(error)).match(/"message":"round"/g)).toHaveLength(6);
    expect(logged('no error')[0].err).toEqual({ type: 'string', message: 'no error' });
  });

  test('says no more than its level asks for', () => {
    expect(logged(new Error('x'), 'error')).toEqual([]);
  });
});
