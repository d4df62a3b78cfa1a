import { categoryOf, effective, fold, idOf, isCode, type Recorded, readCode } from '@ledger/kernel';
import { factIdOf } from '../../ledger/ids.js';
import type { AnyDecider } from '../../ledger/lives.js';
import type { Findings } from './report.js';

/** Streams whose id is a code. */
const CODED = ['bottle', 'place', 'unit', 'person', 'credential'];

/** Checks the facts of one stream, in the order of their revisions, against each other and against its decider. */
export function checkStream(
  facts: readonly Recorded[],
  deciders: ReadonlyMap<string, AnyDecider>,
  findings: Findings,
): void {
  checkName(facts, findings);
  checkOrder(facts, findings);
  checkCommands(facts, findings);
  checkFold(facts, deciders, findings);
}

const about = ({ position, id, stream }: Recorded) => ({ position, fact: id, stream });

function checkName([first]: readonly Recorded[], findings: Findings): void {
  if (!first || !CODED.includes(categoryOf(first.stream))) return;
  const code = idOf(first.stream);
  if (isCode(code) && readCode(code) === code) return;
  findings.add({ ...about(first), code: 'code.misspelt', what: `${code} is not a code` });
}

function checkOrder(facts: readonly Recorded[], findings: Findings): void {
  let before: Recorded | undefined;
  for (const fact of facts) {
    const { revision, position, meta } = fact;
    const next = (before?.revision ?? -1) + 1;
    const find = (code: string, what: string) => findings.add({ ...about(fact), code, what });
    if (revision !== next) find('revision.not-dense', `revision ${revision} stands where ${next} is next`);
    if (before && position < before.position) {
      find(
        'position.out-of-order',
        `it stands in the log before revision ${before.revision}, at ${before.position}`,
      );
    }
    if (before && meta.recordedAt < before.meta.recordedAt) {
      find(
        'time.goes-back',
        `recorded at ${meta.recordedAt}, before the fact it follows (${before.meta.recordedAt})`,
      );
    }
    if (meta.occurredAt > meta.recordedAt) {
      find(
        'time.in-the-future',
        `occurred at ${meta.occurredAt}, recorded before that, at ${meta.recordedAt}`,
      );
    }
    before = fact;
  }
}

/** That ids follow from command, stream and place makes them unique in the whole log. */
function checkCommands(facts: readonly Recorded[], findings: Findings): void {
  const commands = new Map<string, { readonly hash: string; count: number }>();
  for (const fact of facts) {
    const { id, stream, meta } = fact;
    const command = commands.get(meta.commandId) ?? { hash: meta.commandHash, count: 0 };
    commands.set(meta.commandId, command);
    if (id !== factIdOf(meta.commandId, stream, command.count)) {
      findings.add({
        ...about(fact),
        code: 'id.differs',
        what: `the id is not that of fact ${command.count} of its command`,
      });
    }
    if (meta.commandHash !== command.hash) {
      findings.add({
        ...about(fact),
        code: 'command.two-hashes',
        what: `command ${meta.commandId} has another hash before`,
      });
    }
    command.count += 1;
  }
}

/** The effective history must be possible from the first to the last. */
function checkFold(
  facts: readonly Recorded[],
  deciders: ReadonlyMap<string, AnyDecider>,
  findings: Findings,
): void {
  const [first] = facts;
  if (!first) return;
  const decider = deciders.get(categoryOf(first.stream));
  if (!decider) {
    findings.add({
      ...about(first),
      code: 'stream.of-no-kind',
      what: `the ledger has no streams ${categoryOf(first.stream)}-…`,
    });
    return;
  }
  try {
    for (const { entry, refusal } of fold(decider, effective(facts)).broken) {
      findings.add({
        ...about(entry as Recorded),
        code: 'fact.impossible',
        what: `${entry.type} cannot follow: ${refusal.code}`,
      });
    }
  } catch (error) {
    findings.add({
      ...about(first),
      code: 'stream.does-not-fold',
      what: `the stream does not fold: ${String(error)}`,
    });
  }
}
