import type { Json } from '@ledger/kernel';
import type { Filter } from '@ledger/read-model';
import { type Dialect, TEXTS } from './questions.js';

type Operators = { readonly [operator: string]: Json };

/** The one field that is asked, and what is asked of it; a plain value is `$eq`. */
function parts(filter: Filter): { path: string; test: Operators } {
  const [[path, asked = null] = ['', null]] = Object.entries(filter);
  const operators = isObject(asked) && Object.keys(asked).some((name) => name.startsWith('$'));
  return { path, test: operators ? asked : { $eq: asked } };
}

const isObject = (value: Json): value is Operators =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const throughArrays = (path: string): boolean => /^(c|tags|items)\./.test(path);
const maybeArray = (path: string): boolean => /^(c|tags|items)\b/.test(path);
const listed = ({ $in, $nin, $all, $eq = 1, $ne = 1 }: Operators): readonly Json[] =>
  [$in, $nin, $all, [$eq], [$ne]].flatMap((list) => (list ?? []) as readonly Json[]);
const asksForNull = (test: Operators): boolean => listed(test).includes(null);
const twoConditions = (test: Operators): boolean => Object.keys(test).length === 2 && !('$options' in test);

/**
 * What is left of a filter's language where a server is not what MongoDB says.
 *
 * A path through an array stands for the field of each of its objects; where there is none, it leads to nothing:
 * not to null, so that `null` does not find it, and `$not`, `$nin` and `$exists: false` do. Numbers in a path are
 * names of fields, too. https://www.mongodb.com/docs/manual/tutorial/query-for-null-fields/ and
 * https://www.mongodb.com/docs/manual/tutorial/query-array-of-documents/
 * Of two conditions each may be met by an element of its own:
 * https://www.mongodb.com/docs/manual/tutorial/query-arrays/
 */
const DIFFERENT_THROUGH_ARRAYS = (path: string, test: Operators): boolean =>
  (throughArrays(path) && (asksForNull(test) || '$not' in test || '$nin' in test || '$exists' in test)) ||
  (maybeArray(path) && twoConditions(test));

/** What each server is not asked, and why. */
export const DIALECTS: Readonly<Record<string, Dialect>> = {
  'mongo-java-server': {
    texts: TEXTS,
    nested: false,
    aggregates: true,
    // https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/#arrays
    sortableArrays: [],
    answers(filter) {
      const { path, test } = parts(filter);
      if (DIFFERENT_THROUGH_ARRAYS(path, test)) return false;
      // Equal to `$and` of its values, also for a field that is no array:
      // https://www.mongodb.com/docs/manual/reference/operator/query/all/
      if ('$all' in test) return false;
      // A member that is null is like a missing one to it, and an array in a list is not compared as a whole.
      if (listed(test).some((value) => isObject(value) && Object.values(value).includes(null))) return false;
      if ([test.$in, test.$nin].flat().some(Array.isArray)) return false;
      // An object is found in an array only where an element is it, with no field more; nested in `$and` it finds others.
      // https://www.mongodb.com/docs/manual/tutorial/query-array-of-documents/
      if (path === 'c' && listed(test).some(isObject)) return false;
      // Patterns are for texts only; it reads `true`, `1` and objects as texts.
      return typeof test.$regex !== 'string' || !(/^(n|c|c\.0)$/.test(path) || /[Aa1]/.test(test.$regex));
    },
  },
  FerretDB: {
    texts: TEXTS,
    nested: false,
    aggregates: false,
    // Not by fields of objects in arrays.
    sortableArrays: ['tags', 'c'],
    answers(filter) {
      const { path, test } = parts(filter);
      if (DIFFERENT_THROUGH_ARRAYS(path, test)) return false;
      if ('$all' in test && (asksForNull(test) || throughArrays(path))) return false;
      if ('$ne' in test && throughArrays(path)) return false;
      // Objects in arrays are not compared as a whole.
      if (path === 'c' && listed(test).some(isObject)) return false;
      // https://www.mongodb.com/docs/manual/reference/operator/query/elemMatch/ wants one element to meet all.
      return !('$elemMatch' in test);
    },
  },
};
