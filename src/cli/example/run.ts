import { PAGE } from '@ledger/event-store';
import { Refusal } from '@ledger/kernel';
import type { House } from '../../house.js';
import { Clock } from '../../ledger/clock.js';
import { type Asked, Cast } from './cast.js';
import { type Body, factsOf, type Moment, Ref, type Step } from './plan/step.js';

/** How many commands may be on their way to the disk. */
const ON_THEIR_WAY = 1_000;

/** A clock that is set by whoever tells a story. */
export class ToldClock extends Clock {
  constructor(private time: number) {
    super();
  }

  set(time: number): void {
    this.time = time;
  }

  now(): string {
    return new Date(this.time).toISOString();
  }
}

/** What is in the ledger is not the beginning of this plan. */
export class OtherwiseRecorded extends Error {
  override readonly name = 'OtherwiseRecorded';
}

/** What of an open house the ledger is asked through. */
export type Asking = Pick<
  House,
  'site' | 'administrator' | 'ledger' | 'lives' | 'names' | 'progress' | 'store'
>;

/** A step, and how the ledger is asked. */
type Casting = Asked & { readonly step: Step };

/** Asks a ledger for what a plan says, each thing at its time. */
export class Run {
  readonly cast: Cast;
  private readonly waiting: Promise<void>[] = [];

  constructor(
    private readonly house: Asking,
    private readonly clock: ToldClock,
  ) {
    this.cast = new Cast(house.site.ledger, house.administrator.person);
  }

  /**
   * Commands are decided one after the other, so that the log has them in the order of the plan, and are on their way to
   * the disk together. So what an earlier run has recorded is a beginning of the plan, which is passed over. Throws
   * OtherwiseRecorded, or what the ledger refuses.
   */
  async go(moments: Iterable<Moment>, onProgress: (facts: number) => void): Promise<void> {
    const last = await this.lastCommand();
    let passing = last !== undefined;
    let facts = 0;
    let latest: Step | undefined;
    for (const { at, steps } of moments) {
      const asked = steps.map((step) => ({ step, ...this.cast.of(step) }));
      // What is asked together is recorded in any order: where it ends in the middle of that, all of it is asked again.
      if (passing && asked.some(({ intent }) => intent.commandId === last)) passing = false;
      facts += steps.reduce((sum, step) => sum + factsOf(step), 0);
      latest = steps.at(-1);
      if (passing) for (const step of steps) await this.besides(step);
      else {
        this.clock.set(at);
        await this.ask(asked);
      }
      onProgress(facts);
    }
    await Promise.all(this.waiting);
    if (passing && !(latest && (await this.isRecorded(latest)))) throw new OtherwiseRecorded();
  }

  private async ask(asked: readonly Casting[]): Promise<void> {
    // A place is opened when the views have come along: those that are opened together wait for them together.
    const atOnce = asked.every(({ name }) => name === 'OpenPlace');
    if (atOnce) await this.house.progress.settled(await this.house.store.head());
    const decided: Promise<void>[] = [];
    for (const one of asked) {
      const begun = this.start(one);
      this.waiting.push(begun.done);
      if (atOnce) decided.push(begun.decided);
      else await begun.decided;
    }
    await Promise.all(decided);
    // What follows in other streams begins when this is on the disk, and what is asked next may be about it.
    const all = asked.some(({ step: { ask, others } }) => others !== undefined || ask === 'OpenPlace');
    while (this.waiting.length > (all ? 0 : ON_THEIR_WAY)) await this.waiting.shift();
  }

  private start({ step, name, body, intent }: Casting) {
    const decided = Promise.withResolvers<void>();
    const done = this.house.ledger
      .execute(name, body, intent, decided.resolve)
      .then(async ({ entries, pending }) => {
        if (pending.length > 0) for (const entry of entries) await this.house.ledger.complete(entry);
        await this.besides(step);
      })
      .catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
        throw new Error(`step ${step.n} of the plan, ${name}, was refused: ${error.code}`, { cause: error });
      });
    done.catch(() => {});
    return { done, decided: Promise.race([decided.promise, done]) };
  }

  /** Names of people, which are kept outside the log. Done again, it changes nothing. */
  private async besides({ ask, of, body }: Step): Promise<void> {
    if (!(of instanceof Ref)) return;
    const { names } = this.house;
    const person = this.cast.id(of);
    if (ask === 'EraseName') await names.erase(person);
    if (ask !== 'AddPerson' || (await names.of(person))) return;
    const { name, email } = body as Body & { readonly name: string; readonly email: string };
    await names.keep(person, name, email);
  }

  /** The last command of a person that the log has. */
  private async lastCommand(): Promise<string | undefined> {
    const { store } = this.house;
    for (let to = await store.head(); to > 0; to -= PAGE) {
      const page = await store.readAll({ after: Math.max(0, to - PAGE), limit: Math.min(PAGE, to) });
      const last = page.findLast(({ meta }) => meta.actor !== 'system' && meta.causedBy === undefined);
      if (last) return last.meta.commandId;
    }
    return undefined;
  }

  private async isRecorded(step: Step): Promise<boolean> {
    const { stream, commandId } = this.cast.recorded(step);
    return (await this.house.lives.load(stream)).commands.has(commandId);
  }
}
