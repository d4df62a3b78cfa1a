import { crc32 } from 'node:zlib';
import { type Colour, type Drawing, pathData } from './label.drawing.js';

/** The red of the pictograms' frame is a pure one: printers with two colours have no other. */
const COLOURS: Record<Colour, string> = { black: '#000000', white: '#ffffff', red: '#e2001a' };
const MILLIMETRES_PER_INCH = 25.4;
const POINTS_PER_INCH = 72;
const DPI = { least: 100, most: 1200 };

/** The drawing as a document of its own, in millimetres; it asks for no font. */
export function toSvg(drawing: Drawing): string {
  const { width, height } = drawing;
  const paths = drawing.shapes.map(
    ({ path, colour }) => `<path fill="${COLOURS[colour]}" d="${pathData(path)}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}mm" height="${height}mm" viewBox="0 0 ${width} ${height}">`,
    `<title>${escaped(drawing.title)}</title>`,
    `<desc>${escaped(drawing.words)}</desc>`,
    `<path fill="${COLOURS.white}" d="M0 0H${width}V${height}H0Z"/>`,
    ...paths,
    '</svg>',
  ].join('\n');
}

/** The drawing as PNG, which says its resolution. Throws RangeError for a `dpi` below 100 or above 1200. */
export async function toPng(drawing: Drawing, { dpi }: { dpi: number }): Promise<Buffer> {
  if (!(dpi >= DPI.least && dpi <= DPI.most)) throw new RangeError(`dpi: ${DPI.least} to ${DPI.most}`);
  const { renderAsync } = await import('@resvg/resvg-js');
  const image = await renderAsync(toSvg(drawing), {
    fitTo: { mode: 'width', value: Math.round((drawing.width / MILLIMETRES_PER_INCH) * dpi) },
    font: { loadSystemFonts: false },
  });
  return withResolution(image.asPng(), dpi);
}

/** The drawing as a PDF of one page of its size, vectors only. */
export async function toPdf(drawing: Drawing): Promise<Buffer> {
  const { default: PDFDocument } = await import('pdfkit');
  const scale = POINTS_PER_INCH / MILLIMETRES_PER_INCH;
  const document = new PDFDocument({
    size: [drawing.width * scale, drawing.height * scale],
    margin: 0,
    info: { Title: drawing.title },
  });
  document.scale(scale);
  for (const { path, colour } of drawing.shapes) document.path(pathData(path)).fill(COLOURS[colour]);
  document.end();
  return Buffer.concat(await document.toArray());
}

function escaped(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Puts a pHYs chunk (PNG, third edition, 11.3.4.3) behind the header, so that a print has the label's size. */
function withResolution(png: Buffer, dpi: number): Buffer {
  const header = 8 + 12 + 13;
  const chunk = Buffer.alloc(21);
  const perMetre = Math.round((dpi / MILLIMETRES_PER_INCH) * 1000);
  chunk.writeUInt32BE(9, 0);
  chunk.write('pHYs', 4, 'latin1');
  chunk.writeUInt32BE(perMetre, 8);
  chunk.writeUInt32BE(perMetre, 12);
  chunk.writeUInt8(1, 16);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 17)), 17);
  return Buffer.concat([png.subarray(0, header), chunk, png.subarray(header)]);
}
