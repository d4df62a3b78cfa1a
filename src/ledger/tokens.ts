import type { Example } from '../site/site.events.js';

/** What is injected by name because it is an interface: the composition root chooses what stands behind it. */
export const EVENT_STORE = Symbol('event store');
export const READ_MODEL = Symbol('read model');
export const SITE = Symbol('site');

/** What the ledger says of itself in its first facts. */
export interface SiteSettings {
  /** The ledger's name for ever, by which keys become command ids. */
  readonly ledger: string;
  readonly timeZone: string;
  /** What it was made up from, where nothing in it is real. */
  readonly example?: Example;
}
