import { readModelContract } from '../../../libs/read-model/src/contract/index.js';
import { openMongoReadModel } from '../../../libs/read-model/src/mongodb/index.js';
import { describeOnEachServer } from './each-server.js';

let databases = 0;
const fresh = (): string => {
  databases += 1;
  return `contract${databases}`;
};

/** Where these servers are not what MongoDB's documentation says, so that the contract cannot be asked of them. */
const DIFFERENT: Readonly<Record<string, readonly string[]>> = {
  'mongo-java-server': [
    // The fuzz asks the same of it, but for the forms that are listed there.
    'is what plain evaluation of every document finds, with indexes and without',
    // `$gte: null` finds nothing. https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/
    'finds what is null, and nothing else, above and below null',
    // https://www.mongodb.com/docs/manual/tutorial/query-arrays/: "one element can satisfy the greater than condition
    // and another element can satisfy the less than condition".
    'lets one element meet one condition, and another the other',
    // A path leads through the objects of an array, not through arrays in it.
    'does not see through arrays in arrays',
    // The objects of an empty array have no field: `$exists: false` and `$not` find them.
    'knows where a path leads nowhere',
    // It compares UTF-16; MongoDB "uses the simple binary comparison to compare strings", which are UTF-8.
    'sorts texts by their bytes',
    // New in MongoDB 5.0; it says that it is 4.4.
    'counts without a sum',
  ],
  FerretDB: [
    'is what plain evaluation of every document finds, with indexes and without',
    'lets one element meet one condition, and another the other',
    'knows where a path leads nowhere',
    // Its conditions are met one by one, and it knows none of fields.
    '$elemMatch wants one element to meet all',
    // A text with a NUL cannot be kept.
    'gives a document back as it was',
    // An unordered update ends at its first error; MongoDB does the rest.
    'comes to the same whatever is replayed, by however many projectors',
    // `dropTarget` is not there.
    'switches readers to what was built beside, with checkpoint and indexes',
    'can do so again and again',
    'gives what is written one by one: documents, indexes, checkpoint',
    // Arrays in arrays are not there.
    'keeps arrays in arrays',
    'does not see through arrays in arrays',
    // SQLite's unique indexes hold any number of nulls.
    'missing and null are the same value',
    // It is error 1.
    'finds duplicates that are there',
    'tells at the end where an index is broken',
    // Accumulators but `$sum` and `$count`, most stages and expressions are not there.
    '$match, $group, $sort',
    '$unwind',
    '$facet, $count, $skip, $limit',
    '$project, $addFields, $unset, $sortByCount',
    'holds every text to be true, and nothing, null, false and 0 not to be',
    'does not calculate with texts',
  ],
};

describeOnEachServer((server, name) => {
  readModelContract(name, () => openMongoReadModel(server().url, { database: fresh() }), DIFFERENT[name]);
});
