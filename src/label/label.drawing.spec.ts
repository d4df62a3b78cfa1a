import { describe, expect, it } from '@jest/globals';
import { boundsOf, parsePath, pathData, placed, rectangle } from './label.drawing.js';

describe('an outline', () => {
  it('is read from path data and written again', () => {
    const data = 'M0 0L10 0Q15 5 10 10C8 12 2 12 0.5 -10Z';
    expect(pathData(parsePath(data))).toBe(data);
  });

  it.each(['M1', 'l1 2', 'M1 x', 'A1 1 0 0 1 2 2', 'Z1'])('refuses %s', (data) => {
    expect(() => parsePath(data)).toThrow(TypeError);
  });

  it('is written to a thousandth', () => {
    expect(pathData([['M', 1 / 3, -2e-7]])).toBe('M0.333 0');
  });

  it('is scaled, then moved', () => {
    const box = boundsOf(placed(rectangle({ x: 1, y: 2, width: 3, height: 4 }), { x: 10, y: 20, scale: 2 }));
    expect(box).toEqual({ x: 12, y: 24, width: 6, height: 8 });
  });

  it('without a point has no bounds', () => {
    expect(boundsOf([])).toBeUndefined();
  });
});
