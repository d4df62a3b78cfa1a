import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Hand, TamperedLog } from '../../../test/support/tampered.js';

describe('verify', () => {
  let log: TamperedLog;
  beforeAll(async () => {
    log = await TamperedLog.open();
  }, 60_000);
  afterAll(() => log.close());

  test('finds nothing in a log as the ledger wrote it, and counts what is there', async () => {
    const { facts } = log;
    const report = await log.verified(() => {});
    expect(report).toMatchObject({
      found: 0,
      findings: [],
      pending: 0,
      head: facts.length,
      facts: facts.length,
    });
    expect(report.streams).toBe(new Set(facts.map(({ stream }) => stream)).size);
    expect(report.commands).toBe(new Set(facts.map((fact) => fact.meta.commandId)).size);
    expect(facts.length).toBeGreaterThan(20);
  });

  test('a deleted fact is a position that is missing', async () => {
    const fact = log.one('QuantityUsed');
    const { findings } = await log.verified((hand) => hand.delete(fact));
    expect(findings).toContainEqual({
      code: 'position.missing',
      position: fact.position,
      what: `position ${fact.position} is missing`,
    });
  });

  test('a position far away is one gap, and costs no more than another', async () => {
    const far = 2 ** 52;
    const last = log.facts.length;
    const report = await log.verified((hand) =>
      hand.sql('UPDATE facts SET position = ? WHERE position = ?', far, last),
    );
    expect(report.findings).toEqual([
      expect.objectContaining({ what: `positions ${last} to ${far - 1} are missing` }),
    ]);
  });

  test('a view that has read further than the log goes tells that the end is missing', async () => {
    const last = log.facts.length;
    const cut = (hand: Hand) => hand.sql('DELETE FROM facts WHERE position = ?', last);
    expect(log.facts[last - 1]?.meta.causedBy).toBeUndefined();
    expect((await log.verified(cut)).found).toBe(0);
    const checkpoints = [
      { of: 'inventory@1', position: last },
      { of: 'places@1', position: last - 1 },
    ];
    const { findings } = await log.verified(cut, { checkpoints });
    expect(findings).toEqual([
      {
        code: 'checkpoint.ahead',
        position: last,
        what: `inventory@1 has read to ${last}; the log ends at ${last - 1}`,
      },
    ]);
  });

  test('counts all findings and lists the first hundred', async () => {
    const report = await log.verified((hand) => {
      for (const fact of log.facts) hand.text(fact, `'{ ' || substr(bytes, 2)`);
      for (let n = 0; n < 120; n += 1) {
        const name = `nothing-${n}`;
        hand.sql(`INSERT INTO facts (stream, revision, id, bytes) VALUES (?, 0, ?, '')`, name, name);
      }
    });
    expect(report.findings).toHaveLength(100);
    expect(report.found).toBe(log.facts.length + 120);
  });

  test('says how far it is', async () => {
    const told: (readonly [number, number])[] = [];
    await log.verified(() => {}, { onProgress: (read, all) => void told.push([read, all]) });
    expect(told.at(-1)).toEqual([log.facts.length, log.facts.length]);
    expect(told.map(([read]) => read)).toEqual(told.map(([read]) => read).toSorted((a, b) => a - b));
  });
});
