import { describe, expect, it, test } from '@jest/globals';
import { Refusal } from '@ledger/kernel';
import fc from 'fast-check';
import type { FastifyRequest } from 'fastify';
import { readJson } from './json.js';

const plain = { headers: {} } as FastifyRequest;
const read = (text: string | Buffer) => readJson(plain, Buffer.from(text));
const refusal = (run: () => unknown): string | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

describe('a body', () => {
  it('is read as JSON.parse reads it, whatever it says', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), (text) => {
        fc.pre(text.isWellFormed());
        expect(read(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    '{"a":1,"a":2}',
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    '{"b":{"a":1,"a":2}}',
    '[{"a":[],"a":[]}]',
    '{"":0,"":0}',
    '{"__proto__":1,"__proto__":2}',
  ])('may not say %s', (text) => {
    expect(refusal(() => read(text))).toBe('body.name-twice');
  });

  it.each(['{"a:":":","b\\"":"\\\\"}', '{"a":{"b":1},"c":{"b":1}}', '[":",":"]', '":"', '\ufeff{"a":1}'])(
    'may say %s',
    (text) => {
      expect(read(text)).toEqual(JSON.parse(text.replace('\ufeff', '')));
    },
  );

  it.each([
    ['a byte that begins nothing', [0xe4]],
    ['a slash in two bytes', [0xc0, 0xaf]],
    ['half of a pair of surrogates', [0xed, 0xa0, 0x80]],
    ['what lies behind Unicode', [0xf4, 0x90, 0x80, 0x80]],
    ['the beginning of a character', [0xe2, 0x82]],
  ])('holds no %s', (_what, bytes) => {
    const text = Buffer.concat([Buffer.from('{"text":"'), Buffer.from(bytes), Buffer.from('"}')]);
    expect(refusal(() => read(text))).toBe('body.not-json');
  });

  it('is not in UTF-16', () => {
    expect(refusal(() => read(Buffer.from('{"a":1}', 'utf16le')))).toBe('body.not-json');
  });

  test('that is packed is not read', () => {
    const packed = { headers: { 'content-encoding': 'gzip' } } as FastifyRequest;
    expect(refusal(() => readJson(packed, Buffer.from('{}')))).toBe('body.not-supported');
  });
});
