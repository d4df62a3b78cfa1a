import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { idOf, present, Refusal } from '@ledger/kernel';
import { credentialStream, grantsStream } from '../access/access.events.js';
import type { CredentialState } from '../access/access.state.js';
import { CONSOLE } from '../access/console.js';
import { freshKey, type Vault } from '../access/vault.js';
import type { Config } from '../config.js';
import { commandIdOf, freshCommandId, hashOf } from '../ledger/ids.js';
import type { Intent } from '../ledger/intent.js';
import type { Ledger } from '../ledger/ledger.js';
import type { SiteSettings } from '../ledger/tokens.js';
import type { Names } from '../people/names.js';
import type { Catalogue } from '../substance/catalogue.js';
import { substanceStream } from '../substance/substance.events.js';
import type { SiteState } from './site.decider.js';
import { type Example, type Restoration, siteStream } from './site.events.js';

/** The service itself, where nobody asked. */
const SERVICE = { actor: 'system', credential: 'service' };

/** How many substances are on their way to the log at once. */
const AT_ONCE = 500;

/** What a ledger is called for ever, and whether it is made up. */
export interface Name {
  readonly ledger: string;
  readonly example?: Example;
}

export interface Administrator {
  readonly person: string;
  readonly keyFile?: string;
  readonly firstTime: boolean;
}

/** What a ledger needs before anybody can use it. Every step can be done again: a crash in the middle loses nothing. */
export class Founding {
  constructor(
    private readonly ledger: Ledger,
    private readonly config: Config,
    /** Left out: a name that no other ledger has. */
    private readonly name: Name = { ledger: randomUUID() },
  ) {}

  /** The site, founded where there is none. */
  async site(): Promise<SiteSettings> {
    const { timeZone = 'UTC' } = this.config;
    if ((await this.state()) === 'none') {
      const found = this.do(this.name.ledger, 'FoundSite', { ...this.name, timeZone }, siteStream);
      await found.catch(unless('site.founded'));
    }
    const site = await this.founded();
    if (this.config.timeZone !== undefined && this.config.timeZone !== site.timeZone) {
      await this.do(site.ledger, 'SetTimeZone', { timeZone }, siteStream, randomUUID());
    }
    const { ledger, timeZone: zone, example } = await this.founded();
    return { ledger, timeZone: zone, ...present({ example }) };
  }

  /** The first administrator and their key. Answers the file that holds it, where it was made here. */
  async administrator(vault: Vault, names: Names): Promise<Administrator> {
    const { ledger } = await this.founded();
    const added = await this.person(ledger);
    const person = idOf(added.stream);
    if (!added.replayed) await names.keep(person, 'Administrator');
    await this.do(ledger, 'GrantRole', { role: 'administrator' }, grantsStream(person));
    const issued = await this.do(
      ledger,
      'IssueCredential',
      { person, label: 'first key' },
      { begin: 'credential' },
    );
    const credential = idOf(issued.stream);
    const state = (await this.ledger.lives.load(credentialStream(credential))).state as CredentialState;
    const keyFile = join(this.config.dataDir, 'admin.key');
    const given = this.config.adminKey;
    if (state === 'none' || state.enrolled)
      return { person, firstTime: false, ...(!given && existsSync(keyFile) && { keyFile }) };
    // The key is on the disk before it opens anything, so that no crash leaves a ledger without a way in.
    await vault.bind(given ?? keyIn(keyFile), credential);
    await this.do(ledger, 'EnrolCredential', {}, credentialStream(credential));
    return { person, firstTime: true, ...(!given && { keyFile }) };
  }

  /**
   * Puts the substances of a catalogue into the ledger, and what it says anew of those that are there: once for each
   * version, and never of an older edition than the ledger has seen.
   */
  async catalogue(catalogue: Catalogue, onProgress: (loaded: number, all: number) => void): Promise<void> {
    const { ledger, catalogues } = await this.founded();
    const { version } = catalogue;
    if (catalogues.some((seen) => seen === version || editionOf(seen) > editionOf(version))) return;
    const substances = catalogue.substances();
    for (let from = 0; from < substances.length; from += AT_ONCE) {
      await Promise.all(
        substances.slice(from, from + AT_ONCE).map((substance) => {
          const stream = substanceStream(substance.cas ?? '');
          return this.do(ledger, 'LoadSubstance', { substance }, stream, `${version} ${stream}`).catch(
            unless('substance.up-to-date', 'substance.merged'),
          );
        }),
      );
      onProgress(Math.min(from + AT_ONCE, substances.length), substances.length);
    }
    await this.do(ledger, 'NoteCatalogue', { version, substances: substances.length }, siteStream, version);
  }

  /** Says that the log was restored. Whoever does that works on the machine itself, and is the first administrator there. */
  async restored(restoration: Restoration, reason: string): Promise<void> {
    const { stream } = await this.person((await this.founded()).ledger);
    const command = { restoration, reason };
    const intent = this.intent(freshCommandId(), siteStream, command);
    await this.ledger.execute('NoteRestoration', command, {
      ...intent,
      ...{ actor: idOf(stream), credential: CONSOLE },
    });
  }

  /** The first administrator, the same whenever it is asked. */
  private person(ledger: string) {
    return this.do(ledger, 'AddPerson', {}, { begin: 'person' });
  }

  private async state(): Promise<SiteState> {
    return (await this.ledger.lives.load(siteStream)).state as SiteState;
  }

  private async founded() {
    const site = await this.state();
    if (site === 'none') throw new TypeError('the site has not been founded');
    return site;
  }

  /** A step with an id of its own: done again, it is the same step. */
  private do(ledger: string, name: string, command: object, stream: Intent['stream'], key = '') {
    const id = commandIdOf(ledger, SERVICE.actor, `${name} ${key}`);
    return this.ledger.execute(name, command, this.intent(id, stream, name));
  }

  private intent(commandId: string, stream: Intent['stream'], what: unknown): Intent {
    return { ...SERVICE, stream, commandId, commandHash: hashOf(what), repeatable: false };
  }
}

/** `2-0123456789ab` -> 2 */
const editionOf = (version: string): number => Number.parseInt(version, 10);

/** What another node, a clerk or an earlier catalogue has done already is left as it is. */
const unless =
  (...codes: readonly string[]) =>
  (error: unknown): void => {
    if (!(error instanceof Refusal && codes.includes(error.code))) throw error;
  };

/** The key in the file, which is made where there is none, readable to its owner only. */
function keyIn(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const key = freshKey();
  const handle = openSync(file, 'wx', 0o600);
  writeSync(handle, `${key}\n`);
  fsyncSync(handle);
  closeSync(handle);
  return key;
}
