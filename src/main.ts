import { requireNode } from './node-version.js';

// What follows needs a Node.js that older ones could not even load, so the version is asked first.
requireNode();
const [{ start }, { unstarted }] = await Promise.all([import('./start.js'), import('./unstarted.js')]);
try {
  await start();
} catch (error) {
  console.error(unstarted(error));
  process.exit(1);
}
