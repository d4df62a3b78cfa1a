import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Recorded } from '@ledger/kernel';
import { litres } from '../../../test/support/site.js';
import { type Hand, meta, TamperedLog } from '../../../test/support/tampered.js';
import { factIdOf } from '../../ledger/ids.js';

/** What somebody does; answers the fact at which it must be found. */
type Tamper = (hand: Hand, log: TamperedLog) => Pick<Recorded, 'position' | 'id' | 'stream'>;

const used = (log: TamperedLog) => log.one('QuantityUsed');
const ANOTHER = '0b5f2f0c-64a1-4d35-8f8e-2f8f6d1c9c12';

const cases: Readonly<Record<string, readonly [code: string, tamper: Tamper]>> = {
  'a text is cut': [
    'text.not-json',
    (hand, log) => {
      hand.text(used(log), 'substr(bytes, 2)');
      return used(log);
    },
  ],
  'a text is something else': [
    'text.not-a-fact',
    (hand, log) => {
      hand.text(used(log), `'{"type":"QuantityUsed"}'`);
      return used(log);
    },
  ],
  'a day is none': [
    'text.not-a-fact',
    (hand, log) => {
      hand.rewrite(used(log), meta({ occurredAt: '2026-02-30T00:00:00.000Z' }));
      return used(log);
    },
  ],
  'a space is put in': [
    'text.not-canonical',
    (hand, log) => {
      hand.text(used(log), `'{ ' || substr(bytes, 2)`);
      return used(log);
    },
  ],
  'a field is added': [
    'text.not-canonical',
    (hand, log) => {
      hand.text(used(log), `substr(bytes, 1, length(bytes) - 1) || ',"x":1}'`);
      return used(log);
    },
  ],
  'a fact is kept as another revision': [
    'columns.differ',
    (hand, log) => {
      hand.sql('UPDATE facts SET revision = 99 WHERE position = ?', used(log).position);
      return used(log);
    },
  ],
  'a fact in the middle of a stream is deleted': [
    'revision.not-dense',
    (hand, log) => {
      const { stream, revision } = used(log);
      hand.delete(used(log));
      return log.facts.find((fact) => fact.stream === stream && fact.revision === revision + 1) as Recorded;
    },
  ],
  'two facts change places': [
    'position.out-of-order',
    (hand, log) => {
      const [first, second] = [used(log), log.one('QuantityUsed', 1)];
      const move = (to: number, from: number) =>
        hand.sql('UPDATE facts SET position = ? WHERE position = ?', to, from);
      move(100_000, first.position);
      move(first.position, second.position);
      move(second.position, 100_000);
      return { ...second, position: first.position };
    },
  ],
  'a fact is said to be recorded earlier': [
    'time.goes-back',
    (hand, log) => {
      const fact = log.one('QuantityUsed', 1);
      const long = '2001-01-01T00:00:00.000Z';
      hand.rewrite(fact, meta({ recordedAt: long, occurredAt: long }));
      return fact;
    },
  ],
  'a fact is said to have occurred after it was recorded': [
    'time.in-the-future',
    (hand, log) => {
      hand.rewrite(used(log), meta({ occurredAt: '2901-01-01T00:00:00.000Z' }));
      return used(log);
    },
  ],
  'a fact gets another id': [
    'id.differs',
    (hand, log) => {
      hand.rewrite(used(log), (entry) => ({ ...entry, id: ANOTHER }));
      return { ...used(log), id: ANOTHER };
    },
  ],
  'the second fact of a command gets another hash': [
    'command.two-hashes',
    (hand, log) => {
      const fact = log.one('PortionTaken', 1);
      hand.rewrite(fact, meta({ commandHash: '0'.repeat(64) }));
      return fact;
    },
  ],
  'a fact is said to be of a command that stands elsewhere': [
    'command.in-two-streams',
    (hand, log) => {
      const place = log.one('PlaceOpened');
      const { commandId } = place.meta;
      const id = factIdOf(commandId, used(log).stream, 0);
      hand.rewrite(used(log), (entry) => ({ ...entry, id, meta: { ...entry.meta, commandId } }));
      return place;
    },
  ],
  'one of many bottles that were put into a place went elsewhere': [
    'command.in-two-streams',
    (hand, log) => {
      const moved = log.facts.filter(({ type }) => type === 'BottleMoved').slice(-2);
      const [, last] = moved.toSorted((a, b) => (a.stream < b.stream ? -1 : 1)) as [Recorded, Recorded];
      hand.rewrite(last, (entry) => ({ ...entry, data: { to: { place: 'BENCH0001E' } } }));
      return last;
    },
  ],
  'a stream gets a name that is no code': [
    'code.misspelt',
    (hand, log) => {
      const person = log.one('PersonAdded', 1);
      const stream = 'person-7K3QX9M2R0';
      const id = factIdOf(person.meta.commandId, stream, 0);
      hand.rewrite(person, (entry) => ({ ...entry, stream, id }));
      return { ...person, stream, id };
    },
  ],
  'a fact stands in a stream of no kind': [
    'stream.of-no-kind',
    (hand, log) => {
      const stream = 'nothing-1';
      const entry = log.behind(log.one('PersonAdded'), 'Nothing', {});
      const id = factIdOf(entry.meta.commandId, stream, 0);
      hand.insert({ ...entry, stream, id, revision: 0 });
      return { stream, id, position: log.facts.length + 1 };
    },
  ],
  'more is used than there is': [
    'fact.impossible',
    (hand, log) => {
      const entry = log.behind(used(log), 'QuantityUsed', { quantity: { ...litres('9'), how: 'declared' } });
      hand.insert(entry);
      return { ...entry, position: log.facts.length + 1 };
    },
  ],
  'nothing is used': [
    'stream.does-not-fold',
    (hand, log) => {
      const { stream } = used(log);
      hand.insert(log.behind(used(log), 'QuantityUsed', {}));
      return log.facts.find((fact) => fact.stream === stream) as Recorded;
    },
  ],
};

describe('a stream is not as the ledger writes it where', () => {
  let log: TamperedLog;
  beforeAll(async () => {
    log = await TamperedLog.open();
  }, 60_000);
  afterAll(() => log.close());

  test.each(Object.keys(cases))('%s', async (name) => {
    const [code, tamper] = cases[name] as (typeof cases)[string];
    let at: ReturnType<Tamper> | undefined;
    const { found, findings } = await log.verified((hand) => {
      at = tamper(hand, log);
    });
    expect(found).toBe(findings.length);
    expect(findings).toContainEqual(
      expect.objectContaining({ code, position: at?.position, fact: at?.id, stream: at?.stream }),
    );
  });

  test('both places of a command in two streams are named', async () => {
    const { commandId } = log.one('PlaceOpened').meta;
    const id = factIdOf(commandId, used(log).stream, 0);
    const { findings } = await log.verified((hand) =>
      hand.rewrite(used(log), (entry) => ({ ...entry, id, meta: { ...entry.meta, commandId } })),
    );
    expect(findings.map(({ what }) => what)).toEqual([
      `command ${commandId} stands in another stream too, at position ${used(log).position}`,
    ]);
  });
});
