import { Injectable } from '@nestjs/common';
import { Clock } from '../ledger/clock.js';
import { commandIdOf, hashOf } from '../ledger/ids.js';
import { Ledger } from '../ledger/ledger.js';
import { credentialStream } from './access.events.js';
import { accessRefusals } from './access.refusals.js';
import type { CredentialState } from './access.state.js';
import { freshKey, Vault } from './vault.js';

/** How the person of a credential, and nobody else, comes by its key. */
@Injectable()
export class Enrolments {
  constructor(
    private readonly ledger: Ledger,
    private readonly vault: Vault,
    private readonly clock: Clock,
  ) {}

  /** A code to hand over; none where the key has been fetched already. */
  async invite(
    credential: string,
  ): Promise<{ readonly code: string; readonly expiresAt: string } | undefined> {
    const state = (await this.ledger.lives.load(credentialStream(credential))).state as CredentialState;
    if (state === 'none' || state.enrolled || state.revoked) return undefined;
    return this.vault.invite(credential, this.clock.now());
  }

  /** The key, this one time. Refuses enrolment.unknown. */
  async enrol(code: string): Promise<{ readonly credential: string; readonly key: string }> {
    const credential = await this.vault.invited(code, this.clock.now());
    if (credential === undefined) throw accessRefusals('enrolment.unknown');
    const stream = credentialStream(credential);
    const { state } = await this.ledger.lives.load(stream);
    const { person } = state as Exclude<CredentialState, 'none'>;
    await this.ledger.execute(
      'EnrolCredential',
      {},
      {
        ...{ actor: person, credential, stream, repeatable: false },
        commandId: commandIdOf(ENROLMENT, person, credential),
        commandHash: hashOf(credential),
      },
    );
    const key = freshKey();
    // The code is void last, so that no crash leaves a credential that nobody can open. Of several who come with the
    // same code, whoever makes it void has the key.
    await this.vault.bind(key, credential);
    if (await this.vault.redeem(code)) return { credential, key };
    await this.vault.unbind(key);
    throw accessRefusals('enrolment.unknown');
  }
}

/** The namespace of enrolments' command ids: a credential is enrolled once. */
const ENROLMENT = '6f0b52c0-6a51-4f0a-9a2e-0d1c8b7a4e5d';
