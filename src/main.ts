import { requireNode } from './node-version.js';

// What follows needs a Node.js that older ones could not even load, so the version is asked first.
requireNode();
const [{ start }, { BadConfig }] = await Promise.all([import('./start.js'), import('./config.js')]);
try {
  await start();
} catch (error) {
  console.error(error instanceof BadConfig ? `The configuration is not right:\n${error.message}` : error);
  process.exit(1);
}
