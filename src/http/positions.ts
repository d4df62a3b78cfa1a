import type { LogReader } from '@ledger/event-store';
import type { Position } from '@ledger/kernel';
import { httpRefusals } from './http.refusals.js';

/** Positions as outsiders see them: opaque, and only of this log. */
export class Positions {
  constructor(private readonly log: LogReader) {}

  token(position: Position): string {
    return `${this.log.epoch}.${position.toString(36)}`;
  }

  /** The last of some positions of this log. */
  latest(tokens: readonly string[]): string {
    return this.token(
      Math.max(...tokens.map((token) => Number.parseInt(token.slice(token.indexOf('.') + 1), 36))),
    );
  }

  /** Refuses position.unknown, position.of-older-log. */
  async read(token: string): Promise<Position> {
    const [, epoch, number = ''] = /^([a-z0-9]{1,32})\.([0-9a-z]{1,11})$/.exec(token) ?? [];
    const position = Number.parseInt(number, 36);
    if (epoch === undefined || !Number.isSafeInteger(position)) throw httpRefusals('position.unknown');
    if (epoch !== this.log.epoch) throw httpRefusals('position.of-older-log');
    if (position > (await this.log.head())) throw httpRefusals('position.unknown');
    return position;
  }
}
