import { type LogReader, Unavailable } from '@ledger/event-store';
import type { Position } from '@ledger/kernel';
import type { Restoration } from '../site/site.events.js';
import { httpRefusals } from './http.refusals.js';

/** Positions as outsiders see them: opaque, and only of this log. */
export class Positions {
  /** @param restorations how often, and from what, the ledger was restored */
  constructor(
    private readonly log: LogReader,
    private readonly restorations: () => Promise<readonly Restoration[]>,
  ) {}

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
    if (epoch !== this.log.epoch) throw httpRefusals('position.of-older-log', await this.common());
    if (position > (await this.log.head())) throw httpRefusals('position.unknown');
    return position;
  }

  /** Where a fact stands, named by its id. Refuses position.unknown, fact.gone. */
  async ofFact(id: string): Promise<Position> {
    const fact = await this.log.find(id.toLowerCase());
    if (fact) return fact.position;
    const common = await this.common();
    throw 'lastCommon' in common ? httpRefusals('fact.gone', common) : httpRefusals('position.unknown');
  }

  /** The last fact that this log has in common with every log that was given up for a backup. */
  private async common(): Promise<{ readonly lastCommon?: string }> {
    let first: { readonly id: string; readonly position: Position } | undefined;
    for (const { from } of await this.restorations()) {
      const fact = await this.log.find(from.last).catch(passOver);
      if (fact && (!first || fact.position < first.position)) first = fact;
    }
    return first ? { lastCommon: first.id } : {};
  }
}

/** A store without an index of ids may not find one that lies far back. */
function passOver(error: unknown): undefined {
  if (!(error instanceof Unavailable)) throw error;
}
