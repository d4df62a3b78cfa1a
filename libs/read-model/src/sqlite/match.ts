import type { Json } from '@ledger/kernel';
import type { Condition, Test } from '../language/filter.js';
import { isArray, isObject, type Members, member, type Value } from '../language/values.js';
import { compare, rank } from './order.js';

/** Whether a document passes, by MongoDB's rules; an array in an array counts as a document of its indexes. */
export function matches(doc: Members | readonly Json[], condition: Condition): boolean {
  if ('path' in condition) return holds(doc, condition.path, condition.test);
  if ('every' in condition) return condition.every.every((each) => matches(doc, each));
  if ('some' in condition) return condition.some.some((each) => matches(doc, each));
  return !condition.none.some((each) => matches(doc, each));
}

function holds(doc: Members | readonly Json[], path: readonly string[], test: Test): boolean {
  if (test.op === 'not') return !test.tests.every((each) => holds(doc, path, each));
  const elementsToo = test.op !== 'size' && test.op !== 'element' && test.op !== 'elementValue';
  return reaches(doc, path, 0, elementsToo, (value) => passes(value, test));
}

/**
 * Whether any value the path leads to passes. On the way an array stands for its objects, and for its element
 * where the path says a number; at the end for its elements (`elementsToo`) and itself.
 */
function reaches(
  start: Members | readonly Json[],
  path: readonly string[],
  from: number,
  elementsToo: boolean,
  passing: (value: Value) => boolean,
): boolean {
  let value: Value = start;
  for (let i = from; i < path.length; i += 1) {
    value = member(value, path[i] as string);
    if (isArray(value)) return reachesThrough(value, path, i + 1, elementsToo, passing);
    if (!isObject(value)) return passing(i === path.length - 1 ? value : undefined);
  }
  return passing(value);
}

function reachesThrough(
  array: readonly Json[],
  path: readonly string[],
  next: number,
  elementsToo: boolean,
  passing: (value: Value) => boolean,
): boolean {
  if (next === path.length) return (elementsToo && array.some(passing)) || passing(array);
  return array.some((element, index) => {
    if (isObject(element) && reaches(element, path, next, elementsToo, passing)) return true;
    if (path[next] !== String(index)) return false;
    if (next + 1 === path.length) return passing(element);
    return (isObject(element) || isArray(element)) && reaches(element, path, next + 1, elementsToo, passing);
  });
}

function passes(value: Value, test: Test): boolean {
  switch (test.op) {
    case 'eq':
      return equals(value, test.value);
    case 'in':
      return test.values.some((each) => equals(value, each));
    case 'gt':
      return sameType(value, test.value) && compare(value, test.value) > 0;
    case 'gte':
      return equals(value, test.value) || (sameType(value, test.value) && compare(value, test.value) > 0);
    case 'lt':
      return sameType(value, test.value) && compare(value, test.value) < 0;
    case 'lte':
      return equals(value, test.value) || (sameType(value, test.value) && compare(value, test.value) < 0);
    case 'exists':
      return value !== undefined;
    case 'regex':
      return typeof value === 'string' && test.pattern.test(value);
    case 'size':
      return isArray(value) && value.length === test.size;
    case 'element':
      return (
        isArray(value) &&
        value.some((each) => (isObject(each) || isArray(each)) && matches(each, test.condition))
      );
    case 'elementValue':
      return isArray(value) && value.some((each) => test.tests.every((t) => passes(each, t)));
    case 'not':
      return !test.tests.every((each) => passes(value, each));
  }
}

/** No value equals null. */
const equals = (value: Value, other: Json): boolean =>
  other === null ? value === undefined || value === null : compare(value, other) === 0;

/** Values of different types are neither less nor greater. */
const sameType = (value: Value, other: Json): boolean => rank(value) === rank(other);
