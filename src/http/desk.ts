import { idOf, NotJson, type Refusal } from '@ledger/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Permission } from '../access/permissions.js';
import { commandIdOf, freshCommandId, hashOf } from '../ledger/ids.js';
import { type Intent, withIntent } from '../ledger/intent.js';
import type { Outcome } from '../ledger/outcome.js';
import { SITE, type SiteSettings } from '../ledger/tokens.js';
import { askerOf } from './asker.js';
import { httpRefusals } from './http.refusals.js';
import { Positions } from './positions.js';
import { type OneReceipt, type Receipt, receiptOf } from './receipt.js';
import { Seats } from './seats.js';
import { trace } from './trace.js';

export interface Errand {
  readonly stream: Intent['stream'];
  readonly permission: Permission;
  /** Where the thing can be looked at, once it is there. */
  readonly location?: (id: string) => string;
}

interface Part {
  readonly receipt: OneReceipt;
  readonly replayed: boolean;
}

/** How many things one request asks of at the same time. */
const AT_ONCE = 64;

/** Takes a command from HTTP to the ledger and its receipt back: keys, revisions, dry runs. */
@Injectable()
export class Desk {
  constructor(
    private readonly bus: CommandBus,
    private readonly positions: Positions,
    private readonly seats: Seats,
    @Inject(SITE) private readonly site: SiteSettings,
  ) {}

  async submit(
    command: object,
    errand: Errand,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<Receipt> {
    const outcome = await this.carry(command, errand, request);
    return this.hand(outcome, errand, request, reply);
  }

  carry(command: object, errand: Errand, request: FastifyRequest): Promise<Outcome> {
    return this.seats.commands.during(() => {
      const expectedRevision = revisionOf(request);
      return this.bus.execute(
        withIntent(command, {
          ...this.intent(errand, request),
          commandId: this.commandIdOf(request),
          ...(expectedRevision !== undefined && { expectedRevision }),
        }),
      );
    });
  }

  /** Asks something of each of many things, some of them at a time, in one seat. */
  bitByBit<T, Answer>(things: readonly T[], ask: (thing: T) => Promise<Answer>): Promise<readonly Answer[]> {
    return this.seats.commands.during(async () => {
      const answers: Answer[] = [];
      for (let n = 0; n < things.length; n += AT_ONCE)
        answers.push(...(await Promise.all(things.slice(n, n + AT_ONCE).map(ask))));
      return answers;
    });
  }

  /** What one request asks of one thing after the other: it is one command, and each answers for itself. */
  each(request: FastifyRequest): (command: object, errand: Errand) => Promise<Part> {
    const commandId = this.commandIdOf(request);
    return async (command, errand) => {
      const intent = { ...this.intent(errand, request), commandId };
      const outcome = await this.bus.execute<object, Outcome>(withIntent(command, intent));
      return { receipt: receiptOf(outcome, this.positions) as OneReceipt, replayed: outcome.replayed };
    };
  }

  private commandIdOf(request: FastifyRequest): string {
    const key = keyOf(request);
    const { actor } = askerOf(request);
    const commandId = key === undefined ? freshCommandId() : commandIdOf(this.site.ledger, actor, key);
    trace(request, { commandId });
    return commandId;
  }

  private intent({ stream, permission }: Errand, request: FastifyRequest): Omit<Intent, 'commandId'> {
    return {
      ...{ ...askerOf(request), stream, permission },
      commandHash: hashOfRequest(request),
      repeatable: keyOf(request) !== undefined,
      dryRun: isDryRun(request),
    };
  }

  /** The last of some positions. */
  latest(tokens: readonly string[]): string {
    return this.positions.latest(tokens);
  }

  /** The receipt, with the headers that belong to it. */
  hand(
    outcome: Outcome,
    { stream, location }: Errand,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Receipt {
    const receipt = receiptOf(outcome, this.positions);
    const begun = typeof stream !== 'string';
    reply.status(statusOf(outcome, begun, isDryRun(request)));
    if (outcome.replayed) reply.header('idempotency-replayed', 'true');
    if (receipt.position !== undefined) reply.header('ledger-position', receipt.position);
    // Where another stream decided, its revision is not that of what was asked.
    const ofTheAsked = begun || stream === outcome.stream;
    if ('revision' in receipt && ofTheAsked && !isDryRun(request))
      reply.header('etag', `"${receipt.revision}"`);
    if (location && !isDryRun(request)) reply.header('location', location(idOf(outcome.stream)));
    return receipt;
  }
}

function statusOf({ pending }: Outcome, begun: boolean, dryRun: boolean): number {
  if (dryRun) return 200;
  if (pending.length > 0) return 202;
  return begun ? 201 : 200;
}

/** A slip in `dryRun` must not record anything: whatever is not known is refused. */
export function isDryRun({ query }: FastifyRequest): boolean {
  const { dryRun = 'false', ...unknown } = query as Readonly<Record<string, unknown>>;
  if (Object.keys(unknown).length > 0)
    throw httpRefusals('query.unknown-parameter', {}, 'a command takes dryRun only');
  if (dryRun !== 'true' && dryRun !== 'false')
    throw httpRefusals('query.invalid', {}, 'dryRun must be true or false');
  return dryRun === 'true';
}

/** The key of a request. Of two keys nobody can say by which the command is asked for again. */
function keyOf({ headers, raw }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  const several = (raw.headersDistinct['idempotency-key'] ?? []).length > 1;
  if (several || typeof key !== 'string' || !/^[\x20-\x7e]{1,255}$/.test(key))
    throw httpRefusals('idempotency-key.malformed');
  return key;
}

function revisionOf({ headers }: FastifyRequest): number | undefined {
  const match = headers['if-match'];
  if (match === undefined || match === '*') return undefined;
  const [, revision] = /^"(\d{1,15})"$/.exec(match) ?? [];
  if (revision === undefined) throw httpRefusals('if-match.malformed');
  return Number(revision);
}

/** A request may stand for hundreds of commands: its hash is worked out once. */
const hashes = new WeakMap<FastifyRequest, string>();

/** What the command is, whatever way it comes a second time: its method, path and body. */
function hashOfRequest(request: FastifyRequest): string {
  const known = hashes.get(request);
  if (known !== undefined) return known;
  const { method, url, body } = request;
  try {
    const hash = hashOf({ method, path: url.split('?')[0], body: body ?? {} });
    hashes.set(request, hash);
    return hash;
  } catch (error) {
    throw error instanceof NotJson ? notJson(error) : error;
  }
}

const notJson = (error: NotJson): Refusal => httpRefusals('body.invalid', {}, error.message);
