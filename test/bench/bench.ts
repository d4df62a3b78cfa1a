// npm run bench: everything, on three sizes of ledgers, written to docs/performance.md with a chart.
// npm run bench -- commands queries: only these, printed. SIZES=10000,100000 names other sizes.
import { writeFileSync } from 'node:fs';
import { Child } from './child.js';
import { growing } from './growth.js';
import { Ledgers } from './ledgers.js';
import { machine } from './machine.js';
import { page } from './page.js';
import { type Figures, type Section, sections } from './sections.js';

const SIZES = [10_000, 100_000, 1_000_000];

const all = Object.keys(sections) as Section[];
const asked = process.argv.slice(2) as Section[];
const unknown = asked.filter((name) => !all.includes(name));
if (unknown.length > 0) throw new Error(`${unknown.join(', ')} is none of ${all.join(', ')}`);
const chosen = asked.length > 0 ? asked : all;
const sizes = process.env.SIZES?.split(',').map(Number) ?? SIZES;

const measured = new Map<number, Partial<Figures>>();
const ledgers = new Ledgers(process.env.BENCH_LEDGERS);
try {
  for (const size of sizes) {
    let figures: Partial<Figures> = {};
    for (const section of chosen) {
      process.stderr.write(`${section} at ${size.toLocaleString('en')} facts\n`);
      const measure: (dir: string) => Promise<Figures[Section]> = sections[section];
      figures = { ...figures, [section]: await ledgers.copied(size, measure) };
    }
    measured.set(size, figures);
    if (asked.length > 0) console.dir({ facts: size, ...figures }, { depth: null });
  }
} finally {
  ledgers.dispose();
}
if (asked.length === 0) {
  const whole = measured as ReadonlyMap<number, Figures>;
  const points = growing.flatMap(({ name, of }) =>
    [...whole].map(([facts, figures]) => ({ figure: name, facts, value: of(figures) })),
  );
  const svg = await Child.run<string>(['test/bench/chart.mjs', JSON.stringify(points)]);
  writeFileSync('docs/performance.svg', svg);
  writeFileSync('docs/performance.md', page(whole, machine()));
}
