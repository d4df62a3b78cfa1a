import { createHash, randomBytes } from 'node:crypto';
import { addDays } from '@ledger/kernel';
import type { Collection, Doc, ReadModel } from '@ledger/read-model';

/** What opens a credential: `_id` is the SHA-256 of the key. */
type Secret = Doc & { readonly credential: string };
/** A code that gives out a credential's key once. `_id` is the SHA-256 of the code. */
type Enrolment = Doc & { readonly credential: string; readonly expiresAt: string };

/** 256 bits, 43 characters of base64url. */
export const freshKey = (): string => randomBytes(32).toString('base64url');
const hash = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const ENROLMENT_DAYS = 7;

/** Hashes of keys. Never the keys, and never in the log. */
export class Vault {
  private readonly secrets: Collection<Secret>;
  private readonly enrolments: Collection<Enrolment>;

  constructor(store: ReadModel) {
    this.secrets = store.collection('secrets');
    this.enrolments = store.collection('enrolments');
  }

  /** The credential that a key opens. */
  async credentialOf(key: string): Promise<string | undefined> {
    return (await this.secrets.findOne({ _id: hash(key) }))?.credential;
  }

  /** Lets a key open a credential. */
  async bind(key: string, credential: string): Promise<void> {
    const secret = { _id: hash(key), credential };
    await this.secrets.bulkWrite([
      { replaceOne: { filter: { _id: secret._id }, replacement: secret, upsert: true } },
    ]);
  }

  /** Lets a key open nothing. */
  async unbind(key: string): Promise<void> {
    await this.secrets.bulkWrite([{ deleteOne: { filter: { _id: hash(key) } } }]);
  }

  /** A code for the person whose credential it is, who alone then learns the key. Codes given out before are void. */
  async invite(
    credential: string,
    now: string,
  ): Promise<{ readonly code: string; readonly expiresAt: string }> {
    const code = freshKey();
    const expiresAt = addDays(now, ENROLMENT_DAYS);
    const enrolment = { _id: hash(code), credential, expiresAt };
    const before = await this.enrolments.find({ credential }).toArray();
    await this.enrolments.bulkWrite([
      ...before.map(({ _id }) => ({ deleteOne: { filter: { _id } } })),
      { replaceOne: { filter: { _id: enrolment._id }, replacement: enrolment, upsert: true } },
    ]);
    return { code, expiresAt };
  }

  /** The credential that a code was given out for. */
  async invited(code: string, now: string): Promise<string | undefined> {
    const enrolment = await this.enrolments.findOne({ _id: hash(code) });
    return enrolment && enrolment.expiresAt > now ? enrolment.credential : undefined;
  }

  /** Makes a code void. False where somebody else was first. */
  async redeem(code: string): Promise<boolean> {
    const { deletedCount } = await this.enrolments.bulkWrite([
      { deleteOne: { filter: { _id: hash(code) } } },
    ]);
    return deletedCount === 1;
  }
}
