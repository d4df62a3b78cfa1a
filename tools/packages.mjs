import { readFileSync } from 'node:fs';

/** What says of its licence in a file of text only, found by reading it. */
const READ = { 'png-js@2.0.0': 'MIT' };

/**
 * The packages of a lock file by where they stand, each with what it needs and where that stands. `tool`: it is used to
 * make and test the service, and is no part of it.
 */
export function packagesIn({ packages }) {
  return Object.entries(packages).map(([path, one]) => {
    const name = one.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const wanted = { ...one.dependencies, ...one.optionalDependencies, ...one.peerDependencies };
    const needs = Object.keys(wanted).flatMap((need) => placeOf(packages, path, need) ?? []);
    const { version, integrity, dev: tool = false, hasInstallScript: installs = false } = one;
    const licence = one.license ?? READ[`${name}@${version}`];
    return {
      path,
      name,
      version,
      licence,
      integrity,
      tool,
      installs,
      needs: path === '' ? ours(packages) : needs,
    };
  });
}

export const readLock = () => JSON.parse(readFileSync('package-lock.json', 'utf8'));

/** Where a package finds another: where it stands, or further out. */
function placeOf(packages, from, name) {
  const here = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (here in packages) return here;
  if (from === '') return undefined;
  const outer = from.lastIndexOf('/node_modules/');
  return placeOf(packages, outer < 0 ? '' : from.slice(0, outer), name);
}

/** What the project itself needs when it runs. */
const ours = (packages) => Object.keys(packages[''].dependencies).map((name) => placeOf(packages, '', name));
