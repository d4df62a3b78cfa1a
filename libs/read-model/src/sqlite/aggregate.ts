import type { Json } from '@ledger/kernel';
import { Context, evalExpr } from 'mingo/core';
import { $add, $multiply, $subtract } from 'mingo/operators/expression/arithmetic';
import { $size } from 'mingo/operators/expression/array';
import { $and, $or } from 'mingo/operators/expression/boolean';
import { $cond, $ifNull } from 'mingo/operators/expression/conditional';
import { $concat } from 'mingo/operators/expression/string';
import type { Options } from 'mingo/types';
import { parseFilter } from '../language/filter.js';
import { isArray, isObject, type Members, type Value } from '../language/values.js';
import { BadQuery, type Projection, type Sort, type Stage } from '../port.js';
import { matches } from './match.js';
import { compare, sorted } from './order.js';
import { projector } from './project.js';

/** Of texts none is false, the empty one neither; mingo knows this but for `$not`. */
const not = (doc: unknown, operand: unknown, options: Options): boolean => {
  const operands = Array.isArray(operand) ? operand : [operand];
  if (operands.length !== 1) throw new BadQuery('$not wants one expression');
  return !$or(doc as Members, operands, options);
};

/** Expressions are mingo's, but for `$not` and for comparison, which mingo does in the order of UTF-16 and within a type. */
const comparison =
  (holds: (order: number) => boolean) => (doc: unknown, operands: unknown, options: Options) => {
    const [a, b] = evalExpr(doc, operands, options) as [Value, Value];
    return holds(compare(a, b));
  };

const context = Context.init({
  expression: { $add, $and, $concat, $cond, $ifNull, $multiply, $or, $size, $subtract },
}).addExpressionOps({
  $not: not,
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
});

/** What an expression makes of a document; JSON, or nothing. */
function evaluate(doc: Members, expression: Json): Value {
  return evalExpr(doc, expression, { context, scriptEnabled: false, failOnError: true } as Options) as Value;
}

/** Runs the stages over documents, which may be shared and are not changed. */
export function runPipeline(docs: readonly Members[], pipeline: readonly Stage[]): readonly Members[] {
  return pipeline.reduce<readonly Members[]>(runStage, docs);
}

function runStage(docs: readonly Members[], stage: Stage): readonly Members[] {
  const [[operator, spec] = ['nothing', null], ...more] = Object.entries(stage);
  if (more.length > 0) throw new BadQuery('a stage has one operator');
  switch (operator) {
    case '$match': {
      const condition = parseFilter(members(operator, spec));
      return docs.filter((doc) => matches(doc, condition));
    }
    case '$sort':
      return sorted(docs, members(operator, spec) as Sort);
    case '$skip':
      return docs.slice(whole(operator, spec, 0));
    case '$limit':
      return docs.slice(0, whole(operator, spec, 1));
    case '$project':
      return project(docs, members(operator, spec));
    case '$addFields':
    case '$set':
      return docs.map((doc) => added(doc, members(operator, spec)));
    case '$unset':
      return unset(docs, spec);
    case '$group':
      return group(docs, members(operator, spec));
    case '$unwind':
      return docs.flatMap(unwinder(spec));
    case '$facet':
      return [facet(docs, members(operator, spec))];
    case '$count':
      return docs.length === 0 ? [] : [{ [fieldName(spec)]: docs.length }];
    case '$sortByCount':
      return sorted(group(docs, { _id: spec, count: { $sum: 1 } }), { count: -1 });
    default:
      throw new BadQuery(`no stage ${operator}`);
  }
}

function members(operator: string, spec: Json): Members {
  if (!isObject(spec) || Object.keys(spec).length === 0) {
    if (operator !== '$match' || !isObject(spec)) throw new BadQuery(`${operator} wants fields`);
  }
  return spec;
}

function whole(operator: string, spec: Json, least: number): number {
  if (typeof spec !== 'number' || !Number.isSafeInteger(spec) || spec < least) {
    throw new BadQuery(`${operator} wants a whole number from ${least}`);
  }
  return spec;
}

function fieldName(spec: Json): string {
  if (typeof spec !== 'string' || !/^[^$.][^.]*$/.test(spec)) {
    throw new BadQuery(`${JSON.stringify(spec)} cannot name a computed field`);
  }
  return spec;
}

/** Fields of a document from expressions; those that come to nothing are left out. */
function computed(doc: Members, expressions: Members): Members {
  const result: { [field: string]: Json } = {};
  for (const [name, expression] of Object.entries(expressions)) {
    const value = evaluate(doc, expression);
    if (value !== undefined) result[fieldName(name)] = value;
  }
  return result;
}

/** The document with computed fields; one that comes to nothing takes away what stood there. */
function added(doc: Members, expressions: Members): Members {
  const values = computed(doc, expressions);
  const gone = (name: string) => Object.hasOwn(expressions, name) && !Object.hasOwn(values, name);
  return Object.fromEntries(Object.entries({ ...doc, ...values }).filter(([name]) => !gone(name)));
}

/** Zeros and ones are as in `find`; any other value is an expression, and then the rest is what is given. */
function project(docs: readonly Members[], spec: Members): readonly Members[] {
  const choices = Object.entries(spec).filter(([, choice]) => choice === 0 || choice === 1);
  const expressions = Object.fromEntries(
    Object.entries(spec).filter(([, choice]) => choice !== 0 && choice !== 1),
  );
  if (Object.keys(expressions).length === 0) return docs.map(projector(spec as Projection));
  const given = Object.fromEntries(choices) as Projection;
  if (choices.some(([name, choice]) => choice === 0 && name !== '_id')) {
    throw new BadQuery('$project cannot leave out fields beside expressions');
  }
  const keep = choices.some(([, choice]) => choice === 1) ? projector(given) : projector({ _id: 1 });
  return docs.map((doc) => {
    const { _id, ...kept } = keep(doc);
    const id: Members = _id === undefined || given._id === 0 ? {} : { _id };
    return { ...id, ...kept, ...computed(doc, expressions) };
  });
}

function unset(docs: readonly Members[], spec: Json): readonly Members[] {
  const names = isArray(spec) ? spec : [spec];
  if (!names.every((name) => typeof name === 'string')) throw new BadQuery('$unset wants names of fields');
  const leave = projector({ ...Object.fromEntries(names.map((name) => [name, 0])) });
  return docs.map(leave);
}

function group(docs: readonly Members[], { _id: key, ...fields }: Members): readonly Members[] {
  if (key === undefined) throw new BadQuery('$group wants an _id');
  const accumulations = Object.entries(fields).map(([name, spec]) => accumulation(fieldName(name), spec));
  const groups = new Map<string, Members[]>();
  for (const doc of docs) {
    const text = JSON.stringify(evaluate(doc, key) ?? null);
    const held = groups.get(text);
    if (held === undefined) groups.set(text, [doc]);
    else held.push(doc);
  }
  return [...groups].map(([text, held]) => ({
    _id: JSON.parse(text),
    ...Object.fromEntries(accumulations.map(({ name, of }) => [name, of(held)])),
  }));
}

const known = (values: readonly Value[]): Json[] => values.filter((value) => value !== undefined);
const numbers = (values: readonly Value[]): number[] => values.filter((value) => typeof value === 'number');
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const extreme = (values: readonly Value[], direction: 1 | -1): Json => {
  const there = known(values).filter((value) => value !== null);
  return there.length === 0 ? null : there.reduce((a, b) => (compare(b, a) * direction < 0 ? b : a));
};

const ACCUMULATORS: ReadonlyMap<string, (values: readonly Value[]) => Json> = new Map([
  ['$sum', (values) => sum(numbers(values))],
  ['$avg', (values) => (numbers(values).length === 0 ? null : sum(numbers(values)) / numbers(values).length)],
  ['$min', (values) => extreme(values, 1)],
  ['$max', (values) => extreme(values, -1)],
  ['$first', (values) => values[0] ?? null],
  ['$last', (values) => values.at(-1) ?? null],
  ['$push', known],
  [
    '$addToSet',
    (values) => [...new Map(known(values).map((value) => [JSON.stringify(value), value])).values()],
  ],
  ['$count', (values) => values.length],
]);

function accumulation(name: string, spec: Json): { name: string; of: (docs: readonly Members[]) => Json } {
  const [[operator, expression] = ['nothing', null], ...more] = isObject(spec) ? Object.entries(spec) : [];
  const accumulate = ACCUMULATORS.get(operator);
  if (accumulate === undefined || more.length > 0)
    throw new BadQuery(`$group ${name}: no accumulator ${operator}`);
  return { name, of: (docs) => accumulate(docs.map((doc) => evaluate(doc, expression))) };
}

/** One document for each element of an array at a path through objects; other values are one element. */
function unwinder(spec: Json): (doc: Members) => Members[] {
  const {
    path,
    preserveNullAndEmptyArrays = false,
    includeArrayIndex,
  } = isObject(spec) ? spec : { path: spec };
  if (typeof path !== 'string' || !path.startsWith('$')) throw new BadQuery('$unwind wants a path');
  const names = path.slice(1).split('.');
  const index = includeArrayIndex === undefined ? undefined : fieldName(includeArrayIndex);
  const numbered = (doc: Members, n: number | null): Members =>
    index === undefined ? doc : { ...doc, [index]: n };
  return (doc) => {
    const value = names.reduce<Value>(
      (at, name) => (isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined),
      doc,
    );
    if (isArray(value) && value.length > 0) {
      return value.map((element, n) => numbered(replaced(doc, names, element), n));
    }
    if (value !== undefined && value !== null && !isArray(value)) return [numbered(doc, null)];
    if (preserveNullAndEmptyArrays !== true) return [];
    return [numbered(isArray(value) ? replaced(doc, names, undefined) : doc, null)];
  };
}

function replaced(doc: Members, [name, ...rest]: readonly string[], value: Value): Members {
  const { [name as string]: held, ...others } = doc;
  if (rest.length > 0) return { ...doc, [name as string]: replaced(held as Members, rest, value) };
  return value === undefined ? others : { ...doc, [name as string]: value };
}

function facet(docs: readonly Members[], pipelines: Members): Members {
  const result: { [field: string]: Json } = {};
  for (const [name, pipeline] of Object.entries(pipelines)) {
    if (!isArray(pipeline)) throw new BadQuery(`$facet ${name}: wants stages`);
    result[fieldName(name)] = [...runPipeline(docs, pipeline as readonly Stage[])];
  }
  return result;
}
