import { hash } from 'node:crypto';
import type { Position } from '@ledger/kernel';

const CHUNK = 32_768;

/** Positions that were seen: a bit for each, so that ten million take little more than a megabyte. */
export class SeenPositions {
  private readonly chunks = new Map<number, Uint8Array>();

  add(position: Position): void {
    const number = Math.floor(position / CHUNK);
    const chunk = this.chunks.get(number) ?? new Uint8Array(CHUNK / 8);
    this.chunks.set(number, chunk);
    const bit = position - number * CHUNK;
    chunk[bit >> 3] = (chunk[bit >> 3] ?? 0) | (1 << (bit & 7));
  }

  /** The first and last of each run of positions from 1 on that is missing between those that were seen. */
  *gaps(): Generator<readonly [Position, Position]> {
    let next = 1;
    for (const [number, chunk] of [...this.chunks].sort(([a], [b]) => a - b)) {
      for (let bit = 0; bit < CHUNK; bit += 1) {
        if (((chunk[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0) continue;
        const position = number * CHUNK + bit;
        if (position > next) yield [next, position - 1];
        next = Math.max(next, position + 1);
      }
    }
  }
}

const FIRST_SIZE = 65_536;

/**
 * Where commands were first seen, by a fingerprint of 52 bits: sixteen bytes a place, half of them free. Whoever finds
 * a position must look whether it is the same command.
 */
export class SeenCommands {
  private fingerprints = new Float64Array(FIRST_SIZE);
  private positions = new Float64Array(FIRST_SIZE);
  private held = 0;

  get count(): number {
    return this.held;
  }

  /** Where commands were seen that look like this one; `add` comes after. */
  find(commandId: string): readonly Position[] {
    const found: Position[] = [];
    const fingerprint = fingerprintOf(commandId);
    for (let n = this.begin(fingerprint); this.fingerprints[n] !== 0; n = this.next(n)) {
      if (this.fingerprints[n] === fingerprint) found.push(this.positions[n] as number);
    }
    return found;
  }

  add(commandId: string, position: Position): void {
    if (this.held * 2 >= this.positions.length) this.grow();
    this.held += 1;
    this.put(fingerprintOf(commandId), position);
  }

  private put(fingerprint: number, position: Position): void {
    let n = this.begin(fingerprint);
    while (this.fingerprints[n] !== 0) n = this.next(n);
    this.fingerprints[n] = fingerprint;
    this.positions[n] = position;
  }

  private grow(): void {
    const { fingerprints, positions } = this;
    this.fingerprints = new Float64Array(fingerprints.length * 2);
    this.positions = new Float64Array(fingerprints.length * 2);
    for (const [n, fingerprint] of fingerprints.entries()) {
      if (fingerprint !== 0) this.put(fingerprint, positions[n] as number);
    }
  }

  private begin(fingerprint: number): number {
    return fingerprint % this.positions.length;
  }

  private next(n: number): number {
    return (n + 1) % this.positions.length;
  }
}

/** 52 bits, never 0, which stands for a free place. */
const fingerprintOf = (commandId: string): number =>
  Number.parseInt(hash('sha256', commandId).slice(0, 13), 16) || 1;
