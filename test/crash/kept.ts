import { annulledIn, canonical, type Entry, effective, idOf } from '@ledger/kernel';
import { openReader } from '../../libs/event-store/src/sqlite/index.js';
import type { Filled, RegistrationFact } from '../../src/bottle/bottle.events.js';
import { type Acknowledged, receiptsOf } from './load.js';

const PAGE = 1_000;

/** The log as it lies on the disk, read beside the service or without it, and held to what must be true of it. */
export class Kept {
  readonly streams = new Map<string, Entry[]>();
  /** Facts by the reason they were given. */
  readonly byReason = new Map<string, Entry[]>();
  private readonly bytes: string[] = [];
  private readonly ids = new Set<string>();

  constructor(private readonly file: string) {}

  get size(): number {
    return this.bytes.length;
  }

  /** Reads on, and checks what is new. Answers the streams that have grown. */
  async readOn(): Promise<ReadonlySet<string>> {
    const grown = new Set<string>();
    const reader = openReader(this.file);
    for (;;) {
      const rows = reader.rows({ after: this.size, limit: PAGE });
      for (const row of rows) {
        must(row.position === this.size + 1, `position ${row.position} follows ${this.size}`);
        grown.add(this.take(row).stream);
      }
      if (rows.length < PAGE) break;
    }
    await reader.close();
    return grown;
  }

  /** Reads everything again: not a byte may be another. */
  async readAgain(): Promise<void> {
    const reader = openReader(this.file);
    for (let at = 0; at < this.size; at += PAGE) {
      for (const { position, bytes } of reader.rows({ after: at, limit: PAGE })) {
        must(bytes === this.bytes[position - 1], `the fact at ${position} has changed`);
      }
    }
    must((await reader.head()) === this.size, 'the log has another end');
    await reader.close();
  }

  private take(row: {
    readonly stream: string;
    readonly revision: number;
    readonly id: string;
    readonly bytes: string;
  }): Entry {
    const entry = JSON.parse(row.bytes) as Entry;
    must(canonical(entry) === row.bytes, `${row.id} is not kept in canonical bytes`);
    const { id, stream, revision } = entry;
    must(
      id === row.id && stream === row.stream && revision === row.revision,
      `${row.id} stands in a wrong row`,
    );
    must(!this.ids.has(id), `${id} is there twice`);
    const facts = this.streams.get(stream) ?? [];
    must(revision === facts.length, `${stream}@${revision} follows ${facts.length - 1}`);
    const before = facts.at(-1)?.meta.recordedAt ?? '';
    must(entry.meta.recordedAt >= before, `${stream}@${revision} was recorded before the fact before it`);
    must(
      entry.meta.occurredAt <= entry.meta.recordedAt,
      `${stream}@${revision} was recorded before it happened`,
    );
    facts.push(entry);
    this.streams.set(stream, facts);
    this.ids.add(id);
    this.bytes.push(row.bytes);
    const { reason } = entry.meta;
    if (reason !== undefined) this.byReason.set(reason, [...(this.byReason.get(reason) ?? []), entry]);
    return entry;
  }

  /** Everything that a receipt tells of is there, under the same ids, and nothing more of that command. */
  holds({ command, body }: Acknowledged): void {
    const receipts = receiptsOf({ body });
    for (const { stream, revision, events, children = [] } of receipts) {
      const facts = (this.streams.get(stream) ?? []).slice(revision + 1 - events.length, revision + 1);
      const kept = JSON.stringify(facts.map(({ id, type }) => ({ id, type })));
      must(
        kept === JSON.stringify(events),
        `${stream} holds ${kept} where ${JSON.stringify(events)} was acknowledged`,
      );
      for (const child of children)
        must(this.streams.has(`bottle-${child}`), `${child}, a child of ${stream}, is not there`);
    }
    if (command.key === undefined) return;
    const told = new Set(receipts.flatMap(({ events }) => events.map(({ id }) => id)));
    const facts = this.byReason.get(command.key) ?? [];
    // Of a registration of many, the receipt names the bottles; the registration itself is one fact. What follows in
    // other bottles is not named.
    const untold = facts.filter(({ id, meta }) => !told.has(id) && meta.causedBy === undefined);
    const intentions = untold.filter(({ type }) => type === 'BottlesRegistered');
    must(
      untold.length === intentions.length && intentions.length <= 1,
      `${command.path} with ${command.key} was done twice`,
    );
  }

  /** What a fact begins in other streams has been done, whole. */
  finished(stream: string): void {
    const entries = this.streams.get(stream) ?? [];
    const annulled = annulledIn(entries);
    const portions = new Map<string, number>();
    for (const entry of entries) {
      if (entry.type === 'BottlesRegistered') {
        for (const code of (entry.data as RegistrationFact['data']).codes) this.began(code, entry.id);
      }
      if (entry.type === 'PortionTaken') {
        const { child, filled } = entry.data as { child: string; filled: Filled };
        this.began(child, entry.id);
        const life = this.streams.get(`bottle-${child}`) ?? [];
        must(canonical(life[0]?.data) === canonical(filled), `${child} is not what was poured into it`);
        must(
          annulledIn(life).has(life[0]?.id ?? '') === annulled.has(entry.id),
          `of the portion in ${child} one bottle says that it never was`,
        );
        portions.set(entry.meta.commandId, (portions.get(entry.meta.commandId) ?? 0) + 1);
      }
    }
    for (const [command, count] of portions)
      must(count === 2, `the split ${command} of ${stream} is torn: ${count} of 2`);
  }

  private began(code: string, cause: string): void {
    const [first] = this.streams.get(`bottle-${code}`) ?? [];
    must(first?.meta.causedBy === cause, `${code} did not follow from ${cause}`);
  }

  /** The children that a bottle's own facts name. */
  childrenOf(stream: string): readonly string[] {
    return effective(this.streams.get(stream) ?? []).flatMap(({ type, data }) =>
      type === 'PortionTaken' ? [(data as { child: string }).child] : [],
    );
  }

  /** Codes of all bottles, but for those that never were. */
  get bottles(): readonly string[] {
    return [...this.streams]
      .filter(([stream, facts]) => stream.startsWith('bottle-') && effective(facts).length > 0)
      .map(([stream]) => idOf(stream));
  }
}

export function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
