import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

interface Locked {
  readonly name?: string;
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
}
interface Component {
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly 'bom-ref': string;
  readonly licenses?: readonly object[];
  readonly hashes?: readonly object[];
}
interface Sbom {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

const json = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;
const project = json<{ dependencies: Record<string, string>; allowScripts: Record<string, boolean> }>(
  'package.json',
);
const lock = json<{ readonly packages: Readonly<Record<string, Locked>> }>('package-lock.json');
const { '': _project, ...installed } = lock.packages;
const nameOf = (path: string, { name }: Locked) => name ?? path.slice(path.lastIndexOf('node_modules/') + 13);
const sorted = (names: Iterable<string>) => [...new Set(names)].sort();

describe('the document of what the service is made of', () => {
  const dir = mkdtempSync(join(tmpdir(), 'chemledger-sbom-'));
  const write = (file: string): Sbom => {
    const { status, stderr } = spawnSync(process.execPath, ['tools/sbom.mjs', join(dir, file)], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return json(join(dir, file));
  };
  const sbom = write('sbom.json');

  test('is CycloneDX 1.6 by its schema', () => {
    const schemas = 'node_modules/@cyclonedx/cyclonedx-library/res/schema';
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(ajv);
    // No address in it is internationalised.
    for (const format of ['iri-reference', 'idn-email']) ajv.addFormat(format, true);
    for (const part of ['spdx', 'jsf-0.82']) {
      const file = `${part}.SNAPSHOT.schema.json`;
      ajv.addSchema(json(`${schemas}/${file}`), `http://cyclonedx.org/schema/${file}`);
    }
    const valid = ajv.compile(json(`${schemas}/bom-1.6.SNAPSHOT.schema.json`));
    expect({ valid: valid(sbom), errors: valid.errors }).toEqual({ valid: true, errors: null });
    expect(valid({ ...sbom, components: [{ name: 'no type' }] })).toBe(false);
  });

  test('names every package that is installed without those of tools, each with its licence and digest', () => {
    const parts = Object.entries(installed).filter(([, { dev = false }]) => !dev);
    const named = sbom.components.map(
      ({ group, name, version }) => `${group ? `${group}/` : ''}${name}@${version}`,
    );
    expect(sorted(named)).toEqual(sorted(parts.map(([path, one]) => `${nameOf(path, one)}@${one.version}`)));
    expect(sbom.components).toHaveLength(parts.length);
    for (const { name, licenses = [], hashes = [] } of sbom.components)
      expect([name, licenses.length, hashes.length]).toEqual([name, 1, 1]);
  });

  test('says what needs what, from the project on', () => {
    const known = new Set([sbom.metadata.component, ...sbom.components].map((one) => one['bom-ref']));
    const needs = new Map(sbom.dependencies.map(({ ref, dependsOn = [] }) => [ref, dependsOn]));
    for (const ref of [...needs].flat(2)) expect(known).toContain(ref);
    const direct = needs.get(sbom.metadata.component['bom-ref']) ?? [];
    const names = direct.map((ref) => ref.slice(ref.indexOf('#node_modules/') + 14));
    expect(sorted(names)).toEqual(sorted(Object.keys(project.dependencies)));
    const reached = new Set(direct);
    for (const ref of reached) for (const next of needs.get(ref) ?? []) reached.add(next);
    expect(reached.size).toBe(sbom.components.length);
  });

  test('is the same for the same lock', () => {
    write('again.json');
    expect(readFileSync(join(dir, 'again.json'), 'utf8')).toBe(readFileSync(join(dir, 'sbom.json'), 'utf8'));
    rmSync(dir, { recursive: true });
  });
});

describe('licences', () => {
  /** What is said of a lock with one package more. */
  function pageWith(more: Partial<Locked>): string {
    const changed = { packages: { ...lock.packages, 'node_modules/another': { version: '1.0.0', ...more } } };
    const script = `import { licences } from './tools/docs/licences.mjs'; import { text } from 'node:stream/consumers';
      try { console.log(licences(JSON.parse(await text(process.stdin)))); } catch (error) { console.log(error.message); }`;
    const args = ['--input-type=module', '-e', script];
    return spawnSync(process.execPath, args, { input: JSON.stringify(changed), encoding: 'utf8' }).stdout;
  }

  test.each([
    [{ license: 'AGPL-3.0-only' }],
    [{ license: 'SSPL-1.0' }],
    [{ license: 'MIT AND GPL-3.0-only' }],
    [{ license: 'SEE LICENSE IN LICENSE' }],
    [{ license: 'CC-BY-4.0' }],
    [{}],
    [{ license: 'GPL-2.0-only', dev: true }],
  ])('that are not on the list are refused: %j', (more) => {
    const { license = 'no licence' } = more as Partial<Locked>;
    expect(pageWith(more)).toContain(`another@1.0.0: ${license}`);
  });

  test('that are on the list, or offer one that is, are told; those of tools have a longer list and are not', () => {
    expect(pageWith({ license: 'MIT' })).toContain('- another 1.0.0\n');
    expect(pageWith({ license: '(GPL-3.0-only OR MIT)' })).toContain('- another 1.0.0\n');
    const ofTool = pageWith({ license: 'CC-BY-4.0', dev: true });
    expect(ofTool).toContain('# Licences');
    expect(ofTool).not.toContain('another');
  });
});

describe('install scripts', () => {
  const withScript = Object.entries(installed).filter(([, { hasInstallScript }]) => hasInstallScript);

  test('run only for packages that are named, and every package that has one is', () => {
    expect(sorted(Object.keys(project.allowScripts))).toEqual(
      sorted(withScript.map(([path, one]) => nameOf(path, one))),
    );
  });

  test('of a part of the service run only where it cannot do without', () => {
    const allowed = withScript.filter(([path, one]) => project.allowScripts[nameOf(path, one)]);
    const parts = allowed.filter(([, { dev = false }]) => !dev).map(([path, one]) => nameOf(path, one));
    // The Node.js that the service runs on.
    expect(parts).toEqual(['node']);
  });
});
