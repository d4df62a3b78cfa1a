import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Path of a file in src/substance/catalogue. It is found from the folder of package.json, so that it is the same file
 * whether this module runs as source or built.
 */
export function catalogueFile(name: string): string {
  const manifest = findPackageJSON('..', import.meta.url);
  if (manifest === undefined) throw new Error('No package.json above the program');
  return join(dirname(manifest), 'src', 'substance', 'catalogue', name);
}
