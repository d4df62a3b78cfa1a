/**
 * Who may put bottles into a place while its bottles are counted: nobody. Commands that put bottles in pass together;
 * a command that counts waits for them, and those that come after it wait for it. Holds inside one process.
 */
export class Occupancy {
  private readonly places = new Map<string, Gate>();

  /** Passes when every place is free; answers how to leave again. Places are taken in one order, so none wait in a ring. */
  async pass(entering: readonly string[], counting: readonly string[]): Promise<() => void> {
    const left: (() => void)[] = [];
    const alone = new Set(counting);
    for (const place of [...new Set([...entering, ...counting])].sort()) {
      const gate = this.gate(place);
      left.push(await gate.enter(alone.has(place)));
    }
    return () => {
      for (const leave of left) leave();
    };
  }

  private gate(place: string): Gate {
    const known = this.places.get(place);
    if (known) return known;
    const gate = new Gate(() => this.places.delete(place));
    this.places.set(place, gate);
    return gate;
  }
}

/** Many together or one alone, in the order of asking. */
class Gate {
  private readonly queue: { readonly alone: boolean; readonly enter: () => void }[] = [];
  private inside = 0;
  private closed = false;

  constructor(private readonly forget: () => void) {}

  enter(alone: boolean): Promise<() => void> {
    return new Promise((entered) => {
      this.queue.push({ alone, enter: () => entered(() => this.leave(alone)) });
      this.admit();
    });
  }

  private admit(): void {
    for (let next = this.queue[0]; next; next = this.queue[0]) {
      if (this.closed || (next.alone && this.inside > 0)) return;
      this.queue.shift();
      this.inside += 1;
      this.closed = next.alone;
      next.enter();
    }
  }

  private leave(alone: boolean): void {
    this.inside -= 1;
    if (alone) this.closed = false;
    if (this.inside === 0 && this.queue.length === 0) this.forget();
    this.admit();
  }
}
