import { requireNode } from './node-version.js';

// Read only then: an older Node.js does not know all that the ledger is built on.
requireNode();
const { run } = await import('./cli/program.js');
process.exitCode = (await run(process.argv.slice(2))) ? 0 : 1;
