import autocannon from 'autocannon';
import { USE, usePath } from './bottles.js';

/** Commands a second, and milliseconds until they were answered. */
export interface Rate {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

export interface Load {
  readonly base: string;
  readonly key?: string;
  readonly codes: readonly string[];
  readonly clients: number;
  /** How long, or how many commands. */
  readonly seconds?: number;
  readonly amount?: number;
  /** Nothing is recorded. */
  readonly dry?: boolean;
  /** Commands a second of all clients together; left out, as many as are answered. */
  readonly rate?: number;
}

/** Uses bottles, each client one command after the other. Throws where anything is refused. */
export async function load({ base, key, codes, clients, seconds, amount, rate, dry }: Load): Promise<Rate> {
  const headers = { 'content-type': 'application/json', ...(key && { authorization: `Bearer ${key}` }) };
  const body = JSON.stringify(USE);
  let begun = 0;
  const { requests, latency, errors, non2xx } = await autocannon({
    ...{ url: base, connections: clients },
    ...(seconds && { duration: seconds }),
    ...(amount && { amount }),
    ...(rate && { overallRate: rate }),
    // Each client begins with another bottle, or all would ask for the same one at once, and go on so.
    setupClient(client) {
      const first = Math.floor((begun * codes.length) / clients);
      begun += 1;
      client.setRequests(
        [...codes.slice(first), ...codes.slice(0, first)].map((code) => ({
          ...{ method: 'POST', headers, body },
          path: usePath(code) + (dry ? '?dryRun=true' : ''),
        })),
      );
    },
  });
  if (non2xx > 0 || errors > 0) throw new Error(`${non2xx} commands were refused, ${errors} not answered`);
  return { perSecond: requests.average, p50: latency.p50, p99: latency.p99 };
}
