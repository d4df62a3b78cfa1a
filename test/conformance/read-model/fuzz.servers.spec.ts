import { expect, it } from '@jest/globals';
import type { Json } from '@ledger/kernel';
import type { ReadModel } from '@ledger/read-model';
import fc from 'fast-check';
import { openMongoReadModel } from '../../../libs/read-model/src/mongodb/index.js';
import { openSqliteReadModel } from '../../../libs/read-model/src/sqlite/index.js';
import { ferretDb, mongoJavaServer } from '../../support/mongodb/servers.js';
import { DIALECTS } from './dialects.js';
import { describeOnEachServer } from './each-server.js';
import { documentsOf, type Question, questionsOf, type Sample } from './questions.js';

/** Questions to each server; `SEED` asks the same again. */
const QUESTIONS = Number(process.env.QUESTIONS ?? 5_000);
const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const AT_ONCE = 25;
const INDEXED = ['a', 'b', 'n.x'] as const;

describeOnEachServer(
  (server, name) => {
    it('answers as the embedded engine does', async () => {
      const dialect = DIALECTS[name];
      if (!dialect) throw new TypeError(`nothing is known of ${name}`);
      const there = await openMongoReadModel(server().url, { database: 'fuzz' });
      const here = openSqliteReadModel(':memory:');
      const told = { asked: 0, refused: 0, empty: 0 };
      await fc
        .assert(
          fc.asyncProperty(
            documentsOf(dialect),
            fc.array(questionsOf(dialect), { minLength: AT_ONCE, maxLength: AT_ONCE }),
            fc.boolean(),
            async (docs, questions, indexed) => {
              for (const model of [here, there]) await fill(model, docs, indexed);
              for (const question of questions) {
                const [ours, theirs] = [await answer(here, question), await answer(there, question)];
                told.asked += 1;
                if (ours === REFUSED) told.refused += 1;
                if (ours === '[]') told.empty += 1;
                if (ours !== theirs) {
                  throw new Error(`${JSON.stringify(question)}\nours   ${ours}\ntheirs ${theirs}`);
                }
              }
            },
          ),
          { numRuns: Math.ceil(QUESTIONS / AT_ONCE), seed: SEED },
        )
        .finally(async () => {
          process.stdout.write(`${name}: seed ${SEED}, ${JSON.stringify(told)}\n`);
          await here.close();
          await there.close();
        });
      expect(told.asked).toBeGreaterThanOrEqual(QUESTIONS);
      expect(told.refused).toBeLessThan(told.asked / 20);
      expect(told.empty).toBeLessThan(told.asked / 2);
    }, 600_000);
  },
  [mongoJavaServer, ferretDb],
);

async function fill(model: ReadModel, docs: readonly Sample[], indexed: boolean): Promise<void> {
  await model.drop('c');
  const collection = model.collection<Sample>('c');
  if (indexed) for (const path of INDEXED) await collection.createIndex({ [path]: 1 });
  await collection.bulkWrite(
    docs.map((doc) => ({ replaceOne: { filter: { _id: doc._id }, replacement: doc, upsert: true } })),
  );
}

const REFUSED = 'refused';

/** The answer as text, fields in their order. */
async function answer(model: ReadModel, question: Question): Promise<string> {
  const collection = model.collection<Sample>('c');
  try {
    if ('filter' in question) {
      const found = await collection.find(question.filter, question.options).toArray();
      const count = await collection.countDocuments(question.filter);
      return `${text(found)}${found.length === 0 ? '' : ` of ${count}`}`;
    }
    return settled(
      await collection.aggregate(question.pipeline).toArray(),
      JSON.stringify(question.pipeline),
    );
  } catch {
    return REFUSED;
  }
}

/** Groups and sets come in any order. */
function settled(found: readonly object[], pipeline: string): string {
  return text(/\$group|\$sortByCount/.test(pipeline) ? unordered(found as readonly Json[]) : found);
}

/** Servers give the fields that are asked for in the order of the document or of the question. */
const text = (value: Json | readonly object[]): string => JSON.stringify(value, (_, held) => byName(held));

const byName = (value: Json): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
    : value;

function unordered(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(unordered).toSorted(byText);
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, unordered(held)]));
}

const byText = (one: Json, other: Json): number => (text(one) < text(other) ? -1 : 1);
