import { addDays, type Decider } from '@ledger/kernel';
import { bottleStream } from '../bottle/bottle.events.js';
import type { AliasFact } from './alias.events.js';
import { aliasRefusals } from './alias.refusals.js';

export interface Alias {
  readonly code: string;
  readonly reservedAt: string;
}
export type AliasState = Alias | 'none';

export interface ReserveAlias {
  readonly scheme: string;
  readonly value: string;
  readonly code: string;
}

export const aliasDecider: Decider<AliasState, AliasFact, { ReserveAlias: ReserveAlias }> = {
  category: 'alias',
  initial: 'none',
  evolve: (_state, { data, meta }) => ({ code: data.code, reservedAt: meta.recordedAt }),
  needs: (_command, state) => (state === 'none' ? [] : [{ stream: bottleStream(state.code) }]),
  subjects: () => [],
  decide: {
    ReserveAlias(state, { scheme, value, code }, { found, recordedAt }) {
      if (
        state !== 'none' &&
        (state.code === code || !abandoned(state, recordedAt, found({ stream: bottleStream(state.code) })))
      ) {
        throw aliasRefusals('alias.taken', { scheme, value, code: state.code });
      }
      return [{ type: 'AliasReserved', v: 1, data: { scheme, value, code } }];
    },
  },
};

/** A reservation is followed by its bottle at once. A day later without one, that registration was never finished. */
const abandoned = ({ reservedAt }: Alias, now: string, bottle: unknown): boolean =>
  bottle === undefined && addDays(reservedAt, 1) < now;
