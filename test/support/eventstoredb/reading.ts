import { once } from 'node:events';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { type ServerWritableStream, status } from '@grpc/grpc-js';
import type { Faults } from './faults.js';
import type { EventLog, Kept } from './log.js';
import { CallError, deleted, eventAnswer, nameIn, notFoundAnswer } from './messages.js';

/** One call of `Read`, and what it is answered from. `gone` is aborted once the client is. */
export interface Asked {
  readonly call: ServerWritableStream<ReadReq, ReadResp>;
  readonly log: EventLog;
  readonly faults: Faults;
  readonly gone: AbortSignal;
}

const BACKWARDS = 1;
const DEFAULT_WINDOW = 32;

/** Answers a page of a stream or of `$all`, or a subscription to either. Throws CallError, or AbortError. */
export async function answerRead(asked: Asked): Promise<void> {
  const options = asked.call.request.getOptions();
  if (!options) throw new CallError(status.INVALID_ARGUMENT, 'no options');
  const stream = options.getStream();
  if (options.hasSubscription()) {
    await (stream ? followStream(asked, stream) : followAll(asked, options));
    return;
  }
  if (BigInt(options.getCount()) === 0n) throw thrownByHandler();
  const page = stream ? pageOfStream(asked.log, stream, options) : pageOfAll(asked.log, options);
  if (page === undefined) await send(asked, notFoundAnswer(nameIn(stream?.getStreamIdentifier())));
  for (const event of page ?? []) await send(asked, eventAnswer(event));
  asked.call.end();
}

/** Undefined where there is no such stream. */
function pageOfStream(log: EventLog, stream: ReadReq.Options.StreamOptions, options: ReadReq.Options) {
  const found = visible(log, nameIn(stream.getStreamIdentifier()));
  if (found === undefined) return undefined;
  const count = Number(options.getCount());
  const from = stream.hasRevision() ? BigInt(stream.getRevision()) : undefined;
  if (options.getReadDirection() === BACKWARDS) {
    const first = stream.hasStart() ? 0n : from;
    return found
      .filter(({ revision }) => first === undefined || revision <= first)
      .reverse()
      .slice(0, count);
  }
  if (stream.hasEnd()) throw thrownByHandler();
  return found.filter(({ revision }) => revision >= (from ?? 0n)).slice(0, count);
}

/** Forwards from a position includes it, backwards does not. */
function pageOfAll(log: EventLog, options: ReadReq.Options): readonly Kept[] {
  const all = options.getAll();
  const commit = all?.getPosition()?.getCommitPosition();
  const position = commit === undefined ? undefined : BigInt(commit);
  if (position !== undefined && !log.isBoundary(position)) {
    throw new CallError(status.UNKNOWN, 'Unexpected ReadAllResult: InvalidPosition');
  }
  const count = Number(options.getCount());
  if (options.getReadDirection() === BACKWARDS) {
    const end = position === undefined ? log.all.length : log.indexAt(position);
    return all?.hasStart() ? [] : log.all.slice(Math.max(0, end - count), end).reverse();
  }
  if (all?.hasEnd()) throw thrownByHandler();
  const start = log.indexAt(position ?? 0n);
  return log.all.slice(start, start + count);
}

async function followStream(asked: Asked, stream: ReadReq.Options.StreamOptions): Promise<void> {
  const name = nameIn(stream.getStreamIdentifier());
  const behind = (revision: bigint) =>
    (visible(asked.log, name) ?? []).filter((event) => event.revision > revision);
  let seen = stream.hasRevision() ? BigInt(stream.getRevision()) : -1n;
  if (stream.hasEnd()) seen = behind(seen).at(-1)?.revision ?? seen;
  await send(asked, confirmation());
  for (let live = false; ; live = true) {
    for (let events = behind(seen); events.length > 0; events = behind(seen)) {
      for (const event of events) await send(asked, eventAnswer(event));
      seen = events.at(-1)?.revision ?? seen;
    }
    if (live) await once(asked.log, 'grown', { signal: asked.gone });
    else await send(asked, caughtUp());
  }
}

/** Exclusive of its position. With a filter there are checkpoints, also where nothing passes it. */
async function followAll(asked: Asked, options: ReadReq.Options): Promise<void> {
  const { log, faults, gone } = asked;
  const filter = options.getFilter();
  const passes = filter ? passing(filter) : () => true;
  const interval = (filter?.getCheckpointintervalmultiplier() || 1) * (filter?.getMax() || DEFAULT_WINDOW);
  const from = options.getAll()?.getPosition()?.getCommitPosition();
  faults.followed.push(from === undefined ? undefined : BigInt(from));
  let next = startOf(log, options.getAll());
  await send(asked, confirmation());
  for (let looked = 0, live = false; ; ) {
    for (let event = log.all[next]; event; event = log.all[next]) {
      while (live && faults.stuckSubscriptions) await once(log, 'grown', { signal: gone });
      next += 1;
      looked += 1;
      if (passes(event)) await send(asked, eventAnswer(event));
      if (filter && (looked === 1 || looked % interval === 0)) await send(asked, checkpoint(log, next));
    }
    if (live) await once(log, 'grown', { signal: gone });
    else {
      if (filter) await send(asked, checkpoint(log, next));
      await send(asked, caughtUp());
      live = true;
    }
  }
}

/** Index of the first event behind the position that a subscription is to go on from. */
function startOf(log: EventLog, all: ReadReq.Options.AllOptions | undefined): number {
  if (all?.hasEnd()) return log.all.length;
  const position = all?.getPosition();
  if (!position) return 0;
  const next = log.indexAt(BigInt(position.getCommitPosition()));
  const at = log.all[next]?.position;
  const seen =
    String(at) === position.getCommitPosition() && BigInt(position.getPreparePosition()) >= (at ?? 0n);
  return seen ? next + 1 : next;
}

function passing(filter: ReadReq.Options.FilterOptions): (event: Kept) => boolean {
  const onStream = filter.getStreamIdentifier();
  const expression = onStream ?? filter.getEventType();
  const prefixes = expression?.getPrefixList() ?? [];
  const regex = new RegExp(expression?.getRegex() ?? '', 'u');
  return ({ stream, type }) => {
    const text = onStream ? stream : type;
    return prefixes.length > 0 ? prefixes.some((prefix) => text.startsWith(prefix)) : regex.test(text);
  };
}

function visible(log: EventLog, stream: string): readonly Kept[] | undefined {
  const found = log.visible(stream);
  if (found === 'deleted') throw deleted(stream);
  return found === 'not-found' ? undefined : found;
}

/** Behind all that was looked at and before the next event, with a prepare position of 0. */
function checkpoint(log: EventLog, next: number): ReadResp {
  const commit = log.all[next]?.position ?? log.end;
  return new streams.ReadResp().setCheckpoint(
    new streams.ReadResp.Checkpoint().setCommitPosition(String(commit)).setPreparePosition('0'),
  );
}

const confirmation = (): ReadResp =>
  new streams.ReadResp().setConfirmation(
    new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(crypto.randomUUID()),
  );

const caughtUp = (): ReadResp => new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp());

const thrownByHandler = (): CallError => new CallError(status.UNKNOWN, 'Exception was thrown by handler.');

/** Writes as fast as the client reads. */
async function send({ call, faults, gone }: Asked, response: ReadResp): Promise<void> {
  await faults.awake();
  gone.throwIfAborted();
  if (!call.write(response)) await once(call, 'drain', { signal: gone });
}
