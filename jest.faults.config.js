import base from './jest.config.js';

/** What goes wrong in a machine, one fault after the other: `npm run test:faults`. */
/** @type {import('jest').Config} */
export default {
  ...base,
  testMatch: ['<rootDir>/test/faults/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  maxWorkers: 1,
};
