export * from './canonical.js';
export * from './fact.js';
export * from './refusal.js';
