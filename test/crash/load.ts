import { randomUUID } from 'node:crypto';
import { ADMIN_KEY } from '../support/service.js';
import { ACETONE } from '../support/site.js';

/** What is sent. Its key, where it has one, is also its reason, so that every fact of it can be told in the log. */
export interface Command {
  readonly path: string;
  readonly body: object;
  readonly key?: string;
}

export interface Receipt {
  readonly stream: string;
  readonly code: string;
  readonly revision: number;
  readonly position: string;
  readonly events: readonly { readonly id: string; readonly type: string }[];
  readonly children?: readonly string[];
}
type Many = { readonly items: readonly (Receipt | { readonly receipt?: Receipt; readonly code: string })[] };

/** An answer that said: recorded. */
export interface Acknowledged {
  readonly command: Command;
  readonly status: number;
  readonly body: Receipt | Many;
}

export const receiptsOf = ({ body }: Pick<Acknowledged, 'body'>): readonly Receipt[] =>
  'items' in body
    ? body.items.flatMap((item) => ('stream' in item ? [item] : item.receipt ? [item.receipt] : []))
    : [body];

const AN_HOUR_AGO = new Date(Date.now() - 3_600_000).toISOString();
const minutesLater = (minutes: number) => new Date(Date.parse(AN_HOUR_AGO) + minutes * 60_000).toISOString();
const millilitre = { value: '1', unit: 'mL' };
const any = <T>(things: readonly T[]): T => things[Math.floor(Math.random() * things.length)] as T;

/** Many hands that work on one ledger, and remember what they were told. */
export class Load {
  readonly acknowledged: Acknowledged[] = [];
  /** Commands with a key whose answer never came. */
  doubtful: Command[] = [];
  refused = 0;
  private readonly bottles: string[] = [];
  private readonly used: { readonly code: string; readonly fact: string }[] = [];
  private readonly poured: { readonly code: string; readonly fact: string }[] = [];

  constructor(private readonly places: readonly string[]) {}

  /** Works until the service is gone. */
  async run(base: string, hands: number): Promise<void> {
    await Promise.all(Array.from({ length: hands }, () => this.work(base)));
  }

  private async work(base: string): Promise<void> {
    for (;;) {
      const command = this.next();
      const answer = await send(base, command).catch(() => undefined);
      if (!answer) {
        if (command.key !== undefined) this.doubtful.push(command);
        return;
      }
      this.heard(command, answer);
    }
  }

  heard(command: Command, { status, body }: Sent): void {
    if (status >= 500) throw new Error(`${command.path} was answered ${status}: ${JSON.stringify(body)}`);
    if (status >= 300) {
      this.refused += 1;
      return;
    }
    const acknowledged = { command, status, body: body as Acknowledged['body'] };
    this.acknowledged.push(acknowledged);
    for (const { code, events, children = [] } of receiptsOf(acknowledged)) {
      const [first] = events;
      if (first?.type === 'BottleBaselined') this.bottles.push(code);
      if (first?.type === 'QuantityUsed') this.used.push({ code, fact: first.id });
      if (first?.type === 'PortionTaken') this.poured.push({ code, fact: first.id });
      this.bottles.push(...children);
    }
  }

  private next(): Command {
    const key = Math.random() < 0.7 ? randomUUID() : undefined;
    const { path, body } = this.intend(Math.random());
    return { path, body: { ...body, ...(key && { reason: key }) }, ...(key && { key }) };
  }

  private intend(dice: number): Omit<Command, 'key'> {
    const of = (action: string, body: object) => ({
      path: `/v1/bottles/${any(this.bottles)}/${action}`,
      body,
    });
    if (dice < 0.15 || this.bottles.length < 20) return this.register(Math.random() < 0.3);
    if (dice < 0.17) return this.register(false, 20);
    if (dice < 0.27) return of('split', { quantity: millilitre, count: 2 });
    if (dice < 0.35) {
      const codes = Array.from({ length: 5 }, () => any(this.bottles));
      return { path: `/v1/places/${any(this.places)}/bottles`, body: { codes, action: 'move' } };
    }
    if (dice < 0.42) return of('use', { quantity: millilitre, occurredAt: minutesLater(Math.random() * 59) });
    const slip = dice < 0.435 ? this.used.at(-1) : this.poured.at(-1);
    if (dice < 0.45 && slip)
      return { path: `/v1/bottles/${slip.code}/annul`, body: { fact: slip.fact, reason: 'slip' } };
    if (dice < 0.7) return { path: `/v1/bottles/${this.bottles[0]}/use`, body: { quantity: millilitre } };
    return of('use', { quantity: millilitre });
  }

  private register(alias: boolean, count?: number): Omit<Command, 'key'> {
    const body = {
      ...{ origin: 'baselined', substance: ACETONE, content: { value: '1000', unit: 'L' } },
      ...{ place: any(this.places), occurredAt: AN_HOUR_AGO },
      ...(alias && { aliases: [{ scheme: 'crash', value: randomUUID() }] }),
      ...(count && { count }),
    };
    return { path: '/v1/bottles', body };
  }
}

export interface Sent {
  readonly status: number;
  readonly body: object;
  readonly replayed: boolean;
}

export async function send(base: string, { path, body, key }: Command): Promise<Sent> {
  const answer = await fetch(base + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${ADMIN_KEY}`,
      'content-type': 'application/json',
      ...(key && { 'idempotency-key': key }),
    },
    body: JSON.stringify(body),
  });
  const replayed = answer.headers.get('idempotency-replayed') === 'true';
  return { status: answer.status, body: (await answer.json()) as object, replayed };
}

export async function look<T = object>(base: string, path: string): Promise<T> {
  const answer = await fetch(base + path, { headers: { authorization: `Bearer ${ADMIN_KEY}` } });
  if (answer.status !== 200) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}
