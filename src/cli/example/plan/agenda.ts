import type { Day } from './calendar.js';

/** Something that is to be done at an instant. */
interface Due {
  readonly at: number;
  readonly act: (at: number) => void;
}

/** What is to be done, day by day. What would be due after the last instant of the plan is never done. */
export class Agenda {
  private readonly lists: Due[][];
  private next = 0;
  /** The day that is gone through. */
  private today = -1;

  constructor(
    private readonly days: readonly Day[],
    private readonly end: number,
  ) {
    this.lists = days.map(() => []);
  }

  add(at: number, act: Due['act']): void {
    if (at > this.end) return;
    const nth = this.dayAt(at);
    const list = this.lists[nth] ?? [];
    if (nth > this.today) list.push({ at, act });
    else list.splice(this.placeIn(list, at), 0, { at, act });
  }

  /** Does what is due on a day, in the order of time; what comes up meanwhile too. */
  goThrough(nth: number): void {
    const list = (this.lists[nth] ?? []).sort((a, b) => a.at - b.at);
    this.today = nth;
    for (this.next = 0; this.next < list.length; ) {
      const { at, act } = list[this.next] as Due;
      this.next += 1;
      act(at);
    }
    this.lists[nth] = [];
  }

  private placeIn(list: readonly Due[], at: number): number {
    let place = list.length;
    while (place > this.next && (list[place - 1] as Due).at > at) place -= 1;
    return place;
  }

  private dayAt(at: number): number {
    const [first] = this.days as readonly [Day];
    let nth = Math.min(this.days.length - 1, Math.floor((at - first.begins) / 86_400_000) + 1);
    while ((this.days[nth] as Day).begins > at) nth -= 1;
    return nth;
  }
}
