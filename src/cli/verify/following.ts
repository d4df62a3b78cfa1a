import { isDeepStrictEqual } from 'node:util';
import { Corrupt, type RawLog } from '@ledger/event-store';
import type { FactAnnulled, FollowUp, Position, Reaction, Recorded } from '@ledger/kernel';
import { LRUCache } from 'lru-cache';
import { followUps } from '../../ledger/cascade.js';
import { checkIdOf, factIdOf, followUpIdOf } from '../../ledger/ids.js';
import type { Findings } from './report.js';

/** Facts that are recorded where somebody looked because of another, and do not follow from it alone. */
const LOOKED = ['PlaceConflictFound', 'PlaceConflictSettled'];

/** Facts that stand in no log without the one that led to them. */
const FOLLOWERS = ['BottleFilled', 'InnerPlaceAdded', 'InnerPlaceRemoved', ...LOOKED];

/** How many causes are kept at hand: the bottles of one registration lie far apart in the order of streams. */
const KEPT = 500;

interface Cause {
  readonly fact: Recorded;
  readonly followUps: readonly FollowUp[];
}

/** Checks that what follows from facts in other streams is there, with the same content, and follows from them. */
export class Following {
  /** Followers that had not been recorded when they were looked for, of facts whose reactions were not finished. */
  pending = 0;
  private readonly causes = new LRUCache<string, Cause>({ max: KEPT });

  /** @param followedTo position of the last fact of which everything that follows must be there */
  constructor(
    private readonly log: RawLog,
    private readonly reactions: readonly Reaction[],
    private readonly followedTo: Position,
    private readonly findings: Findings,
  ) {}

  async check(fact: Recorded): Promise<void> {
    for (const [n, followUp] of this.followUps(fact).entries()) await this.checkFollower(fact, followUp, n);
    await this.checkCause(fact);
  }

  /** None where the fact does not hold what its reactions need, which is a finding. */
  private followUps(fact: Recorded): readonly FollowUp[] {
    try {
      return followUps(this.reactions, fact);
    } catch (error) {
      this.add(
        fact,
        'fact.not-understood',
        `what follows from ${fact.type} cannot be told: ${String(error)}`,
      );
      return [];
    }
  }

  private async checkFollower(fact: Recorded, { command, stream, body }: FollowUp, n: number): Promise<void> {
    const follower = await this.find(factIdOf(followUpIdOf(fact.id, n), stream, 0));
    if (follower === 'corrupt') return;
    if (!follower && fact.position > this.followedTo) this.pending += 1;
    else if (!follower) this.add(fact, 'follower.missing', `${command} did not follow in ${stream}`);
    else if (!carries(follower, body))
      this.add(follower, 'follower.differs', `it is not what ${fact.id} says of it`);
  }

  private async checkCause(fact: Recorded): Promise<void> {
    const { causedBy } = fact.meta;
    if (causedBy === undefined) {
      if (await this.isFollower(fact))
        this.add(fact, 'cause.missing', `${fact.type} does not say what led to it`);
      return;
    }
    const cause = await this.cause(causedBy);
    // Names are reserved ahead of the fact that takes them, which may then never have been recorded.
    if (cause === 'corrupt' || (!cause && fact.type === 'AliasReserved')) return;
    if (!cause)
      return this.add(fact, 'cause.missing', `the fact ${causedBy} that led to it is not in the log`);
    if (fact.type === 'AliasReserved') return;
    const { stream, meta, type } = fact;
    if (LOOKED.includes(type) && meta.commandId === checkIdOf(causedBy, stream)) return;
    const follows = cause.followUps.some(
      (one, n) => one.stream === stream && meta.commandId === followUpIdOf(causedBy, n),
    );
    if (!follows) this.add(fact, 'cause.differs', `it does not follow from ${cause.fact.type} ${causedBy}`);
  }

  /** A portion is taken back where the bottle that was filled says so, and nowhere else. */
  private async isFollower({ type, data }: Recorded): Promise<boolean> {
    if (FOLLOWERS.includes(type) || 'registration' in data) return true;
    if (type !== 'FactAnnulled') return false;
    const annulled = await this.find((data as FactAnnulled['data']).fact);
    return annulled !== 'corrupt' && annulled?.type === 'PortionTaken';
  }

  private async cause(id: string): Promise<Cause | 'corrupt' | undefined> {
    const known = this.causes.get(id);
    if (known) return known;
    const fact = await this.find(id);
    if (fact === undefined || fact === 'corrupt') return fact;
    const cause = { fact, followUps: this.followUps(fact) };
    this.causes.set(id, cause);
    return cause;
  }

  /** A fact whose row cannot be read is a finding of its own. */
  private async find(id: string): Promise<Recorded | 'corrupt' | undefined> {
    try {
      return await this.log.find(id);
    } catch (error) {
      if (error instanceof Corrupt) return 'corrupt';
      throw error;
    }
  }

  private add({ position, id, stream }: Recorded, code: string, what: string): void {
    this.findings.add({ code, position, fact: id, stream, what });
  }
}

/** A bottle's first fact is told whole by the fact that leads to it. */
function carries({ data }: Recorded, body: FollowUp['body']): boolean {
  const { filled, bottle } = body as { readonly filled?: object; readonly bottle?: object };
  const told = filled ?? bottle;
  return told === undefined || isDeepStrictEqual(told, data);
}
