import { EventEmitter } from 'node:events';

/** An event as it is proposed. */
export interface Proposed {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** An event as it is kept. `position` is a byte offset, `created` counts 100 ns from 1970 on. */
export interface Kept extends Proposed {
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly created: bigint;
}

export type Expected = bigint | 'no_stream' | 'any' | 'stream_exists';

export type Outcome =
  | { readonly kind: 'stored'; readonly revision: bigint; readonly position?: bigint }
  | { readonly kind: 'wrong-expected-version'; readonly actual: bigint | 'no_stream' }
  | { readonly kind: 'stream-deleted' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'bad-request'; readonly message: string; readonly answeredTwice: boolean }
  | { readonly kind: 'never-answered' };

export const MAX_APPEND_SIZE = 1_048_576;
const TOMBSTONE = 2n ** 63n - 1n;
const TICKS_PER_MS = 10_000n;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Streams without events of their own, whatever `$maxCount`, `$maxAge` and `$tb` say. */
interface Retention {
  readonly maxCount?: number;
  readonly maxAge?: number;
  readonly truncateBefore?: number;
}

export type Found = readonly Kept[] | 'not-found' | 'deleted';

/** What EventStoreDB 24.6 keeps, and how it judges an append. Emits `grown`. */
export class EventLog extends EventEmitter<{ grown: [] }> {
  readonly all: Kept[] = [];
  readonly #streams = new Map<string, Kept[]>();
  readonly #tombstones = new Set<string>();
  /** For `any` and `stream_exists` the server goes by a memory of ids, which is limited and dies with the process. */
  readonly #recent = new Map<string, bigint>();
  #end = 0n;

  constructor(
    private readonly idsRemembered = 40_000,
    private readonly maxAppendSize = MAX_APPEND_SIZE,
  ) {
    super();
    this.setMaxListeners(0);
    this.#store('$$$scavenges', [json('$metadata', { $maxCount: 1 })]);
  }

  forgetIds(): void {
    this.#recent.clear();
  }

  append(stream: string, expected: Expected, events: readonly Proposed[]): Outcome {
    return this.judge(stream, expected, events) ?? this.#accept(stream, events);
  }

  /** What an append would come to; undefined where it would be stored. */
  judge(stream: string, expected: Expected, events: readonly Proposed[]): Outcome | undefined {
    const malformed = complaint(stream, events);
    if (malformed) return malformed;
    const size = events.reduce((sum, event) => sum + sizeOf(event), 0);
    if (size > this.maxAppendSize) return { kind: 'too-large' };
    if (this.#tombstones.has(stream)) return { kind: 'stream-deleted' };
    return expected === 'any' || expected === 'stream_exists'
      ? this.#judgeByMemory(stream, expected, events)
      : this.#judgeByRevision(stream, expected === 'no_stream' ? -1n : expected, events);
  }

  /** Soft delete: the stream seems gone until the next append, which goes on counting. */
  delete(stream: string, expected: Expected): Outcome {
    return this.#finish(stream, expected, () =>
      this.#store(`$$${stream}`, [json('$metadata', { $tb: Number(TOMBSTONE) })]),
    );
  }

  /** Hard delete: the name is never used again. */
  tombstone(stream: string, expected: Expected): Outcome {
    return this.#finish(stream, expected, () => {
      this.#tombstones.add(stream);
      return this.#store(stream, [json('$streamDeleted', {})], TOMBSTONE);
    });
  }

  /** What can be seen of a stream, by revision. */
  visible(stream: string): Found {
    if (this.#tombstones.has(stream)) return 'deleted';
    const kept = this.#streams.get(stream);
    if (!kept || this.#softlyDeleted(stream)) return 'not-found';
    const { maxCount = kept.length, maxAge, truncateBefore = 0 } = this.#retention(stream);
    const oldest = maxAge === undefined ? 0n : now() - BigInt(maxAge) * 1_000n * TICKS_PER_MS;
    return kept
      .slice(Math.max(truncateBefore, kept.length - maxCount))
      .filter(({ created }) => created >= oldest);
  }

  /** Index in `all` of the first event at this position or behind it. */
  indexAt(position: bigint): number {
    let [low, high] = [0, this.all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.all[middle]?.position ?? 0n) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether a record begins here, or nothing is here any more. */
  isBoundary(position: bigint): boolean {
    return position >= this.#end || this.all[this.indexAt(position)]?.position === position;
  }

  /** The position behind everything. */
  get end(): bigint {
    return this.#end;
  }

  #judgeByRevision(stream: string, expected: bigint, events: readonly Proposed[]): Outcome | undefined {
    const kept = this.#streams.get(stream) ?? [];
    const last = BigInt(kept.length) - 1n;
    if (expected === last) return undefined;
    const next = Number(expected) + 1;
    const again = events.every(({ id }, i) => kept[next + i]?.id === id.toLowerCase());
    if (expected < last && again) return this.#original(stream, expected + BigInt(events.length));
    if (expected === -1n && this.#softlyDeleted(stream)) return undefined;
    return { kind: 'wrong-expected-version', actual: kept.length === 0 ? 'no_stream' : last };
  }

  #judgeByMemory(stream: string, expected: Expected, events: readonly Proposed[]): Outcome | undefined {
    const kept = this.#streams.get(stream) ?? [];
    if (expected === 'stream_exists' && (kept.length === 0 || this.#softlyDeleted(stream))) {
      return { kind: 'wrong-expected-version', actual: 'no_stream' };
    }
    const revisions = events.map(({ id }) => this.#recent.get(keyOf(stream, id)));
    if (revisions[0] === undefined) return undefined;
    const last = revisions.at(-1);
    if (last === undefined || revisions.includes(undefined)) {
      return { kind: 'wrong-expected-version', actual: BigInt(kept.length) - 1n };
    }
    const ordered = revisions.every((revision = 0n, i) => i === 0 || revision > (revisions[i - 1] ?? 0n));
    return ordered || revisions.length === 2 ? this.#original(stream, last) : { kind: 'never-answered' };
  }

  /** Success with where it was stored first; hidden events have no position to tell. */
  #original(stream: string, revision: bigint): Outcome {
    const visible = this.visible(stream);
    const event = typeof visible === 'string' ? undefined : visible.find((one) => one.revision === revision);
    return { kind: 'stored', revision, ...(event && { position: event.position }) };
  }

  #accept(stream: string, events: readonly Proposed[]): Outcome {
    const count = this.#streams.get(stream)?.length ?? 0;
    if (events.length === 0) {
      this.#end += 100n;
      return { kind: 'stored', revision: BigInt(Math.max(0, count - 1)), position: this.#end - 100n };
    }
    if (this.#softlyDeleted(stream)) this.#store(`$$${stream}`, [json('$metadata', { $tb: count })]);
    const last = this.#store(stream, events);
    return { kind: 'stored', revision: last.revision, position: last.position };
  }

  #finish(stream: string, expected: Expected, end: () => Kept): Outcome {
    if (this.#tombstones.has(stream)) return { kind: 'stream-deleted' };
    const count = this.#streams.get(stream)?.length ?? 0;
    const actual = count === 0 ? 'no_stream' : BigInt(count) - 1n;
    if (expected !== 'any' && expected !== actual) return { kind: 'wrong-expected-version', actual };
    const { revision, position } = end();
    return { kind: 'stored', revision, position };
  }

  /** Keeps the events, all with one time, and answers the last. */
  #store(stream: string, events: readonly Proposed[], only?: bigint): Kept {
    const kept = this.#streams.get(stream) ?? [];
    this.#streams.set(stream, kept);
    const created = now();
    for (const event of events) {
      const revision = only ?? BigInt(kept.length);
      const one = { ...event, id: event.id.toLowerCase(), stream, revision, position: this.#end, created };
      this.#end += BigInt(100 + stream.length + sizeOf(event));
      this.all.push(one);
      kept.push(one);
      this.#remember(keyOf(stream, one.id), revision);
    }
    this.emit('grown');
    const last = this.all.at(-1);
    if (!last) throw new Error('nothing was stored');
    return last;
  }

  #remember(key: string, revision: bigint): void {
    this.#recent.set(key, revision);
    if (this.#recent.size <= this.idsRemembered) return;
    for (const oldest of this.#recent.keys()) {
      this.#recent.delete(oldest);
      return;
    }
  }

  #softlyDeleted(stream: string): boolean {
    return this.#retention(stream).truncateBefore === Number(TOMBSTONE);
  }

  #retention(stream: string): Retention {
    const event = this.#streams.get(`$$${stream}`)?.at(-1);
    if (!event) return {};
    const { $maxCount, $maxAge, $tb } = JSON.parse(Buffer.from(event.data).toString());
    return {
      ...(typeof $maxCount === 'number' && { maxCount: $maxCount }),
      ...(typeof $maxAge === 'number' && { maxAge: $maxAge }),
      ...(typeof $tb === 'number' && { truncateBefore: $tb }),
    };
  }
}

const now = (): bigint => BigInt(Date.now()) * TICKS_PER_MS;

const keyOf = (stream: string, id: string): string => `${id.toLowerCase()} ${stream}`;

const sizeOf = ({ type, data, metadata }: Proposed): number => type.length + data.length + metadata.length;

const json = (type: string, data: object): Proposed => ({
  id: crypto.randomUUID(),
  type,
  contentType: 'application/json',
  data: Buffer.from(JSON.stringify(data)),
  metadata: new Uint8Array(),
});

function complaint(stream: string, events: readonly Proposed[]): Outcome | undefined {
  if (stream === '') return { kind: 'bad-request', message: 'stream name is empty', answeredTwice: false };
  const malformed = events.some(({ id, type }) => !UUID.test(id) || type === '');
  return malformed
    ? { kind: 'bad-request', message: 'an event without a type or an id', answeredTwice: true }
    : undefined;
}
