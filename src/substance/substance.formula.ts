const TOKEN = /([A-Z][a-z]?)(\d{0,6})|([([{])|[)\]}](\d{0,6})/y;

type Counts = Map<string, number>;

/**
 * A formula in the order of Hill (carbon, hydrogen, then by letter; without carbon all by letter), so that H2SO4,
 * H2O4S and SO2(OH)2 are one: E. A. Hill, J. Am. Chem. Soc. 22 (1900) 478. Parts joined by a dot are added up
 * (CuSO4·5H2O). Undefined for what is not written in element symbols, brackets and numbers, such as a charge.
 */
export function hillFormula(formula: string): string | undefined {
  const total: Counts = new Map();
  for (const part of formula.split(/[·.*]/)) {
    const [, times = '', rest = ''] = /^(\d{0,6})(.*)$/s.exec(part) ?? [];
    const counts = countsIn(rest);
    if (!counts) return undefined;
    add(total, counts, numberIn(times));
  }
  const order = total.has('C') ? ['C', 'H'] : [];
  const weight = (symbol: string) => (order.includes(symbol) ? order.indexOf(symbol) : order.length);
  return [...total]
    .sort(([a], [b]) => weight(a) - weight(b) || (a < b ? -1 : 1))
    .map(([symbol, count]) => (count === 1 ? symbol : `${symbol}${count}`))
    .join('');
}

function countsIn(text: string): Counts | undefined {
  const outer: Counts[] = [];
  let counts: Counts = new Map();
  let read = 0;
  while (read < text.length) {
    TOKEN.lastIndex = read;
    const token = TOKEN.exec(text);
    if (!token) return undefined;
    read = TOKEN.lastIndex;
    const [, symbol, count = '', opening, times = ''] = token;
    if (symbol !== undefined) add(counts, new Map([[symbol, 1]]), numberIn(count));
    else if (opening !== undefined) {
      outer.push(counts);
      counts = new Map();
    } else {
      const enclosing = outer.pop();
      if (!enclosing) return undefined;
      add(enclosing, counts, numberIn(times));
      counts = enclosing;
    }
  }
  return outer.length === 0 && counts.size > 0 ? counts : undefined;
}

const numberIn = (digits: string): number => (digits === '' ? 1 : Number(digits));

function add(to: Counts, counts: Counts, times: number): void {
  for (const [symbol, count] of counts) to.set(symbol, (to.get(symbol) ?? 0) + count * times);
}
