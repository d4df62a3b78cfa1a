import { type Box, type Path, rectangle } from './label.drawing.js';

/**
 * A DataMatrix (ECC 200) that holds exactly `text`, filling the square `box`; a module's width on every side
 * stays white, the quiet zone the symbol needs.
 */
export async function dataMatrix(text: string, box: Box): Promise<Path> {
  const { default: bwip } = await import('bwip-js');
  const [symbol] = bwip.raw({ bcid: 'datamatrix', text });
  if (!symbol || !('pixs' in symbol)) throw new TypeError('not a matrix symbol');
  const { pixs, pixx: columns } = symbol;
  const module = box.width / (columns + 2);
  return runs(pixs, columns).flatMap(({ column, row, length }) =>
    rectangle({
      x: box.x + (column + 1) * module,
      y: box.y + (row + 1) * module,
      width: length * module,
      height: module,
    }),
  );
}

/** Dark modules side by side are one rectangle. */
function runs(pixels: readonly number[], columns: number): { column: number; row: number; length: number }[] {
  const found: { column: number; row: number; length: number }[] = [];
  pixels.forEach((dark, i) => {
    if (!dark) return;
    const [column, row] = [i % columns, Math.floor(i / columns)];
    const last = found.at(-1);
    if (last && last.row === row && last.column + last.length === column) last.length += 1;
    else found.push({ column, row, length: 1 });
  });
  return found;
}
