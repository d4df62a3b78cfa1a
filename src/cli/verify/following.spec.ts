import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Entry, Recorded } from '@ledger/kernel';
import { litres } from '../../../test/support/site.js';
import { type Hand, meta, TamperedLog } from '../../../test/support/tampered.js';
import { checkIdOf, factIdOf } from '../../ledger/ids.js';

describe('what follows in other streams', () => {
  let log: TamperedLog;
  beforeAll(async () => {
    log = await TamperedLog.open();
  }, 60_000);
  afterAll(() => log.close());

  const portionOf = ({ stream }: Recorded) =>
    log.facts.find(
      ({ type, data }) => type === 'PortionTaken' && stream === `bottle-${(data as { child: string }).child}`,
    ) as Recorded;
  const followersOf = ({ id }: Recorded) => log.facts.filter((fact) => fact.meta.causedBy === id);

  async function finds(code: string, at: Recorded, tamper: (hand: Hand) => void): Promise<void> {
    const { findings } = await log.verified(tamper);
    const { position, id, stream } = at;
    expect(findings).toContainEqual(expect.objectContaining({ code, position, fact: id, stream }));
  }

  test('is missing where the bottle of a portion is', async () => {
    const filled = log.one('BottleFilled');
    await finds('follower.missing', portionOf(filled), (hand) => hand.delete(filled));
  });

  test('is missing where one bottle of many is', async () => {
    const many = log.one('BottlesRegistered');
    const [, second] = followersOf(many);
    await finds('follower.missing', many, (hand) => hand.delete(second as Recorded));
  });

  test('is missing where a place does not learn of a place inside', async () => {
    const inner = log.one('PlaceOpened', 1);
    const [learnt] = followersOf(inner);
    await finds('follower.missing', inner, (hand) => hand.delete(learnt as Recorded));
  });

  test('differs where a bottle holds more than was poured into it', async () => {
    const filled = log.one('BottleFilled');
    const content = { ...litres('0.3'), how: 'declared' };
    await finds('follower.differs', filled, (hand) =>
      hand.rewrite(filled, (entry) => ({ ...entry, data: { ...entry.data, content } })),
    );
  });

  test('has no cause where the portion of a bottle is missing', async () => {
    const filled = log.one('BottleFilled');
    await finds('cause.missing', filled, (hand) => hand.delete(portionOf(filled)));
  });

  test('is not what a place is told of what was found in it, but that has a cause too', async () => {
    const place = log.one('PlaceOpened', 1);
    const cause = log.one('BottleMoved');
    const found = log.behind(place, 'PlaceConflictFound', { open: true, bottles: [], places: [] });
    const because = (commandId: string): Entry => ({
      ...found,
      id: factIdOf(commandId, found.stream, 0),
      meta: { ...found.meta, commandId, causedBy: cause.id },
    });
    const codes = async (entry: Entry) =>
      (await log.verified((hand) => hand.insert(entry))).findings.map(({ code }) => code);
    expect(await codes(found)).toEqual(['cause.missing']);
    expect(await codes(because(found.meta.commandId))).toEqual(['cause.differs']);
    expect(await codes(because(checkIdOf(cause.id, found.stream)))).toEqual([]);
  });

  test('has no cause where a bottle of many does not say of which', async () => {
    const [first] = followersOf(log.one('BottlesRegistered'));
    const bottle = first as Recorded;
    await finds('cause.missing', bottle, (hand) =>
      hand.rewrite(bottle, ({ meta: { causedBy: _, ...told }, ...entry }) => ({ ...entry, meta: told })),
    );
  });

  test('has another cause where a bottle is said to come from the portion of another', async () => {
    const filled = log.one('BottleFilled');
    const other = portionOf(log.one('BottleFilled', 1));
    await finds('cause.differs', filled, (hand) => hand.rewrite(filled, meta({ causedBy: other.id })));
  });

  const takenBack = () => log.facts.find(({ data }) => 'twin' in data) as Recorded;

  test('is missing where a bottle was never filled, and its portion is still taken', async () => {
    const [portion] = followersOf(takenBack());
    await finds('follower.missing', takenBack(), (hand) => hand.delete(portion as Recorded));
  });

  test('has no cause where a portion is taken back, and the bottle that was filled does not say so', async () => {
    const [portion] = followersOf(takenBack());
    await finds('cause.missing', portion as Recorded, (hand) =>
      hand.rewrite(portion as Recorded, ({ meta: { causedBy: _, ...told }, ...entry }) => ({
        ...entry,
        meta: told,
      })),
    );
  });

  test('cannot be told where a registration names no bottles', async () => {
    const many = log.one('BottlesRegistered');
    await finds('fact.not-understood', many, (hand) =>
      hand.rewrite(many, (entry) => ({ ...entry, data: {} })),
    );
  });

  test('is no finding where reactions have not come so far', async () => {
    const filled = log.one('BottleFilled');
    const followedTo = portionOf(filled).position - 1;
    const report = await log.verified((hand) => hand.delete(filled), { followedTo });
    expect(report.pending).toBe(1);
    expect(report.findings.map(({ code }) => code)).toEqual(['position.missing']);
  });
});
