import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Growth } from './growth.js';

/** A clock that stands until it is moved. */
function clock() {
  let time = 1_000;
  return {
    now: () => time,
    pass: (ms: number) => {
      time += ms;
    },
  };
}

describe('how far somebody is behind the log', () => {
  test('nobody is behind a log that nothing is known of, or that has not grown', () => {
    const growth = new Growth(() => 0);
    expect(growth.behind(0)).toEqual({ facts: 0, seconds: 0 });
    growth.begin(17);
    expect(growth.behind(17)).toEqual({ facts: 0, seconds: 0 });
    expect(growth.facts).toBe(0);
  });

  test('in facts, and in the time that the first unread one has been there', () => {
    const { now, pass } = clock();
    const growth = new Growth(now);
    growth.begin(100);
    pass(5_000);
    growth.note(110, 10);
    pass(2_000);
    growth.note(111, 1);
    pass(500);
    expect(growth.behind(111)).toEqual({ facts: 0, seconds: 0 });
    expect(growth.behind(110)).toEqual({ facts: 1, seconds: 0.5 });
    expect(growth.behind(104)).toEqual({ facts: 7, seconds: 2.5 });
    expect(growth.behind(100)).toEqual({ facts: 11, seconds: 2.5 });
  });

  test('somebody ahead of what was heard is not behind', () => {
    const growth = new Growth(() => 0);
    growth.begin(100);
    expect(growth.behind(120)).toEqual({ facts: 0, seconds: 0 });
  });

  test('who was behind before anybody listened is at least so far behind', () => {
    const { now, pass } = clock();
    const growth = new Growth(now);
    growth.begin(100);
    pass(3_000);
    expect(growth.behind(40)).toEqual({ facts: 60, seconds: 3 });
    growth.note(105, 5);
    expect(growth.behind(40)).toEqual({ facts: 65, seconds: 3 });
  });

  test('where positions have gaps, facts are counted and not positions', () => {
    const { now, pass } = clock();
    const growth = new Growth(now);
    growth.begin(0);
    for (let n = 1; n <= 10; n += 1) {
      pass(1_000);
      growth.note(n * 4_096, 3);
    }
    expect(growth.behind(4 * 4_096).facts).toBe(18);
    expect(growth.behind(4 * 4_096 + 2_048).facts).toBeGreaterThanOrEqual(15);
    expect(growth.behind(4 * 4_096 + 2_048).facts).toBeLessThanOrEqual(18);
  });

  test('however the log grew, a log without gaps is counted exactly, and more behind is never fewer or newer', () => {
    const page = fc.record({
      count: fc.integer({ min: 1, max: 1_000 }),
      ms: fc.integer({ min: 0, max: 400 }),
    });
    fc.assert(
      fc.property(fc.nat(1_000), fc.array(page, { maxLength: 60 }), (start, pages) => {
        const { now, pass } = clock();
        const growth = new Growth(now);
        growth.begin(start);
        let head = start;
        for (const { count, ms } of pages) {
          pass(ms);
          head += count;
          growth.note(head, count);
        }
        expect(growth.facts).toBe(head - start);
        let age = 0;
        for (let position = head; position >= 0; position -= 7) {
          const { facts, seconds } = growth.behind(position);
          expect(facts).toBe(head - position);
          expect(seconds).toBeGreaterThanOrEqual(age);
          age = seconds;
        }
      }),
    );
  });

  test('remembers as much as it may, and no more', () => {
    const { now, pass } = clock();
    const growth = new Growth(now);
    growth.begin(0);
    for (let n = 1; n <= 50_000; n += 1) {
      pass(1_000);
      growth.note(n, 1);
    }
    expect(growth.behind(49_000)).toEqual({ facts: 1_000, seconds: 999 });
    const { facts, seconds } = growth.behind(1);
    expect(facts).toBe(49_999);
    expect(seconds).toBeGreaterThan(9_000);
    expect(seconds).toBeLessThan(20_001);
  });
});
