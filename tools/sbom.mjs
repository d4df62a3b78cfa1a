// Writes what the service is made of as a CycloneDX document, from the lock file: the same lock gives the same document.
// Usage: npm run sbom [-- <file>]
import { writeFileSync } from 'node:fs';
import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import { packagesIn, readLock } from './packages.mjs';

const [file = 'sbom.cdx.json'] = process.argv.slice(2);
const parts = packagesIn(readLock()).filter(({ tool }) => !tool);
const components = new Map(parts.map((part) => [part.path, componentOf(part)]));
for (const { path, needs } of parts) {
  for (const need of needs) {
    const needed = components.get(need);
    if (needed) components.get(path).dependencies.add(needed.bomRef);
  }
}
const [project, ...others] = components.values();
const bom = new Models.Bom({
  metadata: new Models.Metadata({ component: project }),
  components: new Models.ComponentRepository(others),
});
const form = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
writeFileSync(file, `${new Serialize.JsonSerializer(form).serialize(bom, { sortLists: true, space: 2 })}\n`);
console.log(`wrote ${file}: ${others.length} packages`);

function componentOf({ path, name, version, licence, integrity }) {
  const [, group, ownName] = /^(?:(@[^/]+)\/)?(.+)$/.exec(name);
  const kind = path === '' ? Enums.ComponentType.Application : Enums.ComponentType.Library;
  const purl = `pkg:npm/${group ? `${encodeURIComponent(group)}/` : ''}${ownName}@${version}`;
  // A version may stand in more than one place.
  const bomRef = path === '' ? purl : `${purl}#${path}`;
  return new Models.Component(kind, ownName, {
    ...{ version, purl, bomRef },
    ...(group && { group }),
    licenses: new Models.LicenseRepository([
      /[\s(]/.test(licence) ? new Models.LicenseExpression(licence) : new Models.SpdxLicense(licence),
    ]),
    ...(integrity && { hashes: new Models.HashDictionary([hashIn(integrity)]) }),
  });
}

/** npm writes digests in base64, with the name of what made them. */
function hashIn(integrity) {
  const [, algorithm, digest] = /^sha(\d+)-(.+)$/.exec(integrity.split(' ')[0]);
  return [`SHA-${algorithm}`, Buffer.from(digest, 'base64').toString('hex')];
}
