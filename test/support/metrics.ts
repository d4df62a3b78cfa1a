/** One value of a metric, as Prometheus reads it. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a metric says of itself, and its values. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly samples: readonly Sample[];
}

/** What the names of a family's samples end with, by its type. */
const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  counter: [''],
  gauge: [''],
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['', '_sum', '_count'],
};

/**
 * The text format of Prometheus, version 0.0.4, as far as it is used here:
 * https://prometheus.io/docs/instrumenting/exposition_formats/. Throws where a line is none of it.
 */
export function familiesIn(page: string): ReadonlyMap<string, Family> {
  const families = new Map<string, Family & { samples: Sample[] }>();
  let family: (Family & { samples: Sample[] }) | undefined;
  let help = '';
  for (const line of page.split('\n')) {
    if (line === '') continue;
    const [, kind, name = '', text = ''] = /^# (HELP|TYPE) ([a-z_:][a-z0-9_:]*) (.+)$/i.exec(line) ?? [];
    if (kind === 'HELP') help = text;
    else if (kind === 'TYPE') {
      if (families.has(name)) throw new Error(`${name} is told of twice`);
      family = { name, help, type: text, samples: [] };
      families.set(name, family);
    } else family?.samples.push(sampleIn(line, family));
  }
  return families;
}

function sampleIn(line: string, family: Family): Sample {
  const [, name = '', inside = '', number = ''] =
    /^([a-z_:][a-z0-9_:]*)(?:\{(.*)\})? (\S+)$/i.exec(line) ?? [];
  const value = number === '+Inf' ? Number.POSITIVE_INFINITY : Number(number);
  // A mean of nothing, as that of the event loop between two looks that come close together.
  const empty = /^nan$/i.test(number);
  const known = (SUFFIXES[family.type] ?? []).map((suffix) => family.name + suffix);
  if (!known.includes(name) || (Number.isNaN(value) && !empty))
    throw new Error(`no sample of ${family.name}: ${line}`);
  const labels = [...inside.matchAll(/([a-z_][a-z0-9_]*)="((?:[^"\\\n]|\\.)*)",?/gi)];
  if (labels.map(([text]) => text).join('') !== inside) throw new Error(`no labels: ${line}`);
  return { name, labels: Object.fromEntries(labels.map(([, label, text]) => [label, text])), value };
}

/** The value with these labels, and whatever others; 0 where there is none. */
export function total(page: string, name: string, labels: Readonly<Record<string, string>> = {}): number {
  const samples = [...familiesIn(page).values()].flatMap((family) => family.samples);
  return samples
    .filter(
      (one) =>
        one.name === name && Object.entries(labels).every(([label, text]) => one.labels[label] === text),
    )
    .reduce((sum, { value }) => sum + value, 0);
}
