import type { Json } from '@ledger/kernel';
import { BadQuery, type Filter, type Stage } from '../port.js';
import { parseFilter } from './filter.js';
import { isArray, isObject } from './values.js';

const STAGES: ReadonlySet<string> = new Set([
  '$match',
  '$sort',
  '$skip',
  '$limit',
  '$project',
  '$addFields',
  '$set',
  '$unset',
  '$group',
  '$unwind',
  '$facet',
  '$count',
  '$sortByCount',
]);

const EXPRESSIONS = ['$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$and', '$or', '$not', '$cond', '$ifNull'];
const ARITHMETIC = ['$add', '$subtract', '$multiply', '$concat', '$size'];
const ACCUMULATORS = ['$sum', '$avg', '$min', '$max', '$first', '$last', '$push', '$addToSet', '$count'];
const OPERATORS: ReadonlySet<string> = new Set([...EXPRESSIONS, ...ARITHMETIC, ...ACCUMULATORS]);

/** Throws `BadQuery` where a pipeline has a stage or an operator that is not in the port's language. */
export function checkPipeline(pipeline: readonly Stage[]): void {
  for (const stage of pipeline) {
    const [[operator, spec] = ['nothing', null], ...more] = Object.entries(stage);
    if (more.length > 0) throw new BadQuery('a stage has one operator');
    if (!STAGES.has(operator)) throw new BadQuery(`no stage ${operator}`);
    if (operator === '$match') parseFilter(spec as Filter);
    else if (operator === '$facet') {
      for (const inner of Object.values(isObject(spec) ? spec : {})) {
        if (!isArray(inner)) throw new BadQuery('$facet wants lists of stages');
        checkPipeline(inner as readonly Stage[]);
      }
    } else checkOperators(spec);
  }
}

function checkOperators(value: Json): void {
  if (isArray(value)) value.forEach(checkOperators);
  if (!isObject(value)) return;
  for (const [name, operand] of Object.entries(value)) {
    if (name.startsWith('$') && !OPERATORS.has(name)) throw new BadQuery(`no operator ${name}`);
    checkOperators(operand);
  }
}
