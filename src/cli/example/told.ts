import { collectionOf, living } from '@ledger/read-model';
import { views } from '../../areas.js';
import type { House } from '../../house.js';
import { counted } from '../teller.js';
import type { Recipe } from './plan/plan.js';
import type { Size } from './plan/university.js';
import type { Sight } from './sights.js';

/** How an example came to be. */
interface Making {
  readonly recipe: Recipe;
  readonly size: Size;
  /** Facts that are new; fewer than all where an earlier run was cut off. */
  readonly recorded: number;
  readonly seconds: number;
  readonly sight: Sight;
}

const AN_HOUR = 3_600_000;

const STATES = [
  'stored',
  'issued',
  'received',
  'emptied',
  'disposed',
  'returned-to-vendor',
  'written-off',
  'annulled',
];

/** What was made, and what to ask it. */
export async function tell(house: House, { recipe, size, recorded, seconds, sight }: Making) {
  const states = await bottlesByState(house);
  const { seed, scale, until } = recipe;
  const facts = await house.store.head();
  const rate = Math.round(recorded / Math.max(seconds, 0.001));
  const value = {
    ...{ seed, scale: String(scale), until, timeZone: recipe.timeZone, ledger: house.site.ledger },
    ...{ recorded, seconds: Math.round(seconds), size, states: Object.fromEntries(states), sight },
  };
  const lines = [
    `A year of a university that does not exist, until ${until}: ${counted(size.facts, 'fact')} beside the ${counted(facts - size.facts, 'fact')} of its founding.`,
    recorded === 0
      ? 'It was whole already: nothing was recorded.'
      : `Recorded ${counted(recorded, 'fact')} in ${Math.round(seconds)} s, ${rate} a second.`,
    `${counted(size.rooms, 'room')}, ${size.people} people, ${counted(size.bottles, 'bottle')}: ${states.map(([state, count]) => `${count} ${state}`).join(', ')}.`,
    `The same seed, scale, day and time zone make the same ledger: --seed ${seed} --scale ${scale} --until ${until}, SITE_TIME_ZONE=${recipe.timeZone}.`,
    'Its first fact says that it is an example.',
    '',
    ...(await questions(house, recipe, sight)),
  ];
  return { value, lines };
}

async function bottlesByState({ model }: House): Promise<readonly (readonly [string, number])[]> {
  const inventory = views.find(({ name }) => name === 'inventory');
  if (!inventory) throw new TypeError('there is no inventory');
  const documents = model.collection(collectionOf(inventory));
  return Promise.all(
    STATES.map(async (state) => [state, await documents.countDocuments(living({ phase: state }))] as const),
  );
}

/** Lines that work as they stand, in the order in which somebody would ask. */
async function questions(
  { config, administrator, lives }: House,
  { until }: Recipe,
  sight: Sight,
): Promise<readonly string[]> {
  const { host, port, dataDir } = config;
  const key = administrator.keyFile ? `$(cat '${administrator.keyFile}')` : '$ADMIN_KEY';
  const { corrected, split, late, lateAt, lot, lost, researcher } = sight;
  const { state } = late === undefined ? {} : await lives.load(`bottle-${late}`);
  const { home: shelf } = (state ?? {}) as { readonly home?: string };
  const then = lateAt && new Date(Date.parse(lateAt) + AN_HOUR).toISOString();
  const stood = shelf && then && `/v1/places/${shelf}/bottles?at=${then}`;
  const asked: readonly (readonly [what: string, path: string | undefined])[] = [
    ['Where is there acetone?', '/v1/bottles?q=acetone&limit=5'],
    ['What is expired?', `/v1/bottles?expiresBefore=${until}&limit=5`],
    ['An entry that was corrected:', corrected && `/v1/bottles/${corrected}/history`],
    ['Something that was told days late:', late && `/v1/bottles/${late}/history`],
    ['What stood on its shelf an hour after that happened?', stood],
    ['And as it was known then?', stood && `${stood}&knownAt=${then}`],
    ['What was filled from this bottle?', split && `/v1/bottles/${split}/lineage`],
    ['Which bottles are of the lot that was recalled?', lot && `/v1/bottles?lot=${lot}`],
    ['What was lost in the end?', lost && '/v1/bottles?state=written-off'],
  ];
  const url = `http://${['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host}:${port}`;
  return [
    'Start the service, and ask it:',
    `  DATA_DIR='${dataDir}' npm start`,
    `  look() { curl -s "${url}$1" -H "Authorization: Bearer ${key}"; }`,
    ...asked.flatMap(([what, path]) => (path === undefined ? [] : [`  # ${what}`, `  look '${path}'`])),
    ...(researcher === undefined
      ? []
      : [
          '  # A key for somebody who is not the administrator, to see what they may see:',
          `  DATA_DIR='${dataDir}' npm run ledger -- key create --person ${researcher} --enrol`,
        ]),
  ];
}
