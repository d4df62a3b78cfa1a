import { BackupFailure } from '@ledger/backup';
import { Corrupt, Locked, Unavailable } from '@ledger/event-store';
import { BadConfig } from '../config.js';
import { HalfRestored } from '../drivers.js';

/** Why a command was not done, in words for whoever asked, and what to do next. */
export class Failure extends Error {
  override readonly name = 'Failure';
  constructor(
    message: string,
    readonly hint: string,
    /** The code of the refusal, where the service refused. */
    readonly code = 'not-done',
  ) {
    super(message);
  }
}

/** What anything that went wrong means to whoever asked. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof BackupFailure) return new Failure(error.message, error.hint, error.code);
  if (error instanceof BadConfig) {
    return new Failure(
      `The configuration is not right:\n${error.message}`,
      'Set the environment as for the service.',
    );
  }
  if (error instanceof Locked) {
    const hint = 'Wait until it has started, or stop it, and try again.';
    return new Failure(
      `${error.file} is in use by process ${error.pid}, which does not answer in the data folder.`,
      hint,
    );
  }
  if (error instanceof HalfRestored) {
    const hint = 'Run `ledger restore` again: it begins anew. Nothing opens what is there before.';
    return new Failure(`A restore into ${error.dir} was cut off.`, hint);
  }
  if (error instanceof Corrupt)
    return new Failure(`The log cannot be read: ${error.message}`, 'Restore it from a backup.');
  if (error instanceof Unavailable)
    return new Failure(`The log cannot be reached: ${withCause(error)}`, 'Look at the disk, and try again.');
  return new Failure(
    error instanceof Error ? (error.stack ?? error.message) : String(error),
    'This is a bug of the ledger.',
  );
}

const withCause = ({ message, cause }: Error): string =>
  cause instanceof Error ? `${message} (${cause.message})` : message;
