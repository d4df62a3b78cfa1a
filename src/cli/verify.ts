import type { Position } from '@ledger/kernel';
import type { ReadModel } from '@ledger/read-model';
import { deciders, reactions } from '../areas.js';
import type { Config } from '../config.js';
import { openPrivateStore, openRawLog, openReadModel } from '../drivers.js';
import { REACTIONS_CHECKPOINT } from '../ledger/follower.js';
import { Failure } from './failure.js';
import { requireLedger } from './service.js';
import { counted, type Teller } from './teller.js';
import type { Finding, Report } from './verify/report.js';
import { type Checkpoint, verify } from './verify/verification.js';

/** Reads the whole log again, beside a service that may run, and reports. Answers whether everything is as it should be. */
export async function verifyLog(config: Config, teller: Teller): Promise<boolean> {
  requireLedger(config);
  const checkpoints = await checkpointsOf(config);
  const followedTo =
    checkpoints.find(({ of }) => of === REACTIONS_CHECKPOINT)?.position ?? Number.POSITIVE_INFINITY;
  const log = openRawLog(config);
  if (!log)
    throw new Failure('Only a log in a file can be verified here.', 'Set EVENT_STORE_URL to sqlite:<file>.');
  const meter = teller.meter('verify');
  try {
    const report = await verify({
      ...{ log, deciders, reactions, checkpoints, followedTo },
      onProgress: (read, all) => meter.reach(read, all),
    });
    meter.end();
    teller.result(report, [...told(report)]);
    return report.found === 0;
  } finally {
    await log.close();
  }
}

/** How far views and reactions say they have read. Those that are not there can be built again. */
async function checkpointsOf(config: Config): Promise<readonly Checkpoint[]> {
  const ofViews = await read(
    () => openReadModel(config, { readOnly: true }),
    (model) => model.names().then((names) => names.filter((name) => name.includes('@'))),
  );
  const ofReactions = await read(
    () => openPrivateStore(config, true),
    async () => [REACTIONS_CHECKPOINT],
  );
  return [...ofViews, ...ofReactions];
}

async function read(
  open: () => Promise<ReadModel>,
  names: (model: ReadModel) => Promise<readonly string[]>,
): Promise<Checkpoint[]> {
  let model: ReadModel;
  try {
    model = await open();
  } catch {
    return [];
  }
  const found: { of: string; position: Position }[] = [];
  for (const of of await names(model)) found.push({ of, position: await model.checkpoint(of) });
  await model.close();
  return found;
}

function* told({
  facts,
  streams,
  commands,
  checkpoints,
  pending,
  head,
  found,
  findings,
}: Report): Generator<string> {
  const read = [counted(facts, 'fact'), counted(streams, 'stream'), counted(commands, 'command')].join(', ');
  yield `Read ${read}; the log ends at ${head}. Compared ${counted(checkpoints, 'checkpoint')} with it.`;
  if (pending > 0) yield `${counted(pending, 'fact')} had not followed yet in other streams, and will.`;
  if (found === 0) yield 'Everything is as it should be.';
  else
    yield `${counted(found, 'finding')}${found > findings.length ? `, of which these are the first ${findings.length}` : ''}:`;
  for (const finding of findings) yield line(finding);
}

function line({ code, position, fact, stream, what }: Finding): string {
  const where = [position !== undefined && `at ${position}`, stream, fact && `fact ${fact}`]
    .filter(Boolean)
    .join(', ');
  return `  ${code}: ${what} (${where})`;
}
