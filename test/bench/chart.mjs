// Draws how figures grow with the ledger, one small chart for each: takes [{ figure, facts, value }] as JSON.
import { parse, View } from 'vega';
import { compile } from 'vega-lite';

const points = JSON.parse(process.argv[2]);
const figures = [...new Set(points.map(({ figure }) => figure))];
const of = (figure) => ({
  title: figure,
  width: 230,
  height: 130,
  data: { values: points.filter((point) => point.figure === figure) },
  mark: { type: 'line', point: true },
  encoding: {
    x: {
      field: 'facts',
      type: 'quantitative',
      scale: { type: 'log' },
      axis: { title: 'facts', format: '~s', values: points.map(({ facts }) => facts), grid: false },
    },
    y: { field: 'value', type: 'quantitative', scale: { zero: true }, axis: { title: null, tickCount: 4 } },
  },
});
const { spec } = compile({
  concat: figures.map(of),
  columns: 3,
  config: { background: 'white', font: 'sans-serif', title: { anchor: 'start', fontWeight: 'normal' } },
});
console.log(JSON.stringify(await new View(parse(spec), { renderer: 'none' }).toSVG()));
