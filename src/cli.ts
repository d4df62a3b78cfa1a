const [major = 0] = process.versions.node.split('.').map(Number);
if (major < 24) {
  console.error(
    `Chemledger needs Node.js 24 and found ${process.version}. Use npm run ledger: that brings its own.`,
  );
  process.exit(1);
}

// Read only now: an older Node.js does not know all that the ledger is built on.
const { run } = await import('./cli/program.js');
process.exitCode = (await run(process.argv.slice(2))) ? 0 : 1;
