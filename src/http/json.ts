import type { FastifyRequest } from 'fastify';
import { httpRefusals } from './http.refusals.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads the JSON of a body as RFC 7493 wants it: in UTF-8, and no name twice. Bytes that are no text would be kept for
 * ever as signs of replacement, and of two values for one name nobody can say which was meant. Refuses
 * body.not-supported, body.not-json, body.name-twice.
 */
export function readJson({ headers }: FastifyRequest, bytes: Buffer): unknown {
  if (!['', 'identity'].includes(headers['content-encoding'] ?? ''))
    throw httpRefusals('body.not-supported', {}, 'The body is packed');
  const [text, value] = parsed(bytes);
  if (membersTold(text) !== membersIn(value)) throw httpRefusals('body.name-twice');
  return value;
}

function parsed(bytes: Buffer): [text: string, value: unknown] {
  try {
    const text = utf8.decode(bytes);
    return [text, JSON.parse(text)];
  } catch {
    throw httpRefusals('body.not-json');
  }
}

/** How many members the objects of a JSON text have: as many as there are colons outside its strings. */
const membersTold = (text: string): number =>
  text.match(/"(?:[^"\\]|\\.)*"|:/g)?.filter((token) => token === ':').length ?? 0;

/** How many of them are left when of those with the same name the last one counts. */
function membersIn(value: unknown): number {
  let members = 0;
  for (const open = [value]; open.length > 0; ) {
    const one = open.pop();
    if (typeof one !== 'object' || one === null) continue;
    const inner = Object.values(one);
    if (!Array.isArray(one)) members += inner.length;
    open.push(...inner);
  }
  return members;
}
