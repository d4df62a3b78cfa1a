// The same decisions, by the same decider, on emmett's event store in SQLite (WAL; synchronous is FULL where nobody says
// otherwise). That store closes its one connection after every call, so what is asked at once is answered in turn.
import { randomUUID } from 'node:crypto';
import { CommandHandler } from '@event-driven-io/emmett';
import { getSQLiteEventStore } from '@event-driven-io/emmett-sqlite';
import { bottleDecider } from '../../../dist/src/bottle/bottle.decider.js';
import { serve } from './server.mjs';

const { evolve, initial, decide } = bottleDecider;
const store = getSQLiteEventStore({ fileName: process.env.FILE });
const handle = CommandHandler({
  evolve: (state, { type, data, metadata }) => evolve(state, { type, data, meta: metadata.meta }),
  initialState: () => initial,
});

const entered = {
  origin: 'baselined',
  bottle: {
    composition: [{ substance: '67-64-1', role: 'main' }],
    content: { value: '100000', unit: 'L' },
    place: 'bench',
  },
};

async function execute(name, code, command) {
  const now = new Date().toISOString();
  const meta = { actor: 'bench', commandId: randomUUID(), occurredAt: now, recordedAt: now };
  const context = { ...meta, id: code, day: now.slice(0, 10) };
  const { newState } = await handle(store, `bottle-${code}`, (state) =>
    decide[name](state, command, context).map(({ type, data }) => ({ type, data, metadata: { meta } })),
  );
  return newState;
}

let before = Promise.resolve();
function inTurn(work) {
  const done = before.then(work);
  before = done.catch(() => {});
  return done;
}

const known = new Set();
await serve((code, { quantity, purpose }) =>
  inTurn(async () => {
    if (!known.has(code)) await execute('EnterBottle', code, entered);
    known.add(code);
    const { content } = await execute('UseBottle', code, { quantity, purpose });
    return { code, content };
  }),
);
