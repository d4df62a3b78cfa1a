import type { Role } from '../access/permissions.js';
import type { Config } from '../config.js';
import { Failure } from './failure.js';
import { type Service, withService } from './service.js';
import type { Teller } from './teller.js';

export interface KeyOptions {
  readonly person?: string;
  readonly name?: string;
  readonly role?: Role;
  readonly unit?: string;
  readonly place?: string;
  readonly label: string;
  readonly expires?: string;
  /** Fetch the key at once. */
  readonly enrol?: boolean;
}

interface Wanted {
  readonly person: string | undefined;
  readonly label: string;
  readonly expiresAt: string | undefined;
}
interface Receipt {
  readonly id: string;
}
interface Issued extends Receipt {
  readonly enrolment: { readonly code: string; readonly expiresAt: string };
}
interface Credential {
  readonly id: string;
  readonly person: { readonly id: string; readonly name?: string };
  readonly label: string;
  readonly expiresAt?: string;
  readonly enrolled: boolean;
  readonly revoked: boolean;
}

/** Issues a credential to somebody, who may be new, with a role. Whoever is to use it fetches its key with the code. */
export function createKey(config: Config, options: KeyOptions, teller: Teller): Promise<void> {
  if ((options.person === undefined) === (options.name === undefined)) {
    throw new Failure('It must be said whose key it is.', 'Give either --person <id> or --name <name>.');
  }
  if (options.name !== undefined && options.role === undefined) {
    throw new Failure(
      'A new person needs a role: without one their key opens nothing.',
      'Give --role <role>.',
    );
  }
  if (options.unit !== undefined && options.place !== undefined) {
    throw new Failure(
      'A role counts in a unit or in a place.',
      'Give one of --unit and --place, or none for everywhere.',
    );
  }
  return withService(config, async (service) => {
    await requireKnown(service, options);
    const { label, expires: expiresAt, enrol } = options;
    await requirePossible(service, { person: options.person, label, expiresAt });
    const person =
      options.person ?? (await service.ask<Receipt>('POST', '/v1/people', { name: options.name })).id;
    if (options.role !== undefined) await grant(service, person, options);
    const issued = await service.ask<Issued>('POST', '/v1/credentials', { person, label, expiresAt });
    const key = { credential: issued.id, person, role: options.role, label, expiresAt };
    if (enrol) await tellKey(service, key, issued, teller);
    else tellCode(config, key, issued, teller);
  });
}

/** What is named must be there before anybody is added. */
async function requireKnown(service: Service, { person, unit, place }: KeyOptions): Promise<void> {
  for (const [kind, id] of Object.entries({ people: person, units: unit, places: place })) {
    if (id !== undefined) await service.ask('GET', `/v1/${kind}/${encodeURIComponent(id)}`);
  }
}

/** Nor is anybody added for a credential that cannot be issued, whoever has it. */
async function requirePossible(service: Service, { person, ...credential }: Wanted): Promise<void> {
  const whose = person ?? (await service.ask<Receipt>('GET', '/v1/me')).id;
  await service.ask('POST', '/v1/credentials?dryRun=true', { person: whose, ...credential });
}

async function grant(service: Service, person: string, { role, unit, place }: KeyOptions): Promise<void> {
  const scope = unit === undefined && place === undefined ? {} : { scope: { unit, place } };
  try {
    await service.ask('POST', `/v1/people/${person}/grant-role`, { role, ...scope });
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'access.grant.already')) throw error;
  }
}

type Key = { readonly credential: string; readonly person: string };

function tellCode({ host, port }: Config, key: Key, { enrolment }: Issued, teller: Teller): void {
  const url = `http://${['0.0.0.0', '::'].includes(host) ? 'localhost' : host}:${port}/v1/enrolments`;
  teller.result({ ...key, enrolment }, [
    `Credential ${key.credential} was issued to person ${key.person}.`,
    `Enrolment code, good for once until ${enrolment.expiresAt}: ${enrolment.code}`,
    `Its holder fetches the key with: curl -X POST ${url} -H 'Content-Type: application/json' -d '{"code":"${enrolment.code}"}'`,
  ]);
}

async function tellKey(service: Service, issued: Key, { enrolment }: Issued, teller: Teller): Promise<void> {
  const { key } = await service.ask<{ readonly key: string }>('POST', '/v1/enrolments', {
    code: enrolment.code,
  });
  teller.result({ ...issued, key }, [
    `Credential ${issued.credential} was issued to person ${issued.person}.`,
    `Its key is shown this one time, and kept nowhere: ${key}`,
  ]);
}

export function listKeys(config: Config, teller: Teller): Promise<void> {
  return withService(config, async (service) => {
    const credentials: Credential[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = await service.ask<{ items: Credential[]; next?: string }>(
        'GET',
        `/v1/credentials?limit=500${query}`,
      );
      credentials.push(...page.items);
      cursor = page.next;
    }
    teller.result({ credentials }, credentials.map(lineOf));
  });
}

const stateOf = ({ revoked, enrolled }: Credential): string => {
  if (revoked) return 'revoked';
  return enrolled ? 'in use' : 'not yet enrolled';
};

function lineOf(credential: Credential): string {
  const { id, person, label, expiresAt } = credential;
  const until = expiresAt === undefined ? '' : `, until ${expiresAt}`;
  return `${id}  ${stateOf(credential)}${until}  ${person.name ?? 'somebody'} (${person.id})  ${label}`;
}

export function revokeKey(config: Config, credential: string, teller: Teller): Promise<void> {
  return withService(config, async (service) => {
    const { id } = await service.ask<Receipt>(
      'POST',
      `/v1/credentials/${encodeURIComponent(credential)}/revoke`,
      {},
    );
    teller.result({ credential: id, revoked: true }, [`Credential ${id} opens nothing any more.`]);
  });
}
