import base from './jest.config.js';

/** Tests against servers that are fetched and built first: `npm run test:servers`. */
/** @type {import('jest').Config} */
export default {
  ...base,
  testMatch: ['**/*.servers.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
};
