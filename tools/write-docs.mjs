// Writes the pages of docs/ that are made from the code. Run it after a build. With --check it writes nothing and fails
// where a page is not what the code says.
import { readFileSync, writeFileSync } from 'node:fs';
import { errors } from './docs/errors.mjs';
import { events } from './docs/events.mjs';
import { licences } from './docs/licences.mjs';

const NOTE = '<!-- Made from the code by `npm run docs`. Change the code, not this page. -->\n\n';
const pages = { 'docs/errors.md': errors, 'docs/events.md': events, 'docs/licences.md': licences };
const check = process.argv.includes('--check');
const read = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

for (const [file, write] of Object.entries(pages)) {
  const page = NOTE + write();
  if (read(file) === page) continue;
  if (check) {
    console.error(`${file} is not what the code says: run npm run docs`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, page);
    console.log(`wrote ${file}`);
  }
}
