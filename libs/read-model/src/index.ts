export * from './lease.js';
export * from './port.js';
export * from './projector.js';
export * from './runner.js';
