import type { StreamRef, Subject } from '@ledger/kernel';
import { LRUCache } from 'lru-cache';
import type { Asker } from '../ledger/intent.js';
import { ledgerRefusals } from '../ledger/ledger.refusals.js';
import type { Lives } from '../ledger/lives.js';
import type { Access } from '../ledger/questions.js';
import { personStream } from '../people/people.events.js';
import { personRef } from '../people/people.refs.js';
import { placeRef } from '../place/place.refs.js';
import { unitRef } from '../unit/unit.refs.js';
import { credentialStream, grantsStream, type Scope } from './access.events.js';
import { accessRefusals } from './access.refusals.js';
import type { CredentialState, Grant, Grants } from './access.state.js';
import { houseWide, type Permission, permissionsOf } from './permissions.js';
import type { Vault } from './vault.js';

/** How many keys are remembered, so that not every request asks the vault. What a key may do is never remembered. */
const KEPT = 1_000;

/** Who a key belongs to, and what its person may do where. */
export class AccessService implements Access {
  private readonly known = new LRUCache<string, string>({ max: KEPT });

  constructor(
    private readonly lives: Lives,
    private readonly vault: Vault,
    private readonly now: () => string,
  ) {}

  /** Refuses access.bad-token. */
  async authenticate(key: string): Promise<Asker> {
    const credential = await this.credentialOf(key);
    const person = credential && (await this.personOf(credential));
    if (!person) throw accessRefusals('access.bad-token');
    return { actor: person, credential };
  }

  /** The credential that a key opens, or opened once. */
  async credentialOf(key: string): Promise<string | undefined> {
    const credential = this.known.get(key) ?? (await this.vault.credentialOf(key));
    if (credential !== undefined) this.known.set(key, credential);
    return credential;
  }

  /** Whether a key that was let in would still be, for what it was: asked again by whatever goes on for long. */
  async stillMay({ actor, credential }: Asker, permission: Permission): Promise<boolean> {
    const begun = (await this.lives.load(credentialStream(credential))).revision >= 0;
    if (begun && (await this.personOf(credential)) === undefined) return false;
    return this.may(actor, permission);
  }

  /** Whether the person may do something somewhere. */
  async may(person: string, permission: Permission): Promise<boolean> {
    return (await this.grantsOf(person)).some((grant) => gives(grant, permission));
  }

  /** Who has the credential, where it is not revoked or expired and they have not left. */
  private async personOf(credential: string): Promise<string | undefined> {
    const state = (await this.lives.load(credentialStream(credential))).state as CredentialState;
    if (state === 'none' || state.revoked) return undefined;
    if (state.expiresAt !== undefined && state.expiresAt <= this.now()) return undefined;
    return (await this.isActive(state.person)) ? state.person : undefined;
  }

  async grantsOf(person: string): Promise<readonly Grant[]> {
    return ((await this.lives.load(grantsStream(person))).state as Grants).grants;
  }

  /** Everything the person may do somewhere. */
  async permissionsOf(person: string): Promise<ReadonlySet<Permission>> {
    const grants = await this.grantsOf(person);
    return new Set(
      grants.flatMap((grant) =>
        [...permissionsOf[grant.role]].filter((permission) => gives(grant, permission)),
      ),
    );
  }

  /** Where the person may do something: everywhere, or in some units and places and what is below. */
  async scopesFor(person: string, permission: string): Promise<'all' | readonly Exclude<Scope, 'all'>[]> {
    const scopes = (await this.grantsOf(person))
      .filter((grant) => gives(grant, permission as Permission))
      .map(({ scope }) => scope);
    return scopes.includes('all') ? 'all' : scopes.filter((scope) => scope !== 'all');
  }

  /** Refuses access.forbidden. */
  async require(asker: Asker, permission: Permission, subject: Subject): Promise<void> {
    if (!(await this.covers(asker, permission, [subject]))) {
      throw ledgerRefusals('access.forbidden', { permission });
    }
  }

  async covers({ actor }: Asker, permission: string, subjects: readonly Subject[]): Promise<boolean> {
    const scopes = await this.scopesFor(actor, permission);
    if (scopes === 'all') return true;
    if (scopes.length === 0 || subjects.length === 0) return false;
    for (const subject of subjects) {
      if (!(await this.within(subject, scopes))) return false;
    }
    return true;
  }

  private async within({ place, unit }: Subject, scopes: readonly Exclude<Scope, 'all'>[]): Promise<boolean> {
    const around = new Set([
      ...(await this.upwards(place, placeRef)),
      ...(await this.upwards(unit, unitRef)),
    ]);
    return scopes.some((scope) => around.has('unit' in scope ? scope.unit : scope.place));
  }

  /** A place or unit, and all that it lies in or belongs to. */
  private async upwards(
    from: string | undefined,
    ref: (id: string) => StreamRef<Nested>,
  ): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let id = from; id !== undefined && !ids.includes(id); ) {
      ids.push(id);
      const state = await this.stateOf(ref(id));
      id = state === undefined || state === 'none' ? undefined : state.parent;
    }
    return ids;
  }

  async isKnown(person: string): Promise<boolean> {
    return (await this.lives.load(personStream(person))).revision >= 0;
  }

  private async isActive(person: string): Promise<boolean> {
    const state = await this.stateOf(personRef(person));
    return state !== undefined && state !== 'none' && state.active;
  }

  private async stateOf<State>(ref: StreamRef<State>): Promise<State | undefined> {
    return (await this.lives.lookUp(() => [ref])).look(ref);
  }
}

/** What concerns the whole house is given by a role for everywhere only. */
const gives = ({ role, scope }: Grant, permission: Permission): boolean =>
  permissionsOf[role].has(permission) && (scope === 'all' || !houseWide.has(permission));

type Nested = { readonly parent?: string } | 'none';
