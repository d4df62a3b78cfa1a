/** Straight and curved outlines. Coordinates are absolute pairs, y downwards, in whatever unit the owner says. */
export type Segment = readonly [command: 'M' | 'L' | 'Q' | 'C' | 'Z', ...coordinates: number[]];
export type Path = readonly Segment[];

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Colour = 'black' | 'white' | 'red';

/** A filled outline in millimetres (non-zero winding). `part` says which piece of the label it belongs to. */
export interface Shape {
  readonly part: string;
  readonly colour: Colour;
  readonly path: Path;
}

/** A display list: shapes are painted in order on white. Width and height in millimetres; origin top left. */
export interface Drawing {
  readonly title: string;
  /** All that is printed, for those who listen to it. */
  readonly words: string;
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
}

const COORDINATES: Record<string, number> = { M: 2, L: 2, Q: 4, C: 6, Z: 0 };

/** Reads SVG path data made of absolute M, L, Q, C and Z. Throws TypeError on anything else. */
export function parsePath(data: string): Path {
  return [...data.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)].map(([, command = '', numbers = '']) => {
    const coordinates = numbers
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(Number);
    if (!isCommand(command) || coordinates.length !== COORDINATES[command] || coordinates.some(Number.isNaN))
      throw new TypeError(`not a segment: ${command}${numbers}`);
    return [command, ...coordinates];
  });
}

function isCommand(letter: string): letter is Segment[0] {
  return letter in COORDINATES;
}

/** SVG path data, to a thousandth of the path's unit. */
export function pathData(path: Path): string {
  return path.map(([command, ...numbers]) => command + numbers.map(thousandths).join(' ')).join('');
}

function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** The path scaled about its origin, then moved. */
export function placed(path: Path, at: { x: number; y: number; scale?: number }): Path {
  const { x, y, scale = 1 } = at;
  return path.map(
    ([command, ...numbers]): Segment => [
      command,
      ...numbers.map((value, i) => value * scale + (i % 2 === 0 ? x : y)),
    ],
  );
}

/** The box around all points, control points included, so nothing is painted outside it. */
export function boundsOf(path: Path): Box | undefined {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [, ...numbers] of path) {
    numbers.forEach((value, i) => {
      if (i % 2 === 0) {
        left = Math.min(left, value);
        right = Math.max(right, value);
      } else {
        top = Math.min(top, value);
        bottom = Math.max(bottom, value);
      }
    });
  }
  return left > right ? undefined : { x: left, y: top, width: right - left, height: bottom - top };
}

/** A rectangle, clockwise on the page; `hole` turns it round so that it cuts a hole into another. */
export function rectangle({ x, y, width, height }: Box, hole = false): Path {
  const [right, bottom] = [x + width, y + height];
  const [second, fourth]: [Segment, Segment] = [
    ['L', right, y],
    ['L', x, bottom],
  ];
  return [['M', x, y], hole ? fourth : second, ['L', right, bottom], hole ? second : fourth, ['Z']];
}
