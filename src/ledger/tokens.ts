/** What is injected by name because it is an interface: the composition root chooses what stands behind it. */
export const CONFIG = Symbol('config');
export const EVENT_STORE = Symbol('event store');
export const READ_MODEL = Symbol('read model');
/** Names of people and hashes of keys: what is neither in the log nor can be built from it. */
export const PRIVATE_STORE = Symbol('private store');
export const SITE = Symbol('site');
export const LOGGER = Symbol('logger');

/** What the ledger says of itself in its first facts. */
export interface SiteSettings {
  /** The ledger's name for ever, by which keys become command ids. */
  readonly ledger: string;
  readonly timeZone: string;
}
