import type { ReadModel } from '@ledger/read-model';
import { deciders, reactions } from '../areas.js';
import type { Config } from '../config.js';
import { CONFLICTS_CHECKPOINT } from '../conflicts.js';
import { openLogAsKept, openPrivateStore, openReadModel } from '../drivers.js';
import { Belonging } from '../ledger/belonging.js';
import { REACTIONS_CHECKPOINT } from '../ledger/follower.js';
import { requireLedger } from './service.js';
import { counted, type Meter, type Teller } from './teller.js';
import { type Finding, Findings, type Report } from './verify/report.js';
import { type Checkpoint, verify } from './verify/verification.js';

/** Reads the whole log again, beside a service that may run, and reports. Answers whether everything is as it should be. */
export async function verifyLog(config: Config, teller: Teller): Promise<boolean> {
  requireLedger(config);
  const kept = await openLogAsKept(config);
  if (!kept) throw new TypeError('there is no such ledger');
  try {
    const checkpoints = await checkpointsOf(config, kept.epoch);
    const followedTo =
      checkpoints.find(({ of }) => of === REACTIONS_CHECKPOINT)?.position ?? Number.POSITIVE_INFINITY;
    const findings = new Findings();
    let reading: Meter | undefined;
    const log = await kept.rows(
      (flaw) => findings.add(flaw),
      (read, all) => {
        reading ??= teller.meter('read');
        reading.reach(read, all);
      },
    );
    reading?.end();
    const verifying = teller.meter('verify');
    const report = await verify({
      ...{ log, deciders, reactions, checkpoints, followedTo, findings },
      onProgress: (read, all) => verifying.reach(read, all),
    });
    verifying.end();
    teller.result(report, [...reportLines(report)]);
    return report.found === 0;
  } finally {
    await kept.close();
  }
}

/** How far views and reactions say they have read. Those that are not there can be built again. */
async function checkpointsOf(config: Config, epoch: string): Promise<readonly Checkpoint[]> {
  const ofViews = await read(
    epoch,
    () => openReadModel(config, { readOnly: true }),
    (model) => model.names().then((names) => names.filter((name) => name.includes('@'))),
  );
  const ofReactions = await read(
    epoch,
    () => openPrivateStore(config, { readOnly: true }),
    async () => [REACTIONS_CHECKPOINT, CONFLICTS_CHECKPOINT],
  );
  return [...ofViews, ...ofReactions];
}

/** Those of another log, which it was made from before, mean nothing. */
async function read(
  epoch: string,
  open: () => Promise<ReadModel>,
  names: (model: ReadModel) => Promise<readonly string[]>,
): Promise<Checkpoint[]> {
  let model: ReadModel;
  try {
    model = await open();
  } catch {
    return [];
  }
  const known = await names(model);
  const reached = await new Belonging(model, epoch).reached(known);
  await model.close();
  return known.map((of, n) => ({ of, position: reached[n] ?? 0 }));
}

export function* reportLines({
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
