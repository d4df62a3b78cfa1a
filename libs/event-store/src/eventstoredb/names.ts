import { isSystemStream, type RecordedEvent } from '@eventstore/db-client';

/** The stream that says whose log this is. It is no part of the log. */
export const LOG = 'chemledger-log';

/** Streams that are not the server's own, and what was said about them (`$$bottle-7K3QX9M2RP`). */
export const OURS = '^([$][$])?[^$]';

/** The server's own names and types begin with `$`, and LOG is taken. */
export const isFact = ({ streamId, type }: Pick<RecordedEvent, 'streamId' | 'type'>): boolean =>
  type !== '' && !type.startsWith('$') && !isSystemStream(streamId) && streamId !== LOG;
