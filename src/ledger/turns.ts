interface Queue {
  last: Promise<unknown>;
  length: number;
}

/** What is asked of one stream is done one thing after the other, in the order of asking; streams go side by side. */
export class Turns {
  private readonly queues = new Map<string, Queue>();

  /** How many have not had their turn yet, the one whose turn it is among them. */
  waiting(stream: string): number {
    return this.queues.get(stream)?.length ?? 0;
  }

  /** Runs when everything asked of this stream before is over, well or badly. */
  take<T>(stream: string, run: () => Promise<T>): Promise<T> {
    const queue = this.queues.get(stream) ?? { last: Promise.resolve(), length: 0 };
    const turn = queue.last.then(run, run);
    queue.last = turn;
    queue.length += 1;
    this.queues.set(stream, queue);
    const over = () => {
      queue.length -= 1;
      if (queue.length === 0) this.queues.delete(stream);
    };
    turn.then(over, over);
    return turn;
  }
}
