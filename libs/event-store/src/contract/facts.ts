import { randomUUID } from 'node:crypto';
import { canonicalEntry, type Entry, type Recorded } from '@ledger/kernel';
import type { LogReader } from '../port.js';

const META = {
  actor: 'p-1',
  credential: 'k-1',
  commandId: '7f4df0b8-6a2e-5d0a-9b0e-3f5c1c1f7a11',
  commandHash: 'f'.repeat(64),
  occurredAt: '2027-03-01T08:00:00.000Z',
  recordedAt: '2027-03-01T08:00:00.000Z',
};

export const newStream = (): string => `bottle-${randomUUID()}`;

/** A fact for one place of a stream. */
export function entry(stream: string, revision: number, data: object = { note: 'seen' }): Entry {
  return { id: randomUUID(), stream, revision, type: 'ConditionNoted', v: 1, data, meta: META };
}

/** `count` facts that follow revision `expected`. */
export function entriesAfter(expected: number, stream: string, count: number): readonly Entry[] {
  return Array.from({ length: count }, (_, i) => entry(stream, expected + 1 + i));
}

/** A fact whose canonical text has exactly `bytes` bytes, most of them in letters of three bytes. */
export function entryOfSize(stream: string, revision: number, bytes: number): Entry {
  const fact = entry(stream, revision, { note: '' });
  const missing = bytes - Buffer.byteLength(canonicalEntry(fact));
  return { ...fact, data: { note: '瓶'.repeat(missing / 3) + 'x'.repeat(missing % 3) } };
}

/** Canonical texts: two facts are the same when these are. */
export const texts = (facts: readonly Entry[]): readonly string[] => facts.map(canonicalEntry);

/** Everything behind `after`, by pages. */
export async function readToHead(log: LogReader, after: number, limit: number): Promise<readonly Recorded[]> {
  const facts: Recorded[] = [];
  for (;;) {
    const page = await log.readAll({ after: facts.at(-1)?.position ?? after, limit });
    facts.push(...page);
    if (page.length < limit) return facts;
  }
}

/** Follows the log behind `after` until `count` facts have come, taking a breath after every page. */
export async function followed(
  log: LogReader,
  after: number,
  count: number,
  breath: () => Promise<unknown> = async () => {},
): Promise<readonly Recorded[]> {
  const enough = new AbortController();
  const facts: Recorded[] = [];
  for await (const page of log.subscribe({ after, signal: enough.signal })) {
    facts.push(...page);
    if (facts.length >= count) enough.abort();
    await breath();
  }
  return facts;
}
