import {
  type Context,
  type Entry,
  effective,
  type Fact,
  fold,
  Impossible,
  idOf,
  present,
  repairRefusals,
} from '@ledger/kernel';
import { factIdOf } from './ids.js';
import type { Intent } from './intent.js';
import { isNext, type Life } from './life.js';
import type { AnyDecider, Lookup } from './lives.js';
import type { Times } from './times.js';

/** What a command may say beside what it asks for. */
export interface Told {
  readonly reason?: string;
  readonly evidence?: Entry['meta']['evidence'];
}

/** Everything a decision is made of. */
export interface Question {
  readonly decider: AnyDecider;
  readonly name: string;
  readonly command: object & Told;
  readonly intent: Intent;
  readonly stream: string;
  readonly life: Life;
  /** All facts of the stream, where the command is a late entry or a repair. */
  readonly history?: readonly Entry[];
  readonly lookup: Lookup;
  readonly times: Times;
  readonly context: Omit<Context, 'id' | 'actor' | 'reason' | 'found' | 'history' | keyof Times>;
}

export interface Decision {
  readonly entries: readonly Entry[];
  readonly state: unknown;
}

/** Decides a command on the state at the time it is about, and folds what follows. Throws a Refusal. */
export function decide(question: Question): Decision {
  const { decider, name, command, intent, life, lookup, times, stream, history } = question;
  const state = history ? stateThen(question, history) : life.state;
  const context: Context = {
    ...question.context,
    ...times,
    id: idOf(stream),
    actor: intent.actor,
    reason: command.reason,
    found: lookup.look,
    history: history ?? [],
  };
  const rule = decider.decide[name];
  if (!rule) throw new TypeError(`${decider.category} does not decide ${name}`);
  const facts = rule(state, command, context);
  if (facts.length === 0) throw new TypeError(`${name} led to nothing`);
  const entries = facts.map((fact, n) => inPlace(question, fact, n));
  return { entries, state: history ? inserted(question, history, entries) : appended(question, entries) };
}

/**
 * Repairs decide on all that is known, late entries on what had happened by then, and be it only how the stream began:
 * folding says why nothing can stand before that.
 */
function stateThen({ decider, name, life, times }: Question, history: readonly Entry[]): unknown {
  const known = effective(history);
  const begun = known[0]?.meta.occurredAt;
  const past = known.filter(({ meta }) => meta.occurredAt <= times.occurredAt || meta.occurredAt === begun);
  return fold(decider, isRepair(decider, name) ? known : past, life.revision >= 0).state;
}

const isRepair = ({ repairs = [] }: AnyDecider, name: string): boolean => repairs.includes(name);

function inPlace({ intent, command, stream, life, lookup, times }: Question, fact: Fact, n: number): Entry {
  const { basis } = lookup;
  return {
    ...fact,
    id: factIdOf(intent.commandId, stream, n),
    stream,
    revision: life.revision + 1 + n,
    meta: present({
      actor: intent.actor,
      credential: intent.credential,
      commandId: intent.commandId,
      commandHash: intent.commandHash,
      ...times,
      causedBy: intent.cause?.fact,
      reason: command.reason,
      evidence: command.evidence?.map((one) => ({ ...one })),
      basis: basis.length > 0 ? { streams: basis } : undefined,
    }) as Entry['meta'],
  };
}

/** The fast path: the facts come after everything that is known. */
function appended({ decider, life, times }: Question, entries: readonly Entry[]): unknown {
  if (!isNext(life, entries, times.occurredAt)) throw new TypeError('a late entry needs the history');
  try {
    return entries.reduce((state, entry) => decider.evolve(state, entry), life.state);
  } catch (error) {
    throw error instanceof Impossible ? error.refusal : error;
  }
}

/** Insert, fold again, and refuse with the list of facts that could not have followed. */
function inserted({ decider }: Question, history: readonly Entry[], entries: readonly Entry[]): unknown {
  const { state, broken } = fold(decider, effective([...history, ...entries]));
  const own = broken.find(({ entry }) => entries.some(({ id }) => id === entry.id));
  if (own) throw own.refusal;
  if (broken.length > 0) {
    const facts = broken.map(({ entry: { id, stream, type, meta }, refusal }) => ({
      id,
      stream,
      type,
      occurredAt: meta.occurredAt,
      code: refusal.code,
    }));
    throw repairRefusals('fact.contradicts', { facts });
  }
  return state;
}

export const needsHistory = (decider: AnyDecider, life: Life, name: string, times: Times): boolean =>
  isRepair(decider, name) || times.occurredAt < life.latest;
