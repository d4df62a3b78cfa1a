import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

interface Locked {
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};
const { '': _project, ...installed } = packages;

/** Whether a package finds another where it stands, or further out. */
function finds(from: string, name: string): boolean {
  if (`${from}/node_modules/${name}` in packages) return true;
  const outer = from.lastIndexOf('/node_modules/');
  return outer >= 0 ? finds(from.slice(0, outer), name) : `node_modules/${name}` in packages;
}

// npm writes down only what it finds installed, unless the lock is made where nothing is: then every other kind of
// machine lacks its compiled parts, and takes whatever the registry gives it.
test('the lock names what each kind of machine needs', () => {
  const missing = Object.entries(installed).flatMap(([from, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !finds(from, name))
      .map((name) => `${from} lacks ${name}`),
  );
  expect(missing).toEqual([]);
});

test('the lock holds the digest of every package and the address of none', () => {
  const wrong = Object.entries(installed).filter(([, { integrity, resolved }]) => !integrity || resolved);
  expect(wrong.map(([name]) => name)).toEqual([]);
});
