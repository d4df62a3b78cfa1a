import { describe, expect, it } from '@jest/globals';
import { boundsOf } from './label.drawing.js';
import { PICTOGRAMS, pictogram } from './pictograms.js';

const BOX = { x: 10, y: 20, width: 100, height: 100 };

describe('the pictograms', () => {
  it('are the nine of the GHS', () => {
    expect([...PICTOGRAMS].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `GHS0${n}`));
  });

  it.each(PICTOGRAMS)('%s is a red square on its point with a symbol inside', (code) => {
    const [frame, field, ...symbol] = pictogram(code, BOX);
    expect(frame).toMatchObject({ part: code, colour: 'red' });
    expect(boundsOf(frame?.path ?? [])).toEqual(BOX);
    expect(field?.colour).toBe('white');
    expect(symbol.some((shape) => shape.colour === 'black')).toBe(true);
    for (const { path } of symbol) {
      for (const [, ...numbers] of path) {
        for (let i = 0; i < numbers.length; i += 2) {
          const [x = 0, y = 0] = numbers.slice(i, i + 2);
          expect(Math.abs(x - 60) + Math.abs(y - 70)).toBeLessThanOrEqual(42.5);
        }
      }
    }
  });

  it('differ from each other', () => {
    expect(
      new Set(
        PICTOGRAMS.map((code) =>
          JSON.stringify(
            pictogram(code, BOX)
              .slice(2)
              .map((s) => s.path),
          ),
        ),
      ).size,
    ).toBe(9);
  });

  it.each(['GHS10', 'ghs01', 'constructor', ''])('%j is none of them', (code) => {
    expect(() => pictogram(code, BOX)).toThrow(RangeError);
  });
});
