import type { Agenda } from './agenda.js';
import { type Bottle, idle, type Shelves } from './bottles.js';
import type { Diary } from './diary.js';
import { written } from './measure.js';
import { type Body, type CommandName, FactOf, type Named, Ref, type Step } from './step.js';
import type { Actor, Person, Place, Unit } from './university.js';
import { kindOf, type Ware } from './wares.js';

const A_MOMENT = 45_000;

/** How a bottle comes into the ledger. */
export interface Entering {
  readonly ware: Ware;
  readonly unit: Unit;
  readonly pack: string;
  readonly full: number;
  readonly content: number;
  readonly count: number;
  readonly place?: Place | undefined;
  readonly lot?: string;
  readonly expires?: string;
  readonly body: Body;
}

/**
 * What can be done with a bottle: tells it, and keeps in mind what it comes to. What the ledger would refuse is a mistake
 * of the plan, and throws.
 */
export class Acts {
  private bottles = 0;

  constructor(
    private readonly diary: Diary,
    private readonly shelves: Shelves,
    private readonly agenda: Agenda,
  ) {}

  get count(): number {
    return this.bottles;
  }

  enter(at: number, by: Actor, { body, count, ...known }: Entering): readonly Bottle[] {
    const refs = this.fresh(count);
    const [first] = refs as readonly [Ref];
    const more: Body = { ...(known.place && { place: known.place.ref }), ...(count > 1 && { count }) };
    const { n, ask, of } = this.diary.tell(at, by.ref, {
      ...{ ask: 'RegisterBottle', of: first, body: { ...body, ...more } },
      ...(count > 1 && { others: refs }),
    });
    const entered = count === 1 ? { entered: { n, by: by.ref, ask, of } } : {};
    return refs.map((ref) => this.born({ ...known, ...entered }, ref, at));
  }

  store(bottle: Bottle, at: number, by: Actor, place: Place): Step {
    must(bottle.place === undefined && bottle.holder === undefined, 'stored twice');
    return this.stand(bottle, at, by, 'StoreBottle', place);
  }

  move(bottle: Bottle, at: number, by: Actor, place: Place, body: Body = {}): Step {
    must(bottle.place !== undefined, 'moved from nowhere');
    return this.stand(bottle, at, by, 'MoveBottle', place, body);
  }

  giveBack(bottle: Bottle, at: number, by: Actor, place: Place): Step {
    must(bottle.holder !== undefined, 'given back by nobody');
    return this.stand(bottle, at, by, 'ReturnBottle', place);
  }

  issue(bottle: Bottle, at: number, by: Actor, to: Person, purpose: string): Step {
    must(bottle.holder === undefined && !bottle.quarantined && !bottle.missing, 'issued from somebody');
    const step = this.ask(bottle, at, by, 'IssueBottle', { to: to.ref, purpose });
    this.inHands(bottle, at, to);
    return step;
  }

  handOver(bottle: Bottle, at: number, from: Person, to: Person): void {
    must(bottle.holder === from && !bottle.quarantined && !bottle.missing, 'handed over by another');
    this.ask(bottle, at, from, 'TransferBottle', { to: to.ref });
    this.ask(bottle, at + 95_000, to, 'AcceptBottle');
    this.inHands(bottle, at + 95_000, to);
  }

  open(bottle: Bottle, at: number, by: Actor, body: Body = {}): Step {
    must(!bottle.opened && somewhere(bottle), 'opened twice');
    bottle.opened = true;
    return this.ask(bottle, at, by, 'OpenBottle', body);
  }

  use(bottle: Bottle, at: number, by: Actor, amount: number, body: Body): Step {
    must(
      amount > 0 && amount <= bottle.content && somewhere(bottle) && !bottle.emptied,
      'used more than is there',
    );
    bottle.content -= amount;
    return this.ask(bottle, at, by, 'UseBottle', { quantity: this.written(bottle.ware, amount), ...body });
  }

  /** The bottles that were filled stand beside it. */
  split(
    bottle: Bottle,
    at: number,
    by: Actor,
    portion: number,
    count: number,
    loss: number,
  ): readonly Bottle[] {
    must(portion * count + loss <= bottle.content && somewhere(bottle), 'poured more than is there');
    bottle.content -= portion * count + loss;
    bottle.settledSince = at;
    const refs = this.fresh(count);
    this.ask(
      bottle,
      at,
      by,
      'SplitBottle',
      {
        quantity: this.written(bottle.ware, portion),
        ...(count > 1 && { count }),
        ...(loss > 0 && { loss: { ...this.written(bottle.ware, loss), how: 'estimated' } }),
      },
      refs,
    );
    const { ware, unit, lot, expires, place, holder } = bottle;
    const { value, unit: of } = this.written(bottle.ware, portion);
    const known = { ware, unit, pack: `${value} ${of}`, full: portion, content: portion };
    return refs.map((ref) => {
      const child = this.born({ ...known, ...(lot && { lot }), ...(expires && { expires }) }, ref, at);
      this.shelves.put(child, bottle.keptBy);
      return Object.assign(child, { place, holder, opened: false });
    });
  }

  empty(bottle: Bottle, at: number, by: Actor, cause: string): Step {
    must(!bottle.emptied, 'emptied twice');
    Object.assign(bottle, { emptied: true, content: 0, settledSince: at });
    this.shelves.put(bottle, undefined);
    return this.ask(bottle, at, by, 'EmptyBottle', { cause });
  }

  quarantine(bottle: Bottle, at: number, by: Actor, reason: string): Step {
    must(!bottle.quarantined, 'quarantined twice');
    return this.flag(bottle, at, by, 'QuarantineBottle', { quarantined: true }, { reason });
  }

  release(bottle: Bottle, at: number, by: Actor, reason: string): Step {
    must(bottle.quarantined, 'released twice');
    return this.flag(bottle, at, by, 'ReleaseBottle', { quarantined: false }, { reason });
  }

  miss(bottle: Bottle, at: number, by: Actor): Step {
    must(!bottle.missing, 'missed twice');
    return this.flag(bottle, at, by, 'MarkBottleMissing', { missing: true });
  }

  find(bottle: Bottle, at: number, by: Actor, place: Place): Step {
    must(bottle.missing, 'found where it was');
    Object.assign(bottle, { missing: false, lossReported: false });
    return this.stand(bottle, at, by, 'FindBottle', place);
  }

  reportLoss(bottle: Bottle, at: number, by: Actor, reason: string): Step {
    must(!bottle.lossReported, 'lost twice');
    return this.flag(bottle, at, by, 'ReportLoss', { lossReported: true }, { reason });
  }

  requestDisposal(bottle: Bottle, at: number, by: Actor, reason: string): Step {
    must(bottle.requestedBy === undefined, 'requested twice');
    return this.flag(bottle, at, by, 'RequestDisposal', { requestedBy: by }, { reason });
  }

  approveDisposal(bottle: Bottle, at: number, by: Actor): Step {
    must(bottle.requestedBy !== undefined && bottle.requestedBy !== by && !bottle.approved, 'approved alone');
    return this.flag(bottle, at, by, 'ApproveDisposal', { approved: true });
  }

  /** Its life is over, in one of the ways there are. */
  end(bottle: Bottle, at: number, by: Actor, ask: Ending, body: Body): Step {
    const step = this.ask(bottle, at, by, ask, body);
    Object.assign(bottle, { ended: true, place: undefined, holder: undefined });
    this.shelves.put(bottle, undefined);
    return step;
  }

  /** Says something of it that changes nothing. */
  say(
    bottle: Bottle,
    at: number,
    by: Actor,
    ask: 'SightBottle' | 'NoteOnBottle' | 'RecordLabelPrinted',
    body: Body,
  ) {
    return this.ask(bottle, at, by, ask, body);
  }

  correct(bottle: Bottle, at: number, by: Actor, step: Named, changes: Body, reason: string): Step {
    return this.repair(bottle, at, by, 'CorrectFact', { fact: new FactOf(step), with: changes, reason });
  }

  annul(bottle: Bottle, at: number, by: Actor, step: Named, reason: string): Step {
    return this.repair(bottle, at, by, 'AnnulFact', { fact: new FactOf(step), reason });
  }

  /** It never was: the only fact of it is taken back. */
  unmake(bottle: Bottle, at: number, by: Actor, reason: string): void {
    this.annul(bottle, at, by, bottle.entered as Named, reason);
    Object.assign(bottle, { ended: true, place: undefined });
    this.shelves.put(bottle, undefined);
  }

  /** An amount as people write it. */
  written(ware: Ware, amount: number): { readonly value: string; readonly unit: string } {
    return written(amount, kindOf(ware).dimension);
  }

  /** Does something later, when nobody else is at it; not where its life has ended by then. */
  later(bottle: Bottle, at: number, act: (at: number) => void): void {
    this.agenda.add(at, (then) => {
      if (bottle.ended) return;
      if (idle(bottle, then)) act(then);
      else this.later(bottle, Math.max(bottle.busyUntil, then) + A_MOMENT, act);
    });
  }

  private fresh(count: number): readonly Ref[] {
    const refs = Array.from({ length: count }, (_, n) => new Ref('bottle', this.bottles + n));
    this.bottles += count;
    return refs;
  }

  private born(known: Omit<Entering, 'body' | 'count'> & { entered?: Named }, ref: Ref, at: number): Bottle {
    const { place, ...rest } = known;
    const bottle: Bottle = {
      ...rest,
      ...{ ref, place, slot: -1, busyUntil: at, settledSince: at },
      ...{ opened: false, emptied: false, quarantined: false, missing: false, lossReported: false },
      ...{ approved: false, ended: false, onPaper: false },
    };
    this.shelves.put(bottle, place?.unit);
    return bottle;
  }

  private stand(
    bottle: Bottle,
    at: number,
    by: Actor,
    ask: CommandName,
    place: Place,
    body: Body = {},
  ): Step {
    const step = this.ask(bottle, at, by, ask, { place: place.ref, ...body });
    Object.assign(bottle, { place, holder: undefined, settledSince: at });
    if (!bottle.emptied) this.shelves.put(bottle, place.unit);
    return step;
  }

  private inHands(bottle: Bottle, at: number, holder: Person): void {
    Object.assign(bottle, { holder, place: undefined, settledSince: at });
    this.shelves.put(bottle, holder.unit);
  }

  private flag(
    bottle: Bottle,
    at: number,
    by: Actor,
    ask: CommandName,
    change: Partial<Bottle>,
    body: Body = {},
  ): Step {
    Object.assign(bottle, change, { settledSince: at });
    return this.ask(bottle, at, by, ask, body);
  }

  private repair(bottle: Bottle, at: number, by: Actor, ask: CommandName, body: Body): Step {
    bottle.busyUntil = Math.max(bottle.busyUntil, at);
    return this.diary.tell(at, by.ref, { ask, of: bottle.ref, body });
  }

  private ask(
    bottle: Bottle,
    at: number,
    by: Actor,
    ask: CommandName,
    body: Body = {},
    others?: readonly Ref[],
  ): Step {
    must(idle(bottle, at), `${ask} while somebody is at it, or after its end`);
    bottle.busyUntil = at;
    return this.diary.tell(at, by.ref, { ask, of: bottle.ref, body, ...(others && { others }) });
  }
}

export type Ending = 'DisposeBottle' | 'ReturnBottleToVendor' | 'WriteOffBottle';

const somewhere = ({ place, holder }: Bottle): boolean => place !== undefined || holder !== undefined;

function must(holds: boolean, mistake: string): void {
  if (!holds) throw new Error(`the plan is wrong: ${mistake}`);
}
