import { createHash } from 'node:crypto';
import type { Doc, ReadModel } from '@ledger/read-model';
import type { Backup } from './backup.js';
import { BackupFailure } from './failure.js';
import { type BackupFolder, PRIVATE } from './folder.js';
import type { Pace } from './pace.js';

const FORMAT = 1;
/** How much is written in one go. */
const CHUNK = 64 * 1024;
const NEWLINE = 0x0a;

/** A document that is kept outside the log, and the collection it is in. */
export interface PrivateDoc {
  readonly in: string;
  readonly doc: Doc;
}

/** Keeps all documents of some collections, under the name of their bytes: what has not changed is kept once. */
export async function keepPrivate(
  folder: BackupFolder,
  ledger: string,
  model: ReadModel,
  leftOut: readonly string[],
  pace: Pace,
): Promise<Backup['privateData']> {
  const digest = createHash('sha256');
  let [bytes, documents] = [0, 0];
  let kept = { file: '', sha256: '', bytes: 0, documents: 0 };
  await folder.write(PRIVATE, 'data', async (handle) => {
    let chunk = `${JSON.stringify({ format: FORMAT, ledger })}\n`;
    const flush = async () => {
      digest.update(chunk);
      bytes += Buffer.byteLength(chunk);
      await handle.writeFile(chunk);
      await pace.took(Buffer.byteLength(chunk));
      chunk = '';
    };
    for (const name of (await model.names()).filter((one) => !leftOut.includes(one))) {
      for await (const doc of model.collection(name).find({}, { sort: { _id: 1 } })) {
        const line: PrivateDoc = { in: name, doc };
        chunk += `${JSON.stringify(line)}\n`;
        documents += 1;
        if (chunk.length >= CHUNK) await flush();
      }
    }
    await flush();
    const sha256 = digest.digest('hex');
    kept = { file: `${PRIVATE}/${sha256}.jsonl`, sha256, bytes, documents };
    return kept.file;
  });
  return kept;
}

/** What a backup holds of it. Throws BackupFailure where it is in a form that is not known. */
export function* readPrivate(bytes: Buffer): Generator<PrivateDoc> {
  const lines = linesOf(bytes);
  const { value: first = 'null' } = lines.next();
  if ((JSON.parse(first) as { readonly format?: unknown } | null)?.format !== FORMAT) {
    throw new BackupFailure(
      'backup.damaged',
      'Names and keys are kept in a form that is not known.',
      'Restore it with the version of the ledger that made it.',
    );
  }
  for (const line of lines) yield JSON.parse(line) as PrivateDoc;
}

function* linesOf(bytes: Buffer): Generator<string> {
  let begin = 0;
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, begin)) {
    yield bytes.toString('utf8', begin, end);
    begin = end + 1;
  }
}
