import base from './jest.config.js';
import './test/support/typescript.mjs';

const { mongoJavaServer } = await import('./test/support/mongodb/servers.ts');
const { coverageProvider, workerIdleMemoryLimit, testTimeout, maxWorkers: _alone, ...project } = base;
const { missing } = mongoJavaServer;
if (missing) console.warn(`HTTP on servers: not tried here, for there is no ${missing}`);

/** All that is asked over HTTP, of a service on servers. Files are what the command line is asked of, and built programs. */
const overHttp = {
  ...project,
  displayName: 'HTTP on servers',
  testMatch: ['<rootDir>/test/e2e/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/(cli|backup|restore|example|catalogue|burst)\\.spec'],
  globalSetup: '<rootDir>/test/support/servers.begin.mjs',
  setupFiles: [...project.setupFiles, '<rootDir>/test/support/servers.each.mjs'],
  globalTeardown: '<rootDir>/test/support/servers.end.mjs',
};

/** Tests on servers that are fetched and built first: `npm run test:servers`. */
/** @type {import('jest').Config} */
export default {
  ...{ coverageProvider, workerIdleMemoryLimit, testTimeout },
  maxWorkers: 1,
  projects: [
    {
      ...project,
      displayName: 'servers',
      testMatch: ['**/*.servers.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/'],
    },
    ...(missing ? [] : [overHttp]),
  ],
};
