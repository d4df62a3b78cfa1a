import { describe, expect, it } from '@jest/globals';
import { ledgerRefusals } from '../ledger/ledger.refusals.js';
import { Row } from './seats.js';

const row = (size: number) => new Row(size, ledgerRefusals('ledger.overloaded'));

describe('a row of seats', () => {
  it('seats as many as it has, and sends away everybody else', () => {
    const seats = row(2);
    const [first] = [seats.take(), seats.take()];
    expect(seats.taken).toBe(2);
    expect(() => seats.take()).toThrow(expect.objectContaining({ code: 'ledger.overloaded' }));
    expect(seats.full).toMatchObject({ code: 'ledger.overloaded' });
    expect(seats.taken).toBe(2);
    first?.();
    expect(seats.full).toBeUndefined();
    seats.take();
    expect(seats.taken).toBe(2);
  });

  it('gives one seat free for each that was taken, however often that is said', () => {
    const seats = row(2);
    const leave = seats.take();
    seats.take();
    leave();
    leave();
    expect(seats.taken).toBe(1);
  });
});
