import { readFileSync } from 'node:fs';
import { reactions, views } from '../../dist/src/areas.js';
import { table } from './errors.mjs';
import { declared } from './facts.mjs';

const titles = {
  bottle: 'Bottles',
  alias: 'Codes of other systems',
  place: 'Places',
  substance: 'Substances',
  unit: 'Units',
  people: 'People',
  access: 'Keys and roles',
  site: 'The site',
  repairs: 'Repairs of other facts',
};

/** docs/events.md: what is declared in the sources, with the versions and streams of the recorded examples. */
export function events() {
  const { facts, shapes } = declared();
  const golden = readFileSync('test/conformance/golden-events.jsonl', 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const areas = Object.entries(titles).map(([area, title]) => {
    const told = facts.filter((fact) => fact.area === area);
    return `## ${title}\n\n${told.map((fact) => section(fact, golden, area)).join('\n\n')}`;
  });
  const missing = facts.filter(({ area }) => !titles[area]);
  if (missing.length > 0) throw new Error(`no title for the area of ${missing.map(({ type }) => type)}`);
  return `${head(golden)}\n${areas.join('\n\n')}\n\n## Shapes\n\n${[...shapes].sort().map(shape).join('\n\n')}\n`;
}

function section({ type, words, fields, shape: name }, golden, area) {
  const recorded = golden.filter(
    (fact) => fact.type === type && (area === 'repairs' || streamsOf(area, golden).has(fact.stream)),
  );
  const versions = [...new Set(recorded.map(({ v }) => v))].sort((a, b) => a - b);
  const categories = [...new Set(recorded.map(({ stream }) => category(stream)))].sort();
  const readers = views.filter(
    (view) => view.categories && categories.some((one) => view.categories.includes(one)),
  );
  const followers = reactions.filter(({ handles }) => handles.includes(type));
  const facts = [
    `version ${versions.join(', ')}`,
    `in ${categories.map((one) => `\`${one}-…\``).join(', ')}`,
    ...(readers.length > 0 ? [`views: ${readers.map(({ name }) => name).join(', ')}`] : []),
    ...(followers.length > 0 ? [`what follows: ${followers.map(({ name }) => name).join(', ')}`] : []),
  ];
  const data = name ? `Data: ${code(name)}` : fields.length > 0 ? fieldTable(fields) : 'No data.';
  return `### ${type}\n\n${words ? `${words}\n\n` : ''}${facts.join(' · ')}\n\n${data}`;
}

/** `ResponsiblePersonAssigned` is said of places and of units: an area has the streams of its own. */
const own = { bottle: ['bottle', 'registration'], people: ['person'], access: ['grants', 'credential'] };
const category = (stream) => stream.slice(0, stream.indexOf('-'));
const streamsOf = (area, golden) =>
  new Set(
    golden.map(({ stream }) => stream).filter((stream) => (own[area] ?? [area]).includes(category(stream))),
  );

const fieldTable = (fields) =>
  table(
    ['field', 'type', ''],
    fields.map(({ name, optional, type, words }) => [
      `\`${name}\`${optional ? ' ?' : ''}`,
      code(type),
      words,
    ]),
  );

const code = (type) =>
  type.replace(
    /^((?:list of )*)(.*)$/s,
    (_all, lists, name) =>
      `${lists}${/^[A-Z]\w+$/.test(name) ? `[${name}](#${name.toLowerCase()})` : `\`${name}\``}`,
  );

const shape = ([name, { words, fields, text }]) =>
  `### ${name}\n\n${words ? `${words}\n\n` : ''}${fields && fields.length > 0 ? fieldTable(fields) : `\`${text}\``}`;

const head = (golden) => `# Facts

What the ledger records. A fact is never changed and never deleted; what people look at is folded from facts.

## The envelope

A fact in its place in a stream has exactly these fields. Their canonical form (RFC 8785) is what the log keeps, byte
for byte; it is at most 65,535 bytes.

\`\`\`json
${JSON.stringify(
  golden.find(({ type }) => type === 'BottleStored'),
  null,
  2,
)}
\`\`\`

${table(
  ['field', ''],
  [
    [
      '`id`',
      'Names the fact for ever, in whatever log it is kept: UUIDv5 of the command, the stream and its place among the facts of the command.',
    ],
    ['`stream`', 'The thing it is about: its category, a hyphen, and its id.'],
    ['`revision`', 'Its place in the stream, beginning at 0, without gaps.'],
    [
      '`type`, `v`, `data`',
      'What happened, the version of the shape of `data`, and `data`: see below. Old versions are read for ever.',
    ],
    [
      '`meta.actor`',
      'Opaque id of the person who is responsible; `system` where the service acted by itself.',
    ],
    ['`meta.credential`', 'Which key, terminal or import it came through.'],
    [
      '`meta.commandId`, `meta.commandHash`',
      'The command that led to it. The same id with the same hash is the same command.',
    ],
    [
      '`meta.occurredAt`',
      'When it happened. With `meta.occurredPrecision` (`day`, `minute`) known only so exactly, and then the end of it.',
    ],
    [
      '`meta.recordedAt`',
      'When it was recorded: never before `occurredAt`, and never before the fact before it in the stream.',
    ],
    ['`meta.causedBy` ?', 'The fact that led to it, in another stream.'],
    ['`meta.reason` ?', 'Why, in the words of the person.'],
    ['`meta.evidence` ?', 'What supports it: `{kind, ref, sha256?}`.'],
    ['`meta.basis` ?', 'What the decision relied on: other streams at their revisions.'],
  ],
)}

All times are \`YYYY-MM-DDTHH:mm:ss.sssZ\`. Amounts are decimal strings with UCUM units. Numbers are whole.

A stream is folded in the order of \`occurredAt\`, then \`revision\`, with corrections and annulments applied: its
effective history.
`;
