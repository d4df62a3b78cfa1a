export { drawBottleLabel } from './bottle.label.js';
export type { Drawing } from './label.drawing.js';
export { toPdf, toPng, toSvg } from './label.render.js';
export { drawPlaceLabel } from './place.label.js';
