import satisfies from 'spdx-satisfies';
import { packagesIn, readLock } from '../packages.mjs';

/** What may be part of the service: it obliges to name it, and to leave it as it is or to show what was changed of it. */
const ALLOWED = [
  ...['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT', 'Python-2.0'],
  // Of single files, and of fonts: used unmodified.
  ...['MPL-2.0', 'OFL-1.1'],
];
/** What a tool may have besides: nothing of it is handed on. */
const OF_TOOLS = ['CC-BY-3.0', 'CC-BY-4.0', 'CC0-1.0', 'Zlib'];

/** docs/licences.md. Throws where a licence is not allowed, or there is none. */
export function licences(lock = readLock()) {
  const [, ...packages] = packagesIn(lock);
  const wrong = packages.filter(
    ({ licence, tool }) => !isAllowed(licence, tool ? [...ALLOWED, ...OF_TOOLS] : ALLOWED),
  );
  if (wrong.length > 0) {
    const told = wrong.map(({ name, version, licence = 'no licence' }) => `${name}@${version}: ${licence}`);
    throw new Error(`licences that are not allowed (tools/docs/licences.mjs):\n${told.join('\n')}`);
  }
  const parts = packages.filter(({ tool }) => !tool);
  const byLicence = Map.groupBy(parts, ({ licence }) => licence.replace(/^\((.*)\)$/, '$1'));
  const sections = [...byLicence]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([licence, those]) => {
      const names = [...new Set(those.map(({ name, version }) => `${name} ${version}`))].sort();
      return `## ${licence}\n\n${names.map((name) => `- ${name}`).join('\n')}\n`;
    });
  const intro = [
    '# Licences',
    'Every package that is a part of the service, by its licence, as the lock file has it. Each brings its own text. What asks to be named is in [third-party.md](third-party.md). Tools that make and test the service are held to a list too, and are not named here; nothing of them is handed on.',
    'A compiled part is named for each kind of machine; one of them is installed.',
  ];
  return `${intro.join('\n\n')}\n\n${sections.join('\n')}`;
}

function isAllowed(licence, allowed) {
  try {
    return satisfies(licence, allowed);
  } catch {
    return false;
  }
}
