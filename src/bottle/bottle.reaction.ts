import { type Entry, type FactAnnulled, present, type Reaction } from '@ledger/kernel';
import { bottleStream, type Filled, type RegistrationFact } from './bottle.events.js';

/** The bottles of a registration. */
export const bottlesFollow: Reaction = {
  name: 'bottles-follow-registration',
  handles: ['BottlesRegistered'],
  react(fact) {
    const { origin, codes, bottle } = (fact as Entry<RegistrationFact>).data;
    return codes.map((code) => ({
      command: 'EnterBottle',
      stream: bottleStream(code),
      body: { origin, bottle },
    }));
  },
};

/** The bottle that a portion was poured into. */
export const childFollows: Reaction = {
  name: 'child-follows-portion',
  handles: ['PortionTaken'],
  react({ data }) {
    const { child, filled } = data as { readonly child: string; readonly filled: Filled };
    return [{ command: 'FillBottle', stream: bottleStream(child), body: { filled } }];
  },
};

/** A bottle that was never filled leaves its portion where it was. More content stands against nothing that was told. */
export const portionFollowsFilling: Reaction = {
  name: 'portion-follows-filling',
  handles: ['FactAnnulled'],
  react({ data, meta: { reason } }) {
    const { twin } = data as FactAnnulled['data'];
    if (!twin) return [];
    const body = { portion: twin.fact, ...present({ reason }) };
    return [{ command: 'AnnulPortion', stream: twin.stream, body }];
  },
};
