import { parser } from '@prometheus-io/lezer-promql';

/** A metric that an expression asks for, and the labels that it asks of it. */
export interface Selector {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Expression {
  readonly selectors: readonly Selector[];
  /** By what is summed, for each sum from the outermost. */
  readonly groupings: readonly (readonly string[])[];
}

/** What an expression of PromQL asks for. Throws where it is none. */
export function expressionIn(text: string): Expression {
  const selectors: { metric: string; labels: Record<string, string> }[] = [];
  const groupings: string[][] = [];
  let label = '';
  parser.parse(text).iterate({
    enter({ type, from, to }) {
      const part = text.slice(from, to);
      if (type.isError) throw new SyntaxError(`at ${from}: ${text}`);
      if (type.name === 'VectorSelector') selectors.push({ metric: '', labels: {} });
      if (type.name === 'GroupingLabels') groupings.push(part.replace(/[()\s]/g, '').split(','));
      const selector = selectors.at(-1);
      if (!selector) return;
      if (type.name === 'Identifier') selector.metric = part;
      if (type.name === 'LabelName') label = part;
      if (type.name === 'StringLiteral') selector.labels[label] = part.slice(1, -1);
    },
  });
  return { selectors, groupings };
}
