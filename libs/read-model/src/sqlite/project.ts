import type { Json } from '@ledger/kernel';
import { isArray, isObject, type Members } from '../language/values.js';
import { BadQuery, type Projection } from '../port.js';

/** Names that are given or left out, with what lies below; `true` is all of it. */
type Tree = Map<string, Tree | true>;

/** What a projection makes of a document. */
export function projector(projection: Projection): (doc: Members) => Members {
  const { _id: id = 1, ...others } = projection;
  const choices = Object.entries(others);
  if ([id, ...Object.values(others)].some((choice) => choice !== 0 && choice !== 1)) {
    throw new BadQuery('projection: 0 or 1');
  }
  const given = choices.length === 0 ? id === 1 && '_id' in projection : choices[0]?.[1] === 1;
  if (choices.some(([, choice]) => (choice === 1) !== given)) {
    throw new BadQuery('projection: either fields to give or fields to leave out');
  }
  const tree: Tree = new Map();
  for (const [path] of choices) grow(tree, path);
  if ((id === 1) === given) tree.set('_id', true);
  return (doc) => (given ? give(doc, tree) : leave(doc, tree));
}

function grow(tree: Tree, path: string): void {
  const names = path.split('.');
  const last = names.pop() as string;
  let at = tree;
  for (const name of names) {
    const below = at.get(name) ?? new Map();
    if (below === true) throw new BadQuery(`projection: ${path} lies below another field`);
    at.set(name, below);
    at = below;
  }
  if (at.has(last)) throw new BadQuery(`projection: ${path} lies above another field`);
  at.set(last, true);
}

function give(doc: Members, tree: Tree): Members {
  return mapped(doc, (name, value) => {
    const below = tree.get(name);
    if (below === undefined || below === true) return below && value;
    return isObject(value) || isArray(value) ? giveInside(value, below) : undefined;
  });
}

function giveInside(value: Members | readonly Json[], tree: Tree): Json {
  if (!isArray(value)) return give(value as Members, tree);
  return value
    .filter((each) => isObject(each) || isArray(each))
    .map((each) => giveInside(each as Members | readonly Json[], tree));
}

function leave(doc: Members, tree: Tree): Members {
  return mapped(doc, (name, value) => {
    const below = tree.get(name);
    if (below === true) return undefined;
    return below === undefined ? value : leaveInside(value, below);
  });
}

function leaveInside(value: Json, tree: Tree): Json {
  if (isArray(value)) return value.map((each) => leaveInside(each, tree));
  return isObject(value) ? leave(value, tree) : value;
}

function mapped(doc: Members, change: (name: string, value: Json) => Json | undefined): Members {
  const result: { [field: string]: Json } = {};
  for (const [name, value] of Object.entries(doc)) {
    const changed = change(name, value);
    if (changed !== undefined) result[name] = changed;
  }
  return result;
}
