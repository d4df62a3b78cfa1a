const NEEDED = 24;

/** Ends the process with a clear word where the Node.js is too old: `node:sqlite` and more are not there. */
export function requireNode(): void {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major >= NEEDED) return;
  console.error(
    `Chemledger needs Node.js ${NEEDED} and found ${process.version}. Start it by npm start or npm run ledger: they bring their own.`,
  );
  process.exit(1);
}
