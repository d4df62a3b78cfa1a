import { expect, it } from '@jest/globals';
import { acetone, BENCH } from '../../test/support/bottles.js';
import { BareNode, Power, ticking } from '../../test/support/ledgers.js';
import { minute } from '../../test/support/told.js';

const reason = 'r';

async function twoNodes() {
  const { store, log } = new Power();
  const now = ticking(minute(0));
  const [here, there] = [new BareNode(store, now), new BareNode(store, now)];
  const source = { name: 'x', version: '1' };
  const substance = { name: 'acetone', hazards: [], pictograms: [], classification: 'none-known', source };
  await here.ask('LoadSubstance', 'substance-67-64-1', { substance });
  await here.ask('OpenPlace', { begin: 'place', code: BENCH }, { name: 'Bench', kind: 'shelf' });
  const { content, composition } = acetone;
  const body = { origin: 'received', content, composition, place: BENCH };
  const { stream } = await here.ask('RegisterBottle', { begin: 'bottle' }, body);
  return { here, there, stream, log };
}
const refused = (code: string) =>
  expect.objectContaining({ status: 'rejected', reason: expect.objectContaining({ code }) });

it('what was decided on facts that are under way fails with them, where another node was first', async () => {
  const { here, there, stream, log } = await twoNodes();
  await there.ask('WriteOffBottle', stream, { reason });
  // Here, the second is decided on the first, and finds the revision that it expects, written there.
  const notes = await Promise.allSettled(
    ['first', 'second', 'third'].map((text) => here.ask('NoteOnBottle', stream, { text })),
  );
  expect(notes).toEqual(notes.map(() => refused('bottle.ended')));
  expect((await log.read(stream)).map(({ type }) => type)).toEqual(['BottleReceived', 'BottleWrittenOff']);
});

it('a repair that another node recorded is the same command here, though nothing was heard of it', async () => {
  const { here, there, stream } = await twoNodes();
  const note = await here.ask('NoteOnBottle', stream, { text: 'x' });
  const command = { fact: note.entries[0]?.id, reason };
  const [id, other] = ['5b1f2c3a-0d4e-4f6a-8b7c-9d0e1f2a3b4c', '6b1f2c3a-0d4e-4f6a-8b7c-9d0e1f2a3b4c'];
  const done = await there.ask('AnnulFact', stream, command, id);
  const again = await here.ask('AnnulFact', stream, command, id);
  expect(again).toMatchObject({ replayed: true, position: done.position });
  await expect(here.ask('AnnulFact', stream, command, other)).rejects.toMatchObject({
    code: 'fact.annulled',
  });
});
