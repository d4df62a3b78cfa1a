import { randomBytes } from 'node:crypto';

const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';

/** 40 random bits in lower-case Crockford base 32. */
export function newEpoch(): string {
  return Array.from(randomBytes(8), (byte) => LETTERS.charAt(byte & 31)).join('');
}
