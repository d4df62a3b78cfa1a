/**
 * The double as a process of its own: `node --import ./test/support/typescript.mjs test/support/eventstoredb/main.ts
 * [--port <n>]`. It prints its connection string in one line. A parent that forked it throws its switches by messages
 * of the shape of `Order`, each answered with `{done: <order>}`.
 */
import { parseArgs } from 'node:util';
import { EventStoreDouble } from './double.js';
import type { AppendFault } from './faults.js';

type Order =
  | { readonly do: 'fault'; readonly fault: AppendFault; readonly times?: number }
  | { readonly do: 'starting' | 'stuck-subscriptions'; readonly on: boolean }
  | { readonly do: 'silence' | 'wake' | 'cut-subscriptions' | 'down' | 'up' }
  | { readonly do: 'restart'; readonly forgetIds?: boolean };

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
const double = await EventStoreDouble.start({ port: Number(values.port) });
console.log(double.url);

async function obey(order: Order): Promise<void> {
  switch (order.do) {
    case 'fault':
      return double.faults.next(order.fault, order.times);
    case 'starting':
      double.faults.starting = order.on;
      return;
    case 'stuck-subscriptions':
      double.faults.stuckSubscriptions = order.on;
      return;
    case 'silence':
      return double.faults.silence();
    case 'wake':
      return double.faults.wake();
    case 'cut-subscriptions':
      return double.cutSubscriptions();
    case 'down':
      return double.down();
    case 'up':
      return double.up();
    case 'restart':
      return double.restart(order);
  }
}

process.on('message', (order: Order) => {
  obey(order).then(() => process.send?.({ done: order.do }));
});
// It ends with the parent that forked it, also when that is killed.
process.once('disconnect', () => process.exit(0));
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    double.stop();
    process.exit(0);
  });
}
