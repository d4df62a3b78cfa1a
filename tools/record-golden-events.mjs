// Adds an example of every type, version and set of fields of fact that test/conformance/golden-events.jsonl does not have yet, with
// the whole stream it stands in. Lines that are there stay as they are, for ever: they are what ledgers out there hold.
// Run it after a build: `npm run build && node tools/record-golden-events.mjs`
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { MemoryEventStore } from '../dist/libs/event-store/src/memory/index.js';
import { addDays, canonicalEntry, categoryOf } from '../dist/libs/kernel/src/index.js';
import { deciders, reactions } from '../dist/src/areas.js';
import { followUpIdOf, hashOf } from '../dist/src/ledger/ids.js';
import { Ledger } from '../dist/src/ledger/ledger.js';
import { Lives } from '../dist/src/ledger/lives.js';
import { tell } from './golden-story.mjs';

const FILE = 'test/conformance/golden-events.jsonl';
const START = '2026-01-05T08:00:00.000Z';
const NAMESPACE = 'b7b6a2f0-58f5-4b6f-9d0a-2f3f4d5c6e7a';

/** The same fact with other fields is another example: what is optional must be read for ever too. */
const kindOf = ({ stream, type, v, data }) =>
  `${categoryOf(stream)} ${type}@${v} ${Object.keys(data).sort()}`;
const lines = existsSync(FILE) ? readFileSync(FILE, 'utf8').trim().split('\n') : [];
const known = new Set(lines.map((line) => kindOf(JSON.parse(line))));

// Ids follow from a count and times go by the minute, so that the same story is recorded in the same bytes.
let commands = lines.length;
let minutes = 0;
const clock = (minute) => addDays(START, minute / (24 * 60));
const store = new MemoryEventStore();
const ledger = new Ledger(store, new Lives(store, deciders), reactions, {
  access: { covers: async () => true },
  now: () => clock(minutes),
  timeZone: 'Europe/Berlin',
  backdatingDays: 30,
  bottlesIn: async () => 0,
  findReceipt: async () => undefined,
  tally: { commanded() {}, appending: () => () => {} },
});

async function ask(name, stream, body, actor = 'p-clerk') {
  minutes += 1;
  commands += 1;
  const commandId = followUpIdOf(NAMESPACE, commands);
  const commandHash = hashOf({ name, body });
  return ledger.execute(name, body, {
    actor,
    credential: actor === 'system' ? 'service' : 'k-counter',
    stream,
    commandId,
    commandHash,
    repeatable: false,
  });
}

await tell(ask, (ago) => clock(minutes - ago));

const facts = await store.readAll({ after: 0, limit: 10_000 });
const news = facts.filter((fact) => !known.has(kindOf(fact)));
const streams = new Set(news.map(({ stream }) => stream));
for (const stream of streams) {
  for (const fact of await store.read(stream)) appendFileSync(FILE, `${canonicalEntry(fact)}\n`);
}
console.log(`${new Set(news.map(kindOf)).size} kinds of facts added in ${streams.size} streams`);
