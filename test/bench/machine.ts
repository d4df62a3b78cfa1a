import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';

const packages = ['@event-driven-io/emmett-sqlite', 'sqlite3'] as const;

/** What the figures were taken on. */
export function machine(): readonly string[] {
  const version = (folder: string) => JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')).version;
  const all = cpus();
  return [
    `${all.length} cores (${all[0]?.model}), ${Math.round(totalmem() / 2 ** 30)} GiB of memory, Linux ${parseFloat(release())}`,
    `Chemledger ${version('.')}, Node.js ${process.versions.node}, SQLite ${process.versions.sqlite}`,
    packages.map((name) => `${name} ${version(`test/bench/node_modules/${name}`)}`).join(', '),
  ];
}
