import type { Row } from '@ledger/event-store';
import { canonicalEntry, instant, type Recorded } from '@ledger/kernel';
import type { Findings } from './report.js';

/** Reads a fact as it is kept. Undefined where it cannot be read at all; the findings say why. */
export function factOf(row: Row, findings: Findings): Recorded | undefined {
  const { position, stream, revision, id, bytes } = row;
  const find = (code: string, what: string) => findings.add({ code, position, fact: id, stream, what });
  let parsed: unknown;
  try {
    parsed = JSON.parse(bytes);
  } catch (error) {
    find('text.not-json', `the text is not JSON: ${(error as Error).message}`);
    return undefined;
  }
  const missing = malformed(parsed);
  if (missing !== undefined) {
    find('text.not-a-fact', `the text is not a fact: ${missing}`);
    return undefined;
  }
  const entry = parsed as Recorded;
  const canonical = canonicalText(entry);
  if (canonical !== bytes) find('text.not-canonical', 'the text is not the canonical text of its fact');
  if (entry.stream !== stream || entry.revision !== revision || entry.id !== id) {
    find(
      'columns.differ',
      `it is kept as ${id}, ${stream}@${revision} and says it is ${entry.id}, ${entry.stream}@${entry.revision}`,
    );
  }
  return { ...entry, position };
}

function canonicalText(entry: Recorded): string | undefined {
  try {
    return canonicalEntry(entry);
  } catch {
    return undefined;
  }
}

const texts = ['actor', 'credential', 'commandId', 'commandHash'];
const times = ['occurredAt', 'recordedAt'];

/** What of a fact's shape is not there. */
function malformed(parsed: unknown): string | undefined {
  if (!isObject(parsed)) return 'not an object';
  const { id, stream, revision, type, v, data, meta } = parsed;
  if (![id, stream, type].every((text) => typeof text === 'string')) return 'id, stream and type are texts';
  if (![revision, v].every(Number.isSafeInteger)) return 'revision and v are whole numbers';
  if (!isObject(data) || !isObject(meta)) return 'data and meta are objects';
  const noText = texts.find((name) => typeof meta[name] !== 'string');
  if (noText !== undefined) return `meta.${noText} is a text`;
  const noTime = times.find((name) => !isCanonicalTime(meta[name]));
  return noTime && `meta.${noTime} is a time as the ledger writes it`;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isCanonicalTime(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    return instant(value) === value;
  } catch {
    return false;
  }
}
