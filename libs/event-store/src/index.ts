export * from './errors.js';
export * from './every.js';
export * from './port.js';
